import type { TestProject } from 'vitest/node';
import { startPostgres, type TestPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server for the test file's databases; undefined where tests run on SQLite. */
    postgresUrl: string | undefined;
  }
}

let postgres: TestPostgres | undefined;

/** Vitest's global setup of the suite that runs on PostgreSQL. */
export async function setup(project: TestProject): Promise<void> {
  postgres = await startPostgres();
  project.provide('postgresUrl', postgres.url);
}

export async function teardown(): Promise<void> {
  await postgres?.close();
}
