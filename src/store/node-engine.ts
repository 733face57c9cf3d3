import { Readable } from 'node:stream';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { AssertionError } from '../base/assert.ts';
import type { Log } from '../base/log.ts';
import { MS_PER_SECOND } from '../base/time.ts';
import { CombrayError } from '../model/errors.ts';
import type { Engine } from './engine.ts';
import { asCombrayError, asInsertError, clickhouseCodeOf } from './engine-errors.ts';
import type { NativeBlock } from './native-block.ts';
import { createQueries } from './queries.ts';
import { createSessionPool, type Session } from './session-pool.ts';

/** The node has more cores than a browser has patience: what is above waits its turn here, where waiting is bounded. */
const QUERIES_AT_ONCE = 6;
const WAITING_MAX = 200;

/** As embedded: nothing of ours takes longer. */
const INSERT_SECONDS_MAX = 60;
/** Statements of upkeep: a mutation of a large table. */
const COMMAND_TIMEOUT_MS = 600 * MS_PER_SECOND;
/** On top of the engine's own limit: after that the node is gone without a word. */
const GRACE_MS = 5 * MS_PER_SECOND;

/**
 * A ClickHouse server over HTTP. `url` is `http://user:password@host:8123/database`. Connects when it is first asked; while
 * the node is away everything rejects with `store-unavailable`.
 */
export function createNodeEngine({ url, log }: { url: string; log: Log }): Engine {
  const client = connect(url);
  const open = () => openSession(client);
  const administration = createSessionPool({ open, sessions: 2, waitingMax: WAITING_MAX });
  const pool = createSessionPool({ open, sessions: QUERIES_AT_ONCE, waitingMax: WAITING_MAX });
  const queries = createQueries({ pool, administration, log });
  return {
    tableEngine: (name) => name,
    async command(sql, options) {
      try {
        await administration.run(sql, options);
      } catch (error) {
        throw asCombrayError(error, `ClickHouse refused a statement: ${firstLine(error)}`);
      }
    },
    query: queries.query,
    ask: queries.ask,
    insert: (insert) => insertBlock(client, insert),
    async close() {
      await queries.close();
      await administration.close();
      await client.close();
    },
  };
}

function connect(url: string): ClickHouseClient {
  const { origin, username, password, pathname } = new URL(url);
  return createClient({
    url: origin,
    username: decodeURIComponent(username) || 'default',
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)) || 'default',
    application: 'combray',
    request_timeout: COMMAND_TIMEOUT_MS,
    // Its own would go to the console.
    log: { level: ClickHouseLogLevel.OFF },
  });
}

/** HTTP has no sessions of its own: one of these is a place in the queue. */
function openSession(client: ClickHouseClient): Session {
  return {
    async run(sql, { format, timeoutMs }) {
      const waitMs = timeoutMs === undefined ? COMMAND_TIMEOUT_MS : timeoutMs + GRACE_MS;
      // What is left of a budget has a fraction; a timer takes none.
      const abort_signal = AbortSignal.timeout(Math.ceil(waitMs));
      const query = format === 'Null' ? sql : `${sql}\nFORMAT ${format}`;
      try {
        // An error after the first bytes of an answer would otherwise stand in the middle of it.
        const { stream } = await client.exec({ query, abort_signal, clickhouse_settings: { wait_end_of_query: 1 } });
        const text = await readText(stream);
        return { json: () => JSON.parse(text) as unknown };
      } catch (error) {
        throw explain(error);
      }
    },
    close: () => undefined,
  };
}

async function insertBlock(
  client: ClickHouseClient,
  { table, block, token }: { table: string; block: NativeBlock; token: string },
): Promise<void> {
  let bug: unknown;
  const onBug = (error: unknown) => {
    bug = error;
  };
  try {
    const { stream } = await client.exec({
      query: `INSERT INTO ${table} (${block.columnNames.join(', ')}) FORMAT Native`,
      values: Readable.from(copies(block, onBug), { objectMode: false }),
      abort_signal: AbortSignal.timeout(INSERT_SECONDS_MAX * MS_PER_SECOND + GRACE_MS),
      clickhouse_settings: {
        wait_end_of_query: 1,
        async_insert: 0,
        insert_deduplication_token: token,
        // One thread and no upper size: the block stays one, and becomes one part.
        max_insert_threads: '1',
        min_insert_block_size_rows: '100000000',
        min_insert_block_size_bytes: '100000000000',
        max_execution_time: INSERT_SECONDS_MAX,
      },
    });
    await readText(stream);
  } catch (error) {
    if (bug instanceof AssertionError) throw bug;
    throw asInsertError(explain(error));
  }
}

/** A piece of a block is valid until the next is asked for, and a stream asks ahead. */
function* copies(block: NativeBlock, onBug: (error: unknown) => void): Iterable<Buffer> {
  try {
    for (const piece of block.pieces()) yield Buffer.from(piece);
  } catch (error) {
    onBug(error);
    throw error;
  }
}

async function readText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Unknown database, unknown user, wrong and missing password, access denied, authentication failed.
 * Source: ClickHouse src/Common/ErrorCodes.cpp (26.7).
 */
const NOT_LET_IN: ReadonlySet<number> = new Set([81, 192, 193, 194, 497, 516]);

/** What ClickHouse did not say itself comes from the socket: the node is away, or does not let us in. */
function explain(error: unknown): unknown {
  const code = clickhouseCodeOf(error);
  if (code !== undefined && !NOT_LET_IN.has(code)) return error;
  return new CombrayError('store-unavailable', `ClickHouse does not answer: ${firstLine(error)}`, { cause: error });
}

function firstLine(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return (message || code || 'no answer').split('\n')[0] ?? '';
}
