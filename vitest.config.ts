import { defineConfig } from 'vitest/config';

// chDB keeps one data directory per process, so every test file gets a process of its own.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    // The default of a second is too short where other suites and other programs share the machine.
    expect: { poll: { timeout: 10_000 } },
    globalSetup: 'tests/support/temporary-files.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,bench}/**/*.test.ts', 'web/**/*.test.{ts,tsx}', 'tests/fixtures/*.test.ts'],
        },
      },
      {
        extends: true,
        // Everything above the control store once more, on the other database.
        test: {
          name: 'postgres',
          include: ['src/access/*.test.ts', 'src/catalog/*.test.ts'],
          globalSetup: ['tests/support/temporary-files.ts', 'tests/support/postgres-suite.ts'],
        },
      },
      { extends: true, test: { name: 'tidy', include: ['tests/tidy/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'clients',
          include: ['tests/clients/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'durability',
          include: ['tests/durability/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        // Not in npm test: programs built outside the repository, and what takes hours (docs/compat/runs.md).
        test: {
          name: 'long',
          include: ['tests/long/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      { extends: true, test: { name: 'fuzz', include: ['tests/fuzz/*.test.ts'], hookTimeout: 180_000 } },
    ],
  },
});
