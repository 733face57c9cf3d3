import { performance } from 'node:perf_hooks';
import { type UnixMs, type UnixNs, unixNsFromMs } from './time.ts';

/** Where time comes from. Passed in, so that tests own it. */
export interface Clock {
  /** Wall clock, epoch milliseconds. */
  nowMs(): UnixMs;
  /** Wall clock, epoch nanoseconds (millisecond resolution). */
  nowNs(): UnixNs;
  /** Monotonic milliseconds with a fraction; only differences mean something. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  nowMs: () => Date.now() as UnixMs,
  nowNs: () => unixNsFromMs(Date.now()),
  monotonicMs: () => performance.now(),
};

/** A clock for tests: stands still until advanced. */
export function createManualClock(startMs: number): Clock & { advance(ms: number): void } {
  let now = startMs;
  return {
    nowMs: () => now as UnixMs,
    nowNs: () => unixNsFromMs(now),
    monotonicMs: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}
