import { expect, it } from 'vitest';
import { silentLog } from '../base/log.ts';
import { createShutdown } from './shutdown.ts';

it('closes in reverse order, once, and goes on after a step that fails or hangs', async () => {
  const closed: string[] = [];
  const shutdown = createShutdown({ log: silentLog, stepTimeoutMs: 20 });
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
