import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/setup.mjs';

export { ROOT };

let known: readonly string[] | undefined;

/** Every file that is or could be committed, relative to the root, sorted. */
export function repositoryFiles(): readonly string[] {
  known ??= execFileSync(
    'git',
    // In CI the checkout may belong to another user than the one running the tests.
    ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
    .split('\0')
    .filter((path) => path !== '')
    .sort();
  return known;
}

export function readRepositoryFile(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
