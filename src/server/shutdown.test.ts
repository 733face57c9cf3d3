import { expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { createShutdown } from './shutdown.ts';

it('closes in reverse order, once, and goes on after a step that fails or hangs', async () => {
  const closed: string[] = [];
  const shutdown = createShutdown({ log: silentLog, clock: systemClock, stepTimeoutMs: 20, totalTimeoutMs: 5_000 });
  shutdown.add('lock', () => void closed.push('lock'));
  shutdown.add('hangs', () => new Promise(() => closed.push('hangs')));
  shutdown.add('fails', () => {
    throw new Error('no');
  });
  shutdown.add('listener', async () => void closed.push('listener'));
  const [first, second] = await Promise.all([shutdown.run(), shutdown.run()]);
  expect(closed).toEqual(['listener', 'hangs', 'lock']);
  expect([first, second]).toEqual([false, false]);
});

it('is bounded as a whole: steps that wait for one silent neighbour do not add up', async () => {
  const closed: string[] = [];
  const shutdown = createShutdown({ log: silentLog, clock: systemClock, stepTimeoutMs: 60_000, totalTimeoutMs: 50 });
  shutdown.add('lock', () => void closed.push('lock'));
  shutdown.add('store', () => new Promise(() => closed.push('store')));
  shutdown.add('upkeep', () => new Promise(() => closed.push('upkeep')));
  shutdown.add('watch', () => new Promise(() => closed.push('watch')));
  expect(await shutdown.run()).toBe(false);
  expect(closed).toEqual(['watch', 'upkeep', 'store', 'lock']);
});
