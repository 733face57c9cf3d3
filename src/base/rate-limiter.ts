import type { Clock } from './clock.ts';

/** Counts per key inside fixed windows of time, in bounded memory. */
export interface RateLimiter {
  /** Takes one; false when the key has had its share of this window. */
  tryTake(key: string): boolean;
  /** Forgets what the key has taken. */
  reset(key: string): void;
}

export interface RateLimiterOptions {
  readonly clock: Clock;
  readonly countMax: number;
  readonly windowMs: number;
  /** Keys remembered; the one that began its window first is forgotten first. */
  readonly keysMax: number;
}

export function createRateLimiter({ clock, countMax, windowMs, keysMax }: RateLimiterOptions): RateLimiter {
  // In the order in which windows began, because a Map keeps the order of insertion.
  const windows = new Map<string, { count: number; readonly endMs: number }>();
  return {
    tryTake(key) {
      const nowMs = clock.monotonicMs();
      const window = windows.get(key);
      if (window && nowMs < window.endMs) {
        if (window.count >= countMax) return false;
        window.count += 1;
        return true;
      }
      windows.delete(key);
      if (windows.size >= keysMax) for (const oldest of windows.keys()) if (windows.delete(oldest)) break;
      windows.set(key, { count: 1, endMs: nowMs + windowMs });
      return true;
    },
    reset(key) {
      windows.delete(key);
    },
  };
}
