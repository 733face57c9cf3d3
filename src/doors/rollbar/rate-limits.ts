import type { Clock } from '../../base/clock.ts';
import { MS_PER_MINUTE, MS_PER_SECOND } from '../../base/time.ts';

/** Calls in a window of time. */
export interface RateLimit {
  readonly windowSeconds: number;
  readonly count: number;
}

/** What a client is told of its limit, whether its call was taken or not. */
export interface RateStanding {
  readonly isTaken: boolean;
  /** The first call of its window that was not. */
  readonly isFirstRefusal: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly remainingSeconds: number;
  /** Unix seconds. */
  readonly resetAt: number;
}

export interface RateLimits {
  /** Counts a call of a token, unless its own limit or everyone's is reached. */
  take(tokenId: string, own: RateLimit | undefined): RateStanding;
}

interface Window {
  startMs: number;
  count: number;
  isRefusalTold: boolean;
}

/**
 * Fixed windows, each of which begins with the first call after the last one's end. A change of a token's limit acts at
 * once. Windows are this process' own and end with it. Source: docs.rollbar.com "Rate limits".
 */
export function createRateLimits({ clock, itemsPerMinute }: { clock: Clock; itemsPerMinute: number }): RateLimits {
  const everyones: RateLimit = { windowSeconds: MS_PER_MINUTE / MS_PER_SECOND, count: itemsPerMinute };
  // As many as tokens that posted: none that nobody made is ever asked for.
  const windows = new Map<string, Window>();

  const windowOf = (key: string, { windowSeconds }: RateLimit, nowMs: number): Window => {
    const known = windows.get(key);
    if (known && nowMs < known.startMs + windowSeconds * MS_PER_SECOND) return known;
    const window = { startMs: nowMs, count: 0, isRefusalTold: false };
    windows.set(key, window);
    return window;
  };

  return {
    take(tokenId, own) {
      const nowMs = clock.nowMs();
      const rules = [own, everyones]
        .filter((limit) => limit !== undefined)
        .map((limit) => ({ limit, window: windowOf(`${limit === own ? 'own' : 'all'} ${tokenId}`, limit, nowMs) }));
      const isTaken = rules.every(({ limit, window }) => window.count < limit.count);
      if (isTaken) for (const { window } of rules) window.count++;
      const [narrowest] = rules.toSorted((a, b) => a.limit.count - a.window.count - (b.limit.count - b.window.count));
      return standing(narrowest ?? { limit: everyones, window: windowOf('none', everyones, nowMs) }, {
        isTaken,
        nowMs,
      });
    },
  };
}

function standing(
  { limit, window }: { limit: RateLimit; window: Window },
  { isTaken, nowMs }: { isTaken: boolean; nowMs: number },
): RateStanding {
  const isFirstRefusal = !isTaken && !window.isRefusalTold;
  window.isRefusalTold ||= !isTaken;
  const endMs = window.startMs + limit.windowSeconds * MS_PER_SECOND;
  return {
    isTaken,
    isFirstRefusal,
    limit: limit.count,
    remaining: Math.max(0, limit.count - window.count),
    remainingSeconds: Math.ceil((endMs - nowMs) / MS_PER_SECOND),
    resetAt: Math.ceil(endMs / MS_PER_SECOND),
  };
}

export function rateLimitHeaders(standing: RateStanding): Readonly<Record<string, string>> {
  return {
    'x-rate-limit-limit': String(standing.limit),
    'x-rate-limit-remaining': String(standing.remaining),
    'x-rate-limit-remaining-seconds': String(standing.remainingSeconds),
    'x-rate-limit-reset': String(standing.resetAt),
  };
}
