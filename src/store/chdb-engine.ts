import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { unlink, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Session as ChdbSession, drainPending } from 'chdb';
import { AssertionError, assert } from '../base/assert.ts';
import type { Log } from '../base/log.ts';
import type { Engine } from './engine.ts';
import { writeEngineConfig } from './engine-config.ts';
import { asCombrayError, asInsertError } from './engine-errors.ts';
import { createQueries } from './queries.ts';
import { createSessionPool, type Session, type SessionPool } from './session-pool.ts';
import { substitute } from './sql-literal.ts';

const QUERY_SESSIONS = 3;
const WAITING_MAX = 200;

/** `directory` must be absolute: with a relative one the engine's directory sync fails every insert. */
export async function openChdbEngine(options: { directory: string; memoryBytes: number; log: Log }): Promise<Engine> {
  const { directory, memoryBytes, log } = options;
  assert(isAbsolute(directory), 'the engine is given an absolute path');
  const spoolDirectory = join(directory, 'spool');
  const dataDirectory = join(directory, 'data');
  mkdirSync(spoolDirectory, { recursive: true });
  // Left by a kill: blocks that nobody was told were kept.
  for (const name of readdirSync(spoolDirectory)) rmSync(join(spoolDirectory, name));
  const configPath = writeEngineConfig(directory, memoryBytes);
  const open = () => openSession(dataDirectory, configPath);
  const administration = createSessionPool({ open, sessions: 1, waitingMax: WAITING_MAX });
  const writes = createSessionPool({ open, sessions: 1, waitingMax: 1 });
  const queries = createQueries({
    pool: createSessionPool({ open, sessions: QUERY_SESSIONS, waitingMax: WAITING_MAX }),
    administration,
    log,
  });
  return {
    tableEngine: (name) => name,
    async command(sql, options) {
      try {
        await administration.run(sql, options);
      } catch (error) {
        throw asCombrayError(error, 'the telemetry engine refused a statement');
      }
    },
    query: queries.query,
    ask: queries.ask,
    insert: createInsert({ pool: writes, spoolDirectory, log }),
    async close() {
      await queries.close();
      for (const pool of [writes, administration]) await pool.close();
      await drainPending();
    },
  };
}

/** The engine's own limits end a query; a session has no other. */
function openSession(path: string, configPath: string): Session {
  const session = new ChdbSession(path, { connectionArgs: [`--config-file=${configPath}`] });
  return {
    run: (sql, { format }) => session.queryAsync(sql, { format }),
    close: () => session.close(),
  };
}

/** Nothing of ours takes longer: some 400,000 rows a second. */
const INSERT_SECONDS_MAX = 60;

/** Through a file: chDB's own insert takes text formats only, and its raw call cuts binary at the first blank line. */
function createInsert({
  pool,
  spoolDirectory,
  log,
}: {
  pool: SessionPool;
  spoolDirectory: string;
  log: Log;
}): Engine['insert'] {
  return async ({ table, block, token }) => {
    const path = join(spoolDirectory, `${token}.native`);
    const columns = block.columnNames.join(', ');
    // One thread and no upper size: the block stays one, and becomes one part.
    const sql = `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM file({path:String}, 'Native')
      SETTINGS insert_deduplication_token = {token:String}, max_insert_threads = 1, max_threads = 1,
        min_insert_block_size_rows = 100000000, min_insert_block_size_bytes = 100000000000,
        max_execution_time = ${INSERT_SECONDS_MAX}`;
    try {
      await writeFile(path, block.pieces());
      await pool.run(substitute({ sql, params: { path: globOf(path), token } }));
    } catch (error) {
      if (error instanceof AssertionError) throw error;
      throw asInsertError(error);
    } finally {
      // What became of the block is decided; a file that stays is removed at the next start.
      await unlink(path).catch((error) => log.warn({ err: error, path }, 'a written block was not removed'));
    }
  };
}

/**
 * `file()` takes a pattern: `{a,b}` in the directory's name would stand for two others, in which it would find nothing and
 * say nothing. `?` is any one character; the token in the file's name makes sure that only one file fits.
 */
function globOf(path: string): string {
  return path.replace(/[{}]/g, '?');
}
