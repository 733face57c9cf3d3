import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { NS_PER_MS } from '../base/time.ts';
import { CombrayError } from '../model/errors.ts';
import type { RequestHash } from '../model/ids.ts';
import type { QueryBudget } from '../model/query-budget.ts';
import { BatchWriter } from './batch-writer.ts';
import type { Engine } from './engine.ts';
import { migrate } from './migrate.ts';
import { withOneInsertAtATime } from './one-insert.ts';
import { createRepeats, REPEAT_WINDOW_MS, REPEATS_MAX, type Repeats } from './repeats.ts';
import { removeSpans } from './replaced-spans.ts';
import { createSideWriter } from './side-writer.ts';
import type { TelemetryStore, WriteOutcome, WriteRequest } from './store.ts';

export interface TelemetryStoreOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  /** Memory that waiting requests may hold before `write` refuses. */
  readonly queueBytesMax: number;
  /** Of the block one request may become: what the engine can take in at once. */
  readonly blockBytesMax: number;
}

/** A store whose engine may not answer yet. */
export interface ConnectingStore extends TelemetryStore {
  /**
   * Brings the schema up to date and reads what was kept lately; until it has resolved once, everything else rejects with
   * `store-unavailable`. Rejects with that, or with `NewerSchemaError`; may be called again.
   */
  prepare(): Promise<void>;
}

const PING_TIMEOUT_MS = 2_000;

/** The prepared store over any engine. */
export async function openTelemetryStore(options: TelemetryStoreOptions): Promise<TelemetryStore> {
  const store = createTelemetryStore(options);
  try {
    await store.prepare();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Migrations, group commit, repeats. Owns the engine from here on. */
export function createTelemetryStore(options: TelemetryStoreOptions): ConnectingStore {
  const { clock } = options;
  const engine = withOneInsertAtATime(options.engine);
  const repeats = createRepeats(clock);
  const writer = new BatchWriter({ ...options, engine });
  const side = createSideWriter({ ...options, engine });
  let isPrepared = false;
  let notPrepared = 'the telemetry store has not been reached yet';
  let closing: Promise<void> | undefined;
  const refuseWhileClosing = () => {
    if (closing) throw new CombrayError('shutting-down', 'the server is shutting down; send this again');
  };
  const requirePrepared = () => {
    if (!isPrepared) throw new CombrayError('store-unavailable', notPrepared);
  };
  return {
    async prepare() {
      try {
        // A server that takes connections and is silent would otherwise hold the first statement for minutes.
        await engine.command('SELECT 1', { timeoutMs: PING_TIMEOUT_MS });
        await migrate(engine);
        await rememberKept(engine, repeats, clock);
      } catch (error) {
        notPrepared = (error as Error).message;
        throw error;
      }
      isPrepared = true;
    },
    async write(request) {
      refuseWhileClosing();
      requirePrepared();
      if (request.batch.count === 0) return { isNew: true };
      return writeOnce(request, { writer, repeats });
    },
    async append(table, rows) {
      refuseWhileClosing();
      requirePrepared();
      await side.append(table, rows);
    },
    async removeSpans(spans) {
      requirePrepared();
      await removeSpans(engine, spans);
    },
    async query(query, budget) {
      requirePrepared();
      return engine.query(query, budget);
    },
    async ask(query, budget) {
      requirePrepared();
      return engine.ask(query, budget);
    },
    async ping() {
      requirePrepared();
      await engine.command('SELECT version FROM schema_migrations', { timeoutMs: PING_TIMEOUT_MS });
    },
    async command(sql) {
      requirePrepared();
      await engine.command(sql);
    },
    stats: () => writer.stats(),
    close() {
      closing ??= Promise.all([writer.close(), side.close()])
        .then(() => undefined)
        .finally(() => engine.close());
      return closing;
    },
  };
}

async function writeOnce(
  request: WriteRequest,
  { writer, repeats }: { writer: BatchWriter; repeats: Repeats },
): Promise<WriteOutcome> {
  const { requestHash } = request;
  const earlier = requestHash === undefined ? undefined : repeats.find(requestHash);
  if (earlier !== undefined) {
    await earlier;
    return { isNew: false };
  }
  const write = writer.write(request);
  if (requestHash !== undefined) repeats.track(requestHash, write);
  await write;
  return { isNew: true };
}

/** Ten minutes of a busy server are some 50 M rows, of which one column is read: a few seconds on a slow disk. */
const START_BUDGET: QueryBudget = { timeoutMs: 60_000, memoryBytesMax: 256 * 2 ** 20, rowsMax: REPEATS_MAX };

/** What was kept in the last minutes before this start, so that a repeat is recognised across it. */
async function rememberKept(engine: Engine, repeats: Repeats, clock: Clock): Promise<void> {
  const sinceNs = clock.nowNs() - BigInt(REPEAT_WINDOW_MS) * NS_PER_MS;
  const rows = await engine.query(
    {
      sql: `SELECT request_hash, toUnixTimestamp64Milli(max(ingested)) AS kept_ms FROM events
        WHERE request_hash != 0 AND ingested > fromUnixTimestamp64Nano({since:Int64}, 'UTC')
        GROUP BY request_hash ORDER BY kept_ms DESC LIMIT ${REPEATS_MAX}`,
      params: { since: sinceNs },
    },
    START_BUDGET,
  );
  for (const row of rows.reverse()) {
    repeats.remember(BigInt(String(row['request_hash'])) as RequestHash, Number(row['kept_ms']));
  }
}
