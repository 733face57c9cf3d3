import { join } from 'node:path';
import { startChild } from '../tests/support/child.ts';
import { ROOT } from '../tests/support/repository.ts';

/** Runs a script of bench/ as a process of its own and reads the line of JSON it prints. */
export async function runScript<T>(path: string, ...args: readonly string[]): Promise<T> {
  const child = startChild(process.execPath, ['--import', 'tsx', join(ROOT, 'bench', path), ...args], {
    cwd: ROOT,
    env: { UV_THREADPOOL_SIZE: '16' },
  });
  const { code, signal } = await child.exited;
  if (code !== 0) throw new Error(`bench/${path} ended (${code ?? signal}):\n${child.stderr()}`);
  return JSON.parse(child.stdout()) as T;
}
