/** Builds dist/: the server compiled, its .sql files beside it, the web page bundled, and a stamp of what it was made from. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT, sourcesHash } from './setup.mjs';

// Taken first: a source changed during the build leaves the result stale, not wrongly fresh.
const hash = sourcesHash();
// Built aside and renamed, so that a broken or interrupted build never leaves half a dist/.
const target = join(ROOT, '.cache', `build-${process.pid}`);
const retired = `${target}-retired`;
const dist = join(ROOT, 'dist');

function run(script: string, ...args: string[]): void {
  const result = spawnSync(process.execPath, [join(ROOT, 'node_modules', script), ...args], {
    cwd: ROOT,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
  });
  if (result.status !== 0) throw new Error(`${script} failed`, { cause: result.error });
}

function copySqlFiles(): void {
  cpSync(join(ROOT, 'src'), join(target, 'server'), {
    recursive: true,
    filter: (path) => !/\.\w+$/.test(path) || path.endsWith('.sql'),
  });
}

/** Beside each file its gzip form, which the server sends to whoever accepts it. */
function compressPage(): void {
  const page = join(target, 'web');
  for (const name of readdirSync(page, { recursive: true, encoding: 'utf8' })) {
    if (/\.(js|css|html|svg)$/.test(name))
      writeFileSync(join(page, `${name}.gz`), gzipSync(readFileSync(join(page, name))));
  }
}

try {
  mkdirSync(target, { recursive: true });
  run('typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', join(target, 'server'));
  copySqlFiles();
  run('vite/bin/vite.js', 'build', '--logLevel', 'warn', '--outDir', join(target, 'web'));
  compressPage();
  writeFileSync(join(target, 'sources.sha256'), hash);
  if (existsSync(dist)) renameSync(dist, retired);
  renameSync(target, dist);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(target, { recursive: true, force: true });
  rmSync(retired, { recursive: true, force: true });
}
