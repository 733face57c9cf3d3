import type { Clock } from '../base/clock.ts';
import { openChdbEngine } from './chdb-engine.ts';
import type { TelemetryStore } from './store.ts';
import { openTelemetryStore } from './telemetry-store.ts';

export { NewerSchemaError } from './migrate.ts';
export { startRetention } from './retention.ts';
export type { SqlQuery, SqlRow, SqlValue, StoreStats, TelemetryStore, WriteOutcome, WriteRequest } from './store.ts';

/** ClickHouse inside this process. `directory` is absolute; one process at a time (the caller holds the lock). */
export async function openEmbeddedStore(options: {
  directory: string;
  /** Of the whole process; the engine gets a share. */
  memoryBytes: number;
  queueBytesMax: number;
  clock: Clock;
}): Promise<TelemetryStore> {
  return openTelemetryStore({ ...options, engine: await openChdbEngine(options) });
}
