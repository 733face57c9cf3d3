/**
 * `npm start`: installs if needed, builds if stale, runs the server. The second start does neither.
 *
 * Plain JavaScript without dependencies, because it runs before `npm ci`.
 */
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, nodeProblem, ROOT, runForeground } from './setup.mjs';

const problem = nodeProblem();
if (problem) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
ensureInstalled();
ensureBuilt();
// chDB runs its queries on libuv's pool, whose size is read once, before any of our code runs: four threads are too few.
runForeground(['--enable-source-maps', join(ROOT, 'dist/server/main.js'), ...process.argv.slice(2)], {
  UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16',
});
