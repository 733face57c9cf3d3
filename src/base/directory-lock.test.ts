import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DirectoryLockedError, lockDirectory } from './directory-lock.ts';

const HOLDER = `
  import { lockDirectory } from '${new URL('./directory-lock.ts', import.meta.url).href}';
  lockDirectory(process.argv[1]);
  process.stdout.write('locked');
  setInterval(() => {}, 1000);
`;

it('refuses a directory that another process holds, by its pid, and takes it once that process is killed', async () => {
  const directory = join(mkdtempSync(join(tmpdir(), 'combray-lock-')), 'made', 'as', 'needed');
  const holder = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', HOLDER, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  expect(() => lockDirectory(directory)).toThrow(DirectoryLockedError);
  expect(() => lockDirectory(directory)).toThrow(`in use by process ${holder.pid}`);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const lock = lockDirectory(directory);
  expect(() => lockDirectory(directory)).toThrow(`in use by process ${process.pid}`);
  lock.release();
  lockDirectory(directory).release();
});
