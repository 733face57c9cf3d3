import type { DiskGuard, DiskState } from './disk-guard.ts';
import type { Upkeep } from './upkeep.ts';

/** A disk with room for everything. */
export const ROOMY: DiskState = {
  level: 'ok',
  diskLevel: 'ok',
  limitLevel: 'ok',
  usedBytes: 1,
  availableBytes: 999,
  telemetryBytes: 0,
  telemetryBytesMax: undefined,
};

/** A guard that says what it is told to. */
export function guardAt(state: () => DiskState = () => ROOMY): DiskGuard {
  return {
    start: async () => undefined,
    state,
    requireSpace: () => undefined,
    noteTelemetry: () => undefined,
    makeRoom: (work) => work(),
    close: async () => undefined,
  };
}

export const IDLE_UPKEEP: Upkeep = {
  start: () => undefined,
  stats: () => ({ daysDroppedByAge: 0, daysDroppedByLimit: 0, rowsExpired: 0 }),
  close: async () => undefined,
};
