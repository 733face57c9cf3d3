import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '../base/time.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { TelemetryStore } from './store.ts';

const TABLES = ['events', 'trace_times'] as const;

/** Drops every day of arrival that ended longer than `retentionMs` ago; returns what was dropped, as `events 2026-10-01`. */
export async function dropExpiredDays(store: TelemetryStore, clock: Clock, retentionMs: number): Promise<string[]> {
  const dropped: string[] = [];
  const oldestKept = new Date(clock.nowMs() - retentionMs - MS_PER_DAY).toISOString().slice(0, 10);
  for (const table of TABLES) {
    const rows = await store.query(
      {
        sql: `SELECT DISTINCT partition FROM system.parts
          WHERE active AND database = currentDatabase() AND table = {table:String} AND partition <= {oldest:String}
          ORDER BY partition`,
        params: { table, oldest: oldestKept },
      },
      INTERACTIVE_BUDGET,
    );
    for (const { partition } of rows) {
      const day = String(partition);
      await store.command(`ALTER TABLE ${table} DROP PARTITION '${day}'`);
      dropped.push(`${table} ${day}`);
    }
  }
  return dropped;
}

/** Looks once an hour and at start. A failure is logged and tried again the next hour: nothing waits for it. */
export function startRetention(options: { store: TelemetryStore; clock: Clock; retentionMs: number; log: Log }): {
  close(): Promise<void>;
} {
  const { store, clock, retentionMs, log } = options;
  const look = async () => {
    try {
      const dropped = await dropExpiredDays(store, clock, retentionMs);
      if (dropped.length > 0) log.info({ dropped }, 'telemetry past its retention dropped');
    } catch (error) {
      log.error({ err: error }, 'dropping expired telemetry failed, trying again in an hour');
    }
  };
  let running = look();
  const timer = setInterval(() => {
    running = running.then(look);
  }, MS_PER_HOUR);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
