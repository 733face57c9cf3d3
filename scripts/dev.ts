/** `npm run dev`: the server restarts and the page reloads on every change. Arguments go to the server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './setup.mjs';

const node = (...args: string[]): ChildProcess =>
  spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16' },
  });

const children = [
  node('--watch', '--watch-preserve-output', '--import', 'tsx', 'src/main.ts', ...process.argv.slice(2)),
  node(join(ROOT, 'node_modules/vite/bin/vite.js')),
];

function stop(): void {
  for (const child of children) child.kill('SIGTERM');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
// One without the other is of no use.
for (const child of children) child.on('exit', stop);
