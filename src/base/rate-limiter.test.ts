import { describe, expect, it } from 'vitest';
import { createManualClock } from './clock.ts';
import { createRateLimiter } from './rate-limiter.ts';

const WINDOW_MS = 1_000;

function createLimiter(keysMax = 10) {
  const clock = createManualClock(0);
  return { clock, limiter: createRateLimiter({ clock, countMax: 2, windowMs: WINDOW_MS, keysMax }) };
}

describe('createRateLimiter', () => {
  it('gives each key its share per window', () => {
    const { clock, limiter } = createLimiter();
    expect([1, 2, 3].map(() => limiter.tryTake('a'))).toEqual([true, true, false]);
    expect(limiter.tryTake('b')).toBe(true);
    clock.advance(WINDOW_MS - 1);
    expect(limiter.tryTake('a')).toBe(false);
    clock.advance(1);
    expect(limiter.tryTake('a')).toBe(true);
  });

  it('does not let a key that keeps trying wait longer than one window', () => {
    const { clock, limiter } = createLimiter();
    for (let attempt = 0; attempt < 20; attempt++) {
      limiter.tryTake('a');
      clock.advance(WINDOW_MS / 20);
    }
    expect(limiter.tryTake('a')).toBe(true);
  });

  it('forgets a key on reset', () => {
    const { limiter } = createLimiter();
    limiter.tryTake('a');
    limiter.tryTake('a');
    limiter.reset('a');
    expect(limiter.tryTake('a')).toBe(true);
  });

  it('forgets the window that began first when too many keys come', () => {
    const { clock, limiter } = createLimiter(2);
    for (const key of ['old', 'old', 'young', 'young']) limiter.tryTake(key);
    clock.advance(1);
    limiter.tryTake('new');
    expect(limiter.tryTake('young')).toBe(false);
    expect(limiter.tryTake('old')).toBe(true);
  });
});
