import { NS_PER_SECOND, UNIX_NS_MAX } from '../../base/time.ts';

const US_PER_SECOND = 1e6;
const NS_PER_US = 1_000n;
/** 2262, the end of what a record can carry. */
const SECONDS_MAX = Number(UNIX_NS_MAX / NS_PER_SECOND) - 1;

/**
 * Epoch seconds as a JSON number, or as the text of one, in nanoseconds. A double of today has some 0.2 µs: microseconds
 * are exact, and no sender has more. Undefined for what is no time, or beyond 2262 (milliseconds are).
 */
export function readEpochSeconds(value: unknown): bigint | undefined {
  const seconds = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && seconds === heldSeconds(seconds) ? nsOf(seconds) : undefined;
}

/** The nearest time that a record can carry to any number of epoch seconds, in nanoseconds. */
export const nearestNs = (seconds: number): bigint => nsOf(heldSeconds(seconds));

const heldSeconds = (seconds: number): number => Math.min(SECONDS_MAX, Math.max(0, seconds));
const nsOf = (seconds: number): bigint => BigInt(Math.round(seconds * US_PER_SECOND)) * NS_PER_US;

const NUMBER = /^\d{1,15}(\.\d{1,20})?([eE][+-]?\d{1,3})?$/;
