/**
 * `npm test` and its parts: prerequisites, install, build, then every suite one after another.
 *
 *     suite            seconds  result
 *     unit              12.3 s  240 passed
 *     ...
 *     241 passed, 0 failed, 0 skipped          <- always the last line
 *
 * `npm run test:long kills rows` runs these suites of the command alone.
 *
 * Plain JavaScript without dependencies, because it runs before `npm ci`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { missingPackages } from './prerequisites.mjs';
import { ensureBuilt, ensureInstalled, nodeProblem, ROOT } from './setup.mjs';
import { formatFailures, summarize } from './vitest-report.mjs';

const tool = (name, path, ...args) => ({ name, args: [path, ...args] });
const STATIC = [
  tool(
    'format, lint',
    'node_modules/@biomejs/biome/bin/biome',
    'ci',
    '--colors=off',
    '--diagnostic-level=warn',
    '--error-on-warnings',
    '.',
  ),
  tool('types', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'),
  tool('types of web', 'node_modules/typescript/bin/tsc', '-p', 'web/tsconfig.json', '--noEmit'),
];
const vitest = (name) => ({ name, args: ['node_modules/vitest/vitest.mjs', 'run', '--project', name], isVitest: true });
/** With the variables that name programs it cannot do without; what each must do stands in docs/compat/runs.md. */
const long = (name, variables = []) => {
  const [path, ...args] = vitest('long').args;
  return { name, args: [path, ...args, `tests/long/${name}.test.ts`], isVitest: true, variables };
};
const LONG_FUZZ_SECONDS = process.env.COMBRAY_LONG_FUZZ_SECONDS ?? '7200';

/** What each command runs, and the Debian packages it cannot do without. */
const COMMANDS = {
  check: {
    packages: ['openssl', 'postgresql', 'python3'],
    isBuildNeeded: false,
    suites: [...STATIC, vitest('unit'), vitest('tidy')],
  },
  clients: { packages: ['openssl', 'python3-venv'], isBuildNeeded: true, suites: [vitest('clients')] },
  browser: { packages: ['chromium', 'postgresql', 'python3-venv'], isBuildNeeded: true, suites: [vitest('browser')] },
  fuzz: { packages: [], isBuildNeeded: true, suites: [vitest('fuzz')] },
  durability: { packages: ['postgresql', 'python3', 'strace'], isBuildNeeded: true, suites: [vitest('durability')] },
  long: {
    packages: [],
    isBuildNeeded: true,
    suites: [
      long('xray-daemon', ['COMBRAY_LONG_XRAY_DAEMON', 'COMBRAY_LONG_GO_SHOP']),
      long('go-clients', ['COMBRAY_LONG_GO_SHOP']),
      long('java-clients', ['COMBRAY_LONG_JAVA_SHOP']),
      long('kills'),
      long('rows'),
      { ...vitest('fuzz'), env: { FUZZ_SECONDS: LONG_FUZZ_SECONDS } },
    ],
  },
  all: {
    packages: ['chromium', 'openssl', 'postgresql', 'python3-venv', 'strace'],
    isBuildNeeded: true,
    suites: [...STATIC, ...['unit', 'postgres', 'tidy', 'clients', 'browser', 'durability', 'fuzz'].map(vitest)],
  },
};

const totals = { passed: 0, failed: 0, skipped: 0 };
const reportFolder = mkdtempSync(join(tmpdir(), 'combray-test-'));

/** Exits through here only, so that the last line is always the count. */
function finish() {
  rmSync(reportFolder, { recursive: true, force: true });
  process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
  process.exit(totals.failed === 0 ? 0 : 1);
}

function refuse(line) {
  process.stdout.write(`${line}\n`);
  totals.failed += 1;
  finish();
}

function run({ args, env: more = {} }) {
  const output = [];
  const env = { ...process.env, ...more, NO_COLOR: '1' };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ isGood: false, output: error.message }));
    // Not every tool heeds NO_COLOR.
    const text = () => stripVTControlCharacters(Buffer.concat(output).toString('utf8'));
    child.on('close', (code) => resolve({ isGood: code === 0, output: text() }));
  });
}

async function runSuite(suite) {
  const reportPath = join(reportFolder, `${suite.name.replaceAll(/\W+/g, '-')}.json`);
  const args = suite.isVitest
    ? [...suite.args, '--reporter=default', '--reporter=json', `--outputFile=${reportPath}`]
    : suite.args;
  const startMs = performance.now();
  const ended = await run({ ...suite, args });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const result = suite.isVitest ? summarize(reportPath, ended) : single(suite.name, ended);
  for (const kind of Object.keys(totals)) totals[kind] += result[kind];
  const counts = Object.keys(totals).filter((kind) => result[kind] > 0 || kind === 'passed');
  process.stdout.write(
    `${suite.name.padEnd(14)} ${seconds.padStart(6)} s  ${counts.map((kind) => `${result[kind]} ${kind}`).join(', ')}\n`,
  );
  process.stdout.write(formatFailures(result));
}

function single(name, { isGood, output }) {
  return {
    passed: isGood ? 1 : 0,
    failed: isGood ? 0 : 1,
    skipped: 0,
    failures: isGood ? [] : [name],
    details: output,
  };
}

const command = COMMANDS[process.argv[2] ?? 'all'];
if (command === undefined) refuse(`usage: node scripts/test.mjs ${Object.keys(COMMANDS).join('|')} [suite ...]`);
const names = process.argv.slice(3);
const unknown = names.find((name) => !command.suites.some((suite) => suite.name === name));
if (unknown) refuse(`no suite ${unknown}; there are ${command.suites.map(({ name }) => name).join(', ')}`);
const suites = names.length === 0 ? command.suites : command.suites.filter(({ name }) => names.includes(name));
const problem = nodeProblem();
if (problem) refuse(problem);
for (const name of missingPackages(command.packages))
  refuse(`missing: install Debian's ${name} (apt-get install ${name})`);
const unset = suites.flatMap(({ variables = [] }) => variables).find((name) => !process.env[name]);
if (unset) refuse(`missing: set ${unset} to the path of a program (docs/compat/runs.md)`);
process.on('exit', (code) => {
  // Installing and building end the process themselves when they fail.
  if (code !== 0 && totals.failed === 0) process.stdout.write('0 passed, 1 failed, 0 skipped\n');
});
ensureInstalled();
if (command.isBuildNeeded) ensureBuilt();
for (const suite of suites) await runSuite(suite);
finish();
