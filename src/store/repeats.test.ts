import { describe, expect, it } from 'vitest';
import { createManualClock } from '../base/clock.ts';
import type { RequestHash } from '../model/ids.ts';
import { createRepeats, REPEAT_WINDOW_MS, REPEATS_MAX } from './repeats.ts';

const hash = (value: number) => BigInt(value) as RequestHash;

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let settle: (() => void) | undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: () => settle?.() };
}

describe('repeats', () => {
  it('knows a write from its beginning to the end of the window after it was kept', async () => {
    const clock = createManualClock(1_000_000);
    const repeats = createRepeats(clock);
    const { promise: write, resolve: keep } = deferred();
    repeats.track(hash(1), write);
    // However long the write takes: the window is counted from its end.
    clock.advance(REPEAT_WINDOW_MS * 2);
    expect(repeats.find(hash(1))).toBe(write);
    keep();
    await write;
    expect(repeats.find(hash(1))).toBe(true);
    clock.advance(REPEAT_WINDOW_MS);
    expect(repeats.find(hash(1))).toBe(true);
    clock.advance(1);
    expect(repeats.find(hash(1))).toBeUndefined();
  });

  it('forgets a write that failed', async () => {
    const repeats = createRepeats(createManualClock(0));
    const write = Promise.reject(new Error('not kept'));
    repeats.track(hash(1), write);
    await expect(write).rejects.toThrow('not kept');
    expect(repeats.find(hash(1))).toBeUndefined();
  });

  it('holds a bounded number, the latest', () => {
    const repeats = createRepeats(createManualClock(0));
    for (let each = 0; each <= REPEATS_MAX; each++) repeats.remember(hash(each), 0);
    expect(repeats.find(hash(0))).toBeUndefined();
    expect(repeats.find(hash(1))).toBe(true);
    expect(repeats.find(hash(REPEATS_MAX))).toBe(true);
  });

  it('counts from the latest time a request was kept', () => {
    const clock = createManualClock(REPEAT_WINDOW_MS);
    const repeats = createRepeats(clock);
    repeats.remember(hash(1), 0);
    repeats.remember(hash(2), 1);
    repeats.remember(hash(1), 2);
    clock.advance(2);
    expect([repeats.find(hash(1)), repeats.find(hash(2))]).toEqual([true, undefined]);
  });
});
