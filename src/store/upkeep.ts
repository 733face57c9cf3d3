import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { type Loop, startLoop } from '../base/loop.ts';
import { MS_PER_HOUR, MS_PER_SECOND } from '../base/time.ts';
import type { RetentionRule } from '../model/retention.ts';
import { dropDays } from './days.ts';
import type { DiskGuard } from './disk-guard.ts';
import { measureTelemetry } from './disk-limit.ts';
import { deleteExpiredRows } from './expired-rows.ts';
import { expiredDays } from './retention.ts';
import type { TelemetryStore } from './store.ts';

const EXPIRE_EVERY_MS = MS_PER_HOUR;
/** What arrives meanwhile is over the limit: at 10 MB/s 100 MB. One look takes the engine milliseconds. */
const MEASURE_EVERY_MS = 10 * MS_PER_SECOND;

export interface UpkeepStats {
  readonly daysDroppedByAge: number;
  readonly daysDroppedByLimit: number;
  /** Handed to the engine to delete, by rules of environments and datasets. */
  readonly rowsExpired: number;
}

/** What keeps telemetry within its age and its size, without anybody asking. */
export interface Upkeep {
  /** Looks now, and from then on; once. A failure is logged and tried again: nothing waits for it. */
  start(): void;
  stats(): UpkeepStats;
  close(): Promise<void>;
}

export interface UpkeepOptions {
  readonly store: TelemetryStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly guard: DiskGuard;
  readonly retentionMs: number;
  readonly rules: () => Promise<readonly RetentionRule[]>;
  /** Undefined: no limit but the disk. */
  readonly telemetryBytesMax: number | undefined;
}

export function createUpkeep(options: UpkeepOptions): Upkeep {
  const { store, clock, log, guard, retentionMs, telemetryBytesMax } = options;
  const stats = { daysDroppedByAge: 0, daysDroppedByLimit: 0, rowsExpired: 0 };

  const expire = async () => {
    const dropped = await expiredDays(store, clock, retentionMs);
    if (dropped.length > 0) {
      await guard.makeRoom(() => dropDays(store, dropped));
      stats.daysDroppedByAge += dropped.length;
      log.info({ dropped }, 'telemetry past its retention dropped');
    }
    const rowCount = await deleteExpiredRows(store, clock, await options.rules());
    stats.rowsExpired += rowCount;
    if (rowCount > 0) log.info({ rowCount }, 'records past the retention of their environment or dataset deleted');
  };

  const keepWithinLimit = async () => {
    const { space, surplusDays } = await measureTelemetry(store, clock, telemetryBytesMax);
    guard.noteTelemetry(space);
    if (surplusDays.length === 0) return;
    await guard.makeRoom(() => dropDays(store, surplusDays));
    stats.daysDroppedByLimit += surplusDays.length;
    log.warn({ dropped: surplusDays, ...space, telemetryBytesMax }, 'the oldest telemetry dropped: COMBRAY_DISK_MAX');
    guard.noteTelemetry((await measureTelemetry(store, clock)).space);
  };

  const loops: Loop[] = [];
  const repeat = (work: () => Promise<void>, everyMs: number, failure: string) => {
    const look = () => work().catch((error: unknown) => log.error({ err: error }, failure));
    loops.push(startLoop(look, () => everyMs));
  };

  return {
    start() {
      repeat(expire, EXPIRE_EVERY_MS, 'dropping expired telemetry failed, trying again in an hour');
      repeat(keepWithinLimit, MEASURE_EVERY_MS, 'measuring telemetry failed, trying again in 10 s');
    },
    stats: () => ({ ...stats }),
    async close() {
      for (const loop of loops) await loop.close();
    },
  };
}
