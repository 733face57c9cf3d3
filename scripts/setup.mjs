/**
 * What `npm start` and `npm test` do before anything else: check Node, install, build.
 *
 * Plain JavaScript without dependencies, because it runs before `npm ci` and on a Node that cannot read TypeScript.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Hash of the sources a build was made from, beside what it made. */
const BUILD_STAMP = 'dist/sources.sha256';
/** Native modules are compiled for one Node ABI; another Node must install anew. */
const ABI_STAMP = 'node_modules/.combray-abi';
const BUILD_INPUTS = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'vite.config.ts', 'src', 'web'];

/** @returns {string | undefined} one line saying what is wrong with this Node */
export function nodeProblem(running = process.versions.node, range = readJson('package.json').engines.node) {
  const wanted = range.replace('>=', '').split('.').map(Number);
  const [major = 0, minor = 0] = running.split('.').map(Number);
  const isOld = major < wanted[0] || (major === wanted[0] && minor < (wanted[1] ?? 0));
  return isOld ? `Combray needs Node ${range}; this is ${running}` : undefined;
}

/** Whether node_modules holds what package-lock.json asks for. */
export function isInstalled(root = ROOT) {
  const modules = join(root, 'node_modules');
  if (!existsSync(modules)) return false;
  // A linked node_modules belongs to another checkout (a git worktree); `npm ci` would empty that one.
  if (lstatSync(modules).isSymbolicLink()) return true;
  // npm writes this file last, so an interrupted install has none.
  const installedPath = join(modules, '.package-lock.json');
  if (!existsSync(installedPath)) return false;
  const abiPath = join(root, ABI_STAMP);
  if (existsSync(abiPath) && readFileSync(abiPath, 'utf8') !== abi()) return false;
  const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const isPresent = ([path, entry]) => {
    if (path === '') return true;
    // Optional packages are mostly other platforms' binaries.
    if (installed[path] === undefined) return entry.optional === true || entry.devOptional === true;
    return installed[path].version === entry.version && installed[path].integrity === entry.integrity;
  };
  return Object.entries(wanted).every(isPresent) && Object.keys(installed).every((path) => path in wanted);
}

function abi() {
  return `${process.platform}-${process.arch}-${process.versions.modules}`;
}

/**
 * Where node-gyp finds the headers of this Node, so that a compile needs nothing from nodejs.org: tarballs, images and
 * distributions put them beside the program.
 *
 * @returns {Record<string, string>} empty where they are missing or of another version; node-gyp then downloads them
 */
export function headersOfNode(prefix = dirname(dirname(realpathSync(process.execPath)))) {
  const path = join(prefix, 'include/node/node_version.h');
  if (!existsSync(path)) return {};
  const text = readFileSync(path, 'utf8');
  const part = (name) => new RegExp(`^#define NODE_${name}_VERSION (\\d+)$`, 'm').exec(text)?.[1];
  const version = ['MAJOR', 'MINOR', 'PATCH'].map(part).join('.');
  return version === process.versions.node ? { npm_config_nodedir: prefix } : {};
}

/** Installs when needed; exits the process when npm fails, whose own output says why. */
export function ensureInstalled() {
  if (isInstalled()) return;
  process.stderr.write('Installing packages (once; a minute more where better-sqlite3 must be compiled) ...\n');
  // NODE_ENV=production would leave out what the build needs.
  const result = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    env: { ...headersOfNode(), ...process.env },
  });
  if (result.status !== 0) exitBecause('npm ci failed', result);
  writeFileSync(join(ROOT, ABI_STAMP), abi());
}

/** SHA-256 over names and contents of everything a build reads, tests left out. */
export function sourcesHash(root = ROOT) {
  const hash = createHash('sha256').update(process.versions.modules);
  for (const path of BUILD_INPUTS.flatMap((input) => filesUnder(root, input))) {
    const bytes = readFileSync(join(root, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

function filesUnder(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!lstatSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .filter((name) => !/\.(test|kit)\.tsx?$/.test(name))
    .flatMap((name) => filesUnder(root, join(path, name)));
}

export function isBuilt(root = ROOT) {
  const stamp = join(root, BUILD_STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesHash(root);
}

/** Builds when sources and dist/ differ; exits the process when the build fails. */
export function ensureBuilt() {
  if (isBuilt()) return;
  process.stderr.write('Building ...\n');
  const result = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], {
    cwd: ROOT,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
  });
  if (result.status !== 0) exitBecause('the build failed', result);
}

function exitBecause(what, result) {
  const why = result.error ? `: ${result.error.message}` : '';
  process.stderr.write(`${what}${why}\n`);
  process.exit(1);
}

/**
 * Runs a child in the foreground: its output is ours, our signals are its signals, its end is our end.
 * @param {string[]} args of Node
 */
export function runForeground(args, environment) {
  const child = spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole group: the child has it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

function readJson(path) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}
