import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { unlink, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { drainPending } from 'chdb';
import { assert } from '../base/assert.ts';
import { CombrayError, type ErrorCode } from '../model/errors.ts';
import type { QueryBudget } from '../model/query-budget.ts';
import { type ChdbPool, createChdbPool } from './chdb-pool.ts';
import type { Engine } from './engine.ts';
import { writeEngineConfig } from './engine-config.ts';
import { substitute } from './sql-literal.ts';
import type { SqlQuery, SqlRow } from './store.ts';

const QUERY_SESSIONS = 3;
const QUERIES_WAITING_MAX = 200;

// Source: ClickHouse src/Common/ErrorCodes.cpp (26.7).
const ENGINE_CODES: Readonly<Record<number, ErrorCode>> = {
  159: 'query-timeout', // TIMEOUT_EXCEEDED
  158: 'query-too-large', // TOO_MANY_ROWS
  241: 'query-too-large', // MEMORY_LIMIT_EXCEEDED
  396: 'query-too-large', // TOO_MANY_ROWS_OR_BYTES
};

/** `directory` must be absolute: with a relative one the engine's directory sync fails every insert. */
export async function openChdbEngine(options: { directory: string; memoryBytes: number }): Promise<Engine> {
  const { directory, memoryBytes } = options;
  assert(isAbsolute(directory), 'the engine is given an absolute path');
  const spoolDirectory = join(directory, 'spool');
  const dataDirectory = join(directory, 'data');
  mkdirSync(spoolDirectory, { recursive: true });
  // Left by a kill: blocks that nobody was told were kept.
  for (const name of readdirSync(spoolDirectory)) rmSync(join(spoolDirectory, name));
  const open = { path: dataDirectory, configPath: writeEngineConfig(directory, memoryBytes) };
  const administration = createChdbPool({ ...open, sessions: 1, waitingMax: QUERIES_WAITING_MAX });
  const writes = createChdbPool({ ...open, sessions: 1, waitingMax: 1 });
  const queries = createChdbPool({ ...open, sessions: QUERY_SESSIONS, waitingMax: QUERIES_WAITING_MAX });
  const insert = createInsert(writes, spoolDirectory);
  return {
    tableEngine: (name) => name,
    command: (sql) =>
      administration.run(sql).then(() => undefined, rethrow('the telemetry engine refused a statement')),
    query: (query, budget) => runQuery(queries, administration, query, budget),
    insert,
    async close() {
      for (const pool of [queries, writes, administration]) await pool.close();
      await drainPending();
    },
  };
}

/** Through a file: chDB's own insert takes text formats only, and its raw call cuts binary at the first blank line. */
function createInsert(writes: ChdbPool, spoolDirectory: string): Engine['insert'] {
  return async ({ table, columnNames, bytes, token }) => {
    const path = join(spoolDirectory, `${token}.native`);
    const columns = columnNames.join(', ');
    try {
      await writeFile(path, bytes);
      await writes.run(
        `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM file('${path}', 'Native')
         SETTINGS insert_deduplication_token = '${token}', max_insert_threads = 1, max_threads = 1,
           min_insert_block_size_rows = 100000000, min_insert_block_size_bytes = 100000000000`,
      );
    } catch (error) {
      throw new CombrayError('store-unavailable', 'the telemetry engine could not keep a block', { cause: error });
    } finally {
      await unlink(path).catch(ignoreMissing);
    }
  };
}

async function runQuery(
  queries: ChdbPool,
  administration: ChdbPool,
  query: SqlQuery,
  budget: QueryBudget,
): Promise<SqlRow[]> {
  budget.signal?.throwIfAborted();
  const id = randomUUID();
  const sql = `${substitute(query)}
    SETTINGS log_comment = '${id}', max_execution_time = ${budget.timeoutMs / 1_000}, max_memory_usage = ${budget.memoryBytesMax},
      max_result_rows = ${budget.rowsMax}, output_format_json_quote_64bit_integers = 1, output_format_json_quote_denormals = 1`;
  const abort = () => {
    // Its own failure changes nothing: the query then ends by its deadline.
    administration.run(`KILL QUERY WHERE Settings['log_comment'] = '${id}'`).catch(() => undefined);
  };
  budget.signal?.addEventListener('abort', abort, { once: true });
  try {
    const result = await queries.run(sql, { format: 'JSON', waitMs: budget.timeoutMs });
    return (result.json() as { data: SqlRow[] }).data;
  } catch (error) {
    budget.signal?.throwIfAborted();
    throw asCombrayError(error, 'the telemetry engine could not answer');
  } finally {
    budget.signal?.removeEventListener('abort', abort);
  }
}

function asCombrayError(error: unknown, message: string): CombrayError {
  if (error instanceof CombrayError) return error;
  const engineCode = (error as { clickhouseCode?: number }).clickhouseCode ?? 0;
  switch (ENGINE_CODES[engineCode]) {
    case 'query-timeout':
      return new CombrayError('query-timeout', 'the query took longer than it may; narrow its time range', {
        cause: error,
      });
    case 'query-too-large':
      return new CombrayError('query-too-large', 'the query needs more memory or rows than it may; narrow it', {
        cause: error,
      });
    default:
      return new CombrayError('store-unavailable', message, { cause: error });
  }
}

function rethrow(message: string): (error: unknown) => never {
  return (error) => {
    throw asCombrayError(error, message);
  };
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
