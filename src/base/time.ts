import type { Brand } from './brand.ts';

/** Nanoseconds since 1970-01-01T00:00:00Z. Always a bigint: today's values exceed 2^53. */
export type UnixNs = Brand<bigint, 'UnixNs'>;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type UnixMs = Brand<number, 'UnixMs'>;

export const NS_PER_MS = 1_000_000n;
export const NS_PER_SECOND = 1_000_000_000n;
export const MS_PER_SECOND = 1_000;
export const MS_PER_MINUTE = 60_000;
export const MS_PER_HOUR = 3_600_000;
export const MS_PER_DAY = 86_400_000;

/** The latest time a record may carry: 2262-04-11, the end of a signed 64-bit count of nanoseconds. */
export const UNIX_NS_MAX = 2n ** 63n - 1n;

export function unixNsFromMs(ms: number): UnixNs {
  return (BigInt(Math.trunc(ms)) * NS_PER_MS) as UnixNs;
}
