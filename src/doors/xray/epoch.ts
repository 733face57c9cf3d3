import { UNIX_NS_MAX } from '../../base/time.ts';

const US_PER_SECOND = 1e6;
const NS_PER_US = 1_000n;
/** 2262, the end of what a record can carry. */
const SECONDS_MAX = Number(UNIX_NS_MAX / 1_000_000_000n) - 1;

/**
 * Epoch seconds as a JSON number, or as the text of one, in nanoseconds. A double of today has some 0.2 µs: microseconds
 * are exact, and no sender has more. Undefined for what is no time, or beyond 2262 (milliseconds are).
 */
export function readEpochSeconds(value: unknown): bigint | undefined {
  const seconds = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= SECONDS_MAX)) return undefined;
  return BigInt(Math.round(seconds * US_PER_SECOND)) * NS_PER_US;
}

const NUMBER = /^\d{1,15}(\.\d{1,20})?([eE][+-]?\d{1,3})?$/;
