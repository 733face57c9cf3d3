import type { Clock } from '../base/clock.ts';
import { MS_PER_SECOND } from '../base/time.ts';
import type { RequestHash } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import { BatchWriter } from './batch-writer.ts';
import type { Engine } from './engine.ts';
import { migrate } from './migrate.ts';
import { createRepeats, REPEAT_WINDOW_MS, type Repeats } from './repeats.ts';
import type { TelemetryStore } from './store.ts';

/** The store over any engine: migrations, group commit, repeats. Owns the engine from here on. */
export async function openTelemetryStore(options: {
  engine: Engine;
  clock: Clock;
  /** Bytes of batches that may wait before `write` refuses. */
  queueBytesMax: number;
}): Promise<TelemetryStore> {
  const { engine, clock } = options;
  const repeats = createRepeats(clock);
  try {
    await migrate(engine);
    await rememberKept(engine, repeats);
  } catch (error) {
    await engine.close();
    throw error;
  }
  const writer = new BatchWriter(options);
  let closing: Promise<void> | undefined;
  return {
    async write(request) {
      if (request.batch.count === 0) return { isNew: true };
      const { requestHash } = request;
      if (requestHash === undefined) {
        await writer.write(request);
        return { isNew: true };
      }
      const earlier = repeats.find(requestHash);
      if (earlier !== undefined) {
        await earlier;
        return { isNew: false };
      }
      const write = writer.write(request);
      repeats.track(requestHash, write);
      await write;
      return { isNew: true };
    },
    query: (query, budget) => engine.query(query, budget),
    ping: async () => {
      await engine.query({ sql: 'SELECT count() FROM schema_migrations', params: {} }, INTERACTIVE_BUDGET);
    },
    command: (sql) => engine.command(sql),
    stats: () => writer.stats(),
    close() {
      closing ??= writer.close().finally(() => engine.close());
      return closing;
    },
  };
}

/** What was kept in the last minutes before this start, so that a repeat is recognised across it. */
async function rememberKept(engine: Engine, repeats: Repeats): Promise<void> {
  const rows = await engine.query(
    {
      sql: `SELECT request_hash, toUnixTimestamp64Milli(max(ingested)) AS kept_ms FROM events
        WHERE request_hash != 0 AND ingested > now64(9) - INTERVAL {seconds:UInt32} SECOND
        GROUP BY request_hash ORDER BY kept_ms`,
      params: { seconds: REPEAT_WINDOW_MS / MS_PER_SECOND },
    },
    INTERACTIVE_BUDGET,
  );
  for (const row of rows) repeats.remember(BigInt(String(row['request_hash'])) as RequestHash, Number(row['kept_ms']));
}
