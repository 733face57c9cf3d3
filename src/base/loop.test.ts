import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startLoop } from './loop.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('runs at once and again a pause after each end, never twice at a time', async () => {
  const ends: (() => void)[] = [];
  const loop = startLoop(
    () => new Promise((resolve) => ends.push(resolve)),
    () => 100,
  );
  expect(ends.length).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ends.length).toBe(1);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(99);
  expect(ends.length).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(ends.length).toBe(2);
  ends[1]?.();
  await loop.close();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ends.length).toBe(2);
});

it('closes only after the work under way', async () => {
  let end = (): void => undefined;
  const loop = startLoop(
    () =>
      new Promise((resolve) => {
        end = resolve;
      }),
    () => 1,
  );
  let isClosed = false;
  const closing = loop.close().then(() => {
    isClosed = true;
  });
  await vi.advanceTimersByTimeAsync(10);
  expect(isClosed).toBe(false);
  end();
  await closing;
});

it('asks for the pause each time', async () => {
  const pauses = [10, 1_000];
  let count = 0;
  const loop = startLoop(
    async () => void count++,
    () => pauses.shift() ?? 0,
  );
  await vi.advanceTimersByTimeAsync(10);
  expect(count).toBe(2);
  await vi.advanceTimersByTimeAsync(999);
  expect(count).toBe(2);
  await loop.close();
});
