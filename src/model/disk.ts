/** How near to full the disk is that telemetry lives on. */
export const DISK_LEVELS = ['ok', 'warn', 'full'] as const;
export type DiskLevel = (typeof DISK_LEVELS)[number];

/** From here on people are told. */
export const DISK_WARN_SHARE = 0.85;
/** From here on senders are asked to come back later: what is left is for merges, sorting queries and the control store. */
export const DISK_FULL_SHARE = 0.95;
/** A level is left only this far below its beginning, so that a merge does not make it come and go. */
const HYSTERESIS_SHARE = 0.01;

/** The level at this share of use, 0 to 1, coming from `before`. */
export function diskLevel(share: number, before: DiskLevel): DiskLevel {
  const isAt = (beginning: number, wasReached: boolean) =>
    share >= (wasReached ? beginning - HYSTERESIS_SHARE : beginning);
  if (isAt(DISK_FULL_SHARE, before === 'full')) return 'full';
  return isAt(DISK_WARN_SHARE, before !== 'ok') ? 'warn' : 'ok';
}

/** The higher of two. */
export function worseLevel(one: DiskLevel, other: DiskLevel): DiskLevel {
  return DISK_LEVELS.indexOf(one) >= DISK_LEVELS.indexOf(other) ? one : other;
}
