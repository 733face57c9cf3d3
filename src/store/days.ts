import type { Clock } from '../base/clock.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import { SIDE_TABLES } from '../model/side-rows.ts';
import type { TelemetryStore } from './store.ts';

/** The events first: an extent without rows does no harm, rows without an extent could not be found by trace id. */
export const TABLES = ['events', ...SIDE_TABLES, 'trace_times'] as const;

/** A day of arrival: `2026-10-01`, in UTC. Every table has a partition for each that it has rows of. */
export type Day = string;

export interface StoredDay {
  readonly day: Day;
  /** On disk, in all tables, without what merges have replaced. */
  readonly bytes: number;
}

export function dayOf(ms: number): Day {
  return new Date(ms).toISOString().slice(0, 10);
}

export function today(clock: Clock): Day {
  return dayOf(clock.nowMs());
}

/** Oldest first. */
export async function storedDays(store: TelemetryStore): Promise<StoredDay[]> {
  const sql = `SELECT partition AS day, sum(bytes_on_disk) AS bytes FROM system.parts
    WHERE active AND database = currentDatabase() AND table IN {tables:Array(String)}
    GROUP BY day ORDER BY day`;
  const rows = await store.query({ sql, params: { tables: TABLES } }, INTERACTIVE_BUDGET);
  return rows.map((row) => ({ day: String(row['day']), bytes: Number(row['bytes']) }));
}

export async function dropDays(store: TelemetryStore, days: readonly Day[]): Promise<void> {
  for (const day of days) {
    for (const table of TABLES) await store.command(`ALTER TABLE ${table} DROP PARTITION '${day}'`);
  }
}
