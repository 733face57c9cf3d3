import { beforeEach, describe, expect, it } from 'vitest';
import { type CursorFollower, createCursorFollower, GLIDE_MS } from './cursor-follower.ts';

describe('following a cursor', () => {
  let now: number;
  let isBusy: boolean;
  let refreshCount: number;
  let finish: () => Promise<void>;
  let follower: CursorFollower;

  beforeEach(() => {
    now = 1_000;
    isBusy = false;
    refreshCount = 0;
    finish = async () => undefined;
    follower = createCursorFollower({
      refresh: () => {
        refreshCount += 1;
        return new Promise((resolve) => {
          finish = async () => {
            resolve();
            // What waits for the refresh runs before this test goes on.
            await new Promise<void>((next) => setImmediate(next));
          };
        });
      },
      isBusy: () => isBusy,
      nowMs: () => now,
    });
  });

  it('refreshes at the first cursor, and then only when it moves', async () => {
    follower.see('a');
    await finish();
    follower.see('a');
    expect(refreshCount).toBe(1);
    follower.see('b');
    expect(refreshCount).toBe(2);
  });

  it('runs one refresh at a time, and one more for what arrived meanwhile', async () => {
    follower.see('a');
    follower.see('b');
    follower.see('c');
    expect(refreshCount).toBe(1);
    await finish();
    follower.see('c');
    expect(refreshCount).toBe(2);
    await finish();
    follower.see('c');
    expect(refreshCount).toBe(2);
  });

  it('rests four times as long as a refresh took', async () => {
    follower.see('a');
    now += 500;
    await finish();
    now += 1_999;
    follower.see('b');
    expect(refreshCount).toBe(1);
    now += 1;
    follower.see('b');
    expect(refreshCount).toBe(2);
  });

  it('waits while the page is busy, and forgets nothing', () => {
    isBusy = true;
    follower.see('a');
    expect(refreshCount).toBe(0);
    isBusy = false;
    follower.see('a');
    expect(refreshCount).toBe(1);
  });

  it('lets a range that ends now move on where nothing arrives', async () => {
    follower.see('a');
    await finish();
    now += GLIDE_MS - 1;
    follower.see('a');
    expect(refreshCount).toBe(1);
    now += 1;
    follower.see('a');
    expect(refreshCount).toBe(2);
  });
});
