import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { headersOfNode, isBuilt, isInstalled, nodeProblem, sourcesHash } from '../../scripts/setup.mjs';
import { formatFailures, summarize } from '../../scripts/vitest-report.mjs';
import { ROOT } from '../support/repository.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'combray-scripts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, content: unknown): void => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
};

describe('what npm start decides', () => {
  it('which Node is too old', () => {
    expect(nodeProblem('20.19.0', '>=20.19')).toBeUndefined();
    expect(nodeProblem('22.1.0', '>=20.19')).toBeUndefined();
    expect(nodeProblem('20.18.3', '>=20.19')).toMatch(/needs Node >=20\.19; this is 20\.18\.3/);
    expect(nodeProblem('18.20.0', '>=20.19')).toBeDefined();
  });

  it('whether node_modules holds what the lockfile asks for', () => {
    const a = { version: '1.0.0', integrity: 'sha512-a' };
    const foreign = { version: '1.0.0', integrity: 'sha512-b', optional: true };
    write('package-lock.json', { packages: { '': {}, 'node_modules/a': a, 'node_modules/foreign': foreign } });
    expect(isInstalled(folder)).toBe(false);
    write('node_modules/a/index.js', '');
    expect(isInstalled(folder)).toBe(false);
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': a } });
    expect(isInstalled(folder)).toBe(true);
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { ...a, version: '1.0.1' } } });
    expect(isInstalled(folder)).toBe(false);
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': a, 'node_modules/gone': a } });
    expect(isInstalled(folder)).toBe(false);
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': a } });
    write('node_modules/.combray-abi', 'another-node-1');
    expect(isInstalled(folder)).toBe(false);
  });

  it('whether a compile finds the headers of this very Node beside it', () => {
    const header = (version: string): void => {
      const names = ['MAJOR', 'MINOR', 'PATCH'];
      const lines = version.split('.').map((part, index) => `#define NODE_${names[index]}_VERSION ${part}`);
      write('include/node/node_version.h', `#define NODE_IS_HERE 1\n${lines.join('\n')}\n`);
    };
    expect(headersOfNode(folder)).toEqual({});
    header(process.versions.node);
    expect(headersOfNode(folder)).toEqual({ npm_config_nodedir: folder });
    header(`${process.versions.node}1`);
    expect(headersOfNode(folder)).toEqual({});
    write('include/node/node_version.h', 'of something else');
    expect(headersOfNode(folder)).toEqual({});
  });

  it('whether dist/ was made from these sources', () => {
    write('src/main.ts', 'one');
    write('dist/sources.sha256', sourcesHash(folder));
    expect(isBuilt(folder)).toBe(true);
    write('src/main.test.ts', 'tests are not built');
    expect(isBuilt(folder)).toBe(true);
    write('src/main.ts', 'two');
    expect(isBuilt(folder)).toBe(false);
  });
});

describe('what npm test counts', () => {
  const report = (testResults: unknown): string => {
    write('report.json', { testResults });
    return join(folder, 'report.json');
  };
  const test = (status: string) => ({ status, fullName: `is ${status}` });

  it('passed, failed and skipped tests, with the messages of the failed', () => {
    const path = report([
      { name: 'a.test.ts', status: 'failed', assertionResults: ['passed', 'failed', 'skipped', 'todo'].map(test) },
    ]);
    const output = 'RUN v4\n ✓ passes\n\n⎯⎯⎯ Failed Tests 1 ⎯⎯⎯\nexpected 1 to be 2\n';
    const result = summarize(path, { isGood: false, output });
    expect(result).toMatchObject({ passed: 1, failed: 1, skipped: 2 });
    expect(formatFailures(result)).toBe(
      '  FAILED a.test.ts: is failed\n    ⎯⎯⎯ Failed Tests 1 ⎯⎯⎯\n    expected 1 to be 2\n',
    );
  });

  it('a file that cannot be loaded as a failure', () => {
    const path = report([{ name: 'a.test.ts', status: 'failed', assertionResults: [], message: 'cannot find module' }]);
    expect(summarize(path, { isGood: false, output: '' })).toMatchObject({ passed: 0, failed: 1 });
  });

  it('a run that ends badly though every test passed as a failure', () => {
    const path = report([{ name: 'a.test.ts', status: 'passed', assertionResults: [test('passed')] }]);
    expect(summarize(path, { isGood: false, output: 'unhandled rejection' })).toMatchObject({ passed: 1, failed: 1 });
    expect(summarize(path, { isGood: true, output: '' })).toMatchObject({ passed: 1, failed: 0 });
  });

  it('a run without a report as a failure', () => {
    const result = summarize(join(folder, 'none.json'), { isGood: false, output: 'killed' });
    expect(result).toEqual({ passed: 0, failed: 1, skipped: 0, failures: ['outside any test'], details: 'killed' });
  });

  it('and says so in its last line, with one line for what is missing', () => {
    const node = process.execPath;
    const script = join(ROOT, 'scripts/test.mjs');
    const unknown = spawnSync(node, [script, 'everything'], { encoding: 'utf8' });
    expect(unknown.status).toBe(1);
    expect(unknown.stdout.split('\n').slice(-2)).toEqual(['0 passed, 1 failed, 0 skipped', '']);
    const missing = spawnSync(node, [script, 'durability'], { encoding: 'utf8', env: { PATH: folder } });
    expect(missing.status).toBe(1);
    expect(missing.stdout).toBe(
      "missing: install Debian's python3 (apt-get install python3)\n0 passed, 1 failed, 0 skipped\n",
    );
  });
});

describe('npm start as a parent', () => {
  const parent = (child: string): string => {
    cpSync(join(ROOT, 'scripts/setup.mjs'), join(folder, 'scripts/setup.mjs'), { recursive: true });
    write('package.json', { type: 'module' });
    write('child.mjs', child);
    write(
      'parent.mjs',
      "import { runForeground } from './scripts/setup.mjs'; runForeground(['child.mjs'], { GIVEN: 'yes' });",
    );
    return 'parent.mjs';
  };

  it('passes the exit code and the environment on', () => {
    const script = parent('console.log(process.env.GIVEN); process.exitCode = 7;');
    const result = spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' });
    expect([result.status, result.stdout]).toEqual([7, 'yes\n']);
  });

  it('passes SIGTERM on and waits for the child to drain', () => {
    const script = parent(
      "process.on('SIGTERM', () => setTimeout(() => { console.log('drained'); process.exit(0); }, 100)); setInterval(() => {}, 1000); console.log('ready');",
    );
    const shell = `${process.execPath} ${script} > out & pid=$!; until grep -qs ready out; do sleep 0.05; done; kill -TERM $pid; wait $pid; echo "exit $?" >> out`;
    execFileSync('sh', ['-c', shell], { cwd: folder });
    expect(execFileSync('cat', ['out'], { cwd: folder, encoding: 'utf8' })).toBe('ready\ndrained\nexit 0\n');
  });
});
