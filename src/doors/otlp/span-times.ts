import { MS_PER_DAY, NS_PER_MS, UNIX_NS_MAX } from '../../base/time.ts';

/** Records outside are kept as sent and flagged. */
export interface TimeRange {
  readonly earliestNs: bigint;
  readonly latestNs: bigint;
}

export interface SpanTimes {
  readonly timeNs: bigint;
  readonly durationNs: bigint;
  readonly isReversed: boolean;
  /** Longer than a day. */
  readonly isLong: boolean;
  readonly isOutOfRange: boolean;
  /** Start and duration do not tell the end as it was sent. */
  readonly isEndLost: boolean;
}

const LONG_NS = BigInt(MS_PER_DAY) * NS_PER_MS;

/** Source: husky 0.43 otlp/traces_direct.go: a missing time makes the duration 0, so does an end before the start. */
export function spanTimes(startNs: bigint, endNs: bigint, range: TimeRange): SpanTimes {
  const timeNs = clampTime(startNs);
  const hasBoth = startNs > 0n && endNs > 0n;
  const isReversed = hasBoth && endNs < startNs;
  const durationNs = hasBoth && !isReversed ? clampTime(endNs) - timeNs : 0n;
  return {
    timeNs,
    durationNs,
    isReversed,
    isLong: durationNs > LONG_NS,
    isOutOfRange: isOutOfRange(startNs, range) || isOutOfRange(endNs, range),
    isEndLost: timeNs + durationNs !== endNs,
  };
}

/** OTLP's times are unsigned, stored ones are not: beyond 2262 they all are the same. */
export function clampTime(ns: bigint): bigint {
  return ns > UNIX_NS_MAX ? UNIX_NS_MAX : ns;
}

export function isOutOfRange(ns: bigint, range: TimeRange): boolean {
  return ns < range.earliestNs || ns > range.latestNs;
}

/** Milliseconds with a fraction; exact to the nanosecond up to 104 days. */
export function msBetween(fromNs: bigint, toNs: bigint): number {
  return Number(toNs - fromNs) / 1e6;
}
