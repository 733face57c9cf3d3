import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

export interface DirectoryLock {
  release(): void;
}

/** The directory belongs to a living process. */
export class DirectoryLockedError extends Error {
  override readonly name = 'DirectoryLockedError';
  /** Undefined in the moment before the owner has written it. */
  readonly pid: number | undefined;

  constructor(directory: string, pid: number | undefined) {
    super(`${directory} is in use by process ${pid ?? '(just starting)'}`);
    this.pid = pid;
  }
}

/**
 * Makes the directory if it is missing and takes it for this process. The kernel holds the lock (SQLite's file lock, the
 * only one a Node process can take without a library of its own), so it is gone with the process however that ends; a pid
 * file alone would refuse for ever after a kill, or be fooled by a pid that is used again.
 */
export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pidPath = join(directory, 'lock.pid');
  const database = new Database(join(directory, 'lock.db'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidPath, `${process.pid}\n`);
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') {
      throw new DirectoryLockedError(directory, readPid(pidPath));
    }
    throw error;
  }
  return { release: () => database.close() };
}

function readPid(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
