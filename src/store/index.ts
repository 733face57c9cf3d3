import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { openChdbEngine } from './chdb-engine.ts';
import { createNodeEngine } from './node-engine.ts';
import type { TelemetryStore } from './store.ts';
import { type ConnectingStore, createTelemetryStore, openTelemetryStore } from './telemetry-store.ts';

export { ballastBytes, createBallast } from './ballast.ts';
export { createDiskGuard, type DiskGuard, type DiskState } from './disk-guard.ts';
export { directorySpace, nodeSpace } from './disk-space.ts';
export { NewerSchemaError } from './migrate.ts';
export { REPEAT_WINDOW_MS } from './repeats.ts';
export type {
  ReplacedSpans,
  SqlAnswer,
  SqlQuery,
  SqlRow,
  SqlValue,
  StoreStats,
  TelemetryStore,
  WriteOutcome,
  WriteRequest,
} from './store.ts';
export type { ConnectingStore } from './telemetry-store.ts';
export { createUpkeep, type Upkeep, type UpkeepStats } from './upkeep.ts';

/**
 * Of `memoryBytes`, the block that one request may become. Measured with 1 GiB: the engine takes in 114 MiB, and refuses
 * 281 MiB, because it doubles a column's memory as it grows.
 */
const BLOCK_SHARE = 1 / 8;

/** ClickHouse inside this process. `directory` is absolute; one process at a time (the caller holds the lock). */
export async function openEmbeddedStore(options: {
  directory: string;
  /** Of the whole process; the engine gets a share. */
  memoryBytes: number;
  queueBytesMax: number;
  clock: Clock;
  log: Log;
}): Promise<TelemetryStore> {
  const blockBytesMax = Math.floor(options.memoryBytes * BLOCK_SHARE);
  return openTelemetryStore({ ...options, blockBytesMax, engine: await openChdbEngine(options) });
}

/** A ClickHouse server at `url` (`http://user:password@host:8123/database`), which may be away: `prepare` it first. */
export function connectNodeStore(options: {
  url: string;
  /** Of this process. */
  memoryBytes: number;
  queueBytesMax: number;
  clock: Clock;
  log: Log;
}): ConnectingStore {
  const blockBytesMax = Math.floor(options.memoryBytes * BLOCK_SHARE);
  return createTelemetryStore({ ...options, blockBytesMax, engine: createNodeEngine(options) });
}
