import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../base/clock.ts';
import { createRateLimits, type RateLimit, rateLimitHeaders } from './rate-limits.ts';

const START_MS = 1_790_000_000_000;
const FIVE_A_MINUTE: RateLimit = { windowSeconds: 60, count: 5 };

function open(itemsPerMinute = 100) {
  const clock = createManualClock(START_MS);
  const limits = createRateLimits({ clock, itemsPerMinute });
  const take = (count: number, own: RateLimit | 'none' = FIVE_A_MINUTE, token = 'a') =>
    Array.from({ length: count }, () => limits.take(token, own === 'none' ? undefined : own));
  return { clock, take };
}

describe('a token’s limit', () => {
  it('is a window that begins with its first call', () => {
    const { clock, take } = open();
    clock.advance(30_500);
    expect(take(5).map(({ isTaken, remaining }) => [isTaken, remaining])).toEqual(
      [4, 3, 2, 1, 0].map((remaining) => [true, remaining]),
    );
    clock.advance(59_000);
    expect(take(1)).toMatchObject([{ isTaken: false, remaining: 0, remainingSeconds: 1 }]);
    clock.advance(1_000);
    expect(take(1)).toMatchObject([{ isTaken: true, remaining: 4, remainingSeconds: 60 }]);
  });

  it('tells the first refusal of each window', () => {
    const { clock, take } = open();
    expect(take(8).map(({ isFirstRefusal }) => isFirstRefusal)).toEqual([...Array(5).fill(false), true, false, false]);
    clock.advance(60_000);
    expect(take(6).at(-1)?.isFirstRefusal).toBe(true);
  });

  it('is its own, and changes at once', () => {
    const { take } = open();
    take(5);
    expect(take(1, FIVE_A_MINUTE, 'b')).toMatchObject([{ isTaken: true }]);
    expect(take(1, { windowSeconds: 60, count: 7 })).toMatchObject([{ isTaken: true, limit: 7, remaining: 1 }]);
    expect(take(1, { windowSeconds: 60, count: 3 })).toMatchObject([{ isTaken: false, limit: 3, remaining: 0 }]);
  });

  it('stands beside everyone’s, and whichever is reached first counts', () => {
    const { take } = open(3);
    expect(take(4).map(({ isTaken, limit }) => [isTaken, limit])).toEqual([
      [true, 3],
      [true, 3],
      [true, 3],
      [false, 3],
    ]);
    const { take: takeWide } = open(10);
    expect(takeWide(6).at(-1)).toMatchObject({ isTaken: false, limit: 5 });
    expect(
      open(10)
        .take(10, 'none')
        .every(({ isTaken }) => isTaken),
    ).toBe(true);
  });

  it('what is refused by one does not count towards the other', () => {
    const { clock, take } = open(10);
    take(5, { windowSeconds: 10, count: 5 });
    take(50, { windowSeconds: 10, count: 5 });
    clock.advance(10_000);
    expect(take(6, { windowSeconds: 10, count: 5 }).map(({ isTaken }) => isTaken)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  it('is told in headers', () => {
    const [standing] = open().take(1);
    expect(rateLimitHeaders(standing!)).toEqual({
      'x-rate-limit-limit': '5',
      'x-rate-limit-remaining': '4',
      'x-rate-limit-remaining-seconds': '60',
      'x-rate-limit-reset': String(START_MS / 1_000 + 60),
    });
  });
});
