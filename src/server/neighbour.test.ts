import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { silentLog } from '../base/log.ts';
import { CombrayError } from '../model/errors.ts';
import { watchNeighbour } from './neighbour.ts';

const away = () => Promise.reject(new CombrayError('store-unavailable', 'connect ECONNREFUSED'));
const fine = () => Promise.resolve();

const log = { ...silentLog, info: vi.fn(), error: vi.fn() };
const prepare = vi.fn<() => Promise<void>>();
const ping = vi.fn<() => Promise<void>>();
const watch = () => watchNeighbour({ name: 'PostgreSQL', prepare, ping }, log);
let close: (() => Promise<void>) | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  prepare.mockReset().mockImplementation(fine);
  ping.mockReset().mockImplementation(fine);
});
afterEach(async () => {
  await close?.();
  vi.useRealTimers();
  log.info.mockClear();
  log.error.mockClear();
});

it('a neighbour that answers is prepared once and looked at every second, without a word', async () => {
  ({ close } = await watch());
  await vi.advanceTimersByTimeAsync(5_000);
  expect([prepare.mock.calls.length, ping.mock.calls.length]).toEqual([1, 5]);
  expect([log.info.mock.calls, log.error.mock.calls]).toEqual([[], []]);
});

it('one that is away at the start is prepared when it comes; one line for each change', async () => {
  prepare.mockImplementation(away);
  ({ close } = await watch());
  await vi.advanceTimersByTimeAsync(5_000);
  expect([prepare.mock.calls.length, ping.mock.calls.length]).toEqual([6, 0]);
  expect(log.error.mock.calls).toEqual([
    [{ store: 'PostgreSQL', reason: 'connect ECONNREFUSED' }, 'PostgreSQL is away; trying every second'],
  ]);
  prepare.mockImplementation(fine);
  await vi.advanceTimersByTimeAsync(3_000);
  expect([prepare.mock.calls.length, ping.mock.calls.length]).toEqual([7, 2]);
  expect(log.info.mock.calls).toEqual([[{ store: 'PostgreSQL' }, 'PostgreSQL answers again']]);
});

it('one that goes away later is told once, and once again when it is back', async () => {
  ({ close } = await watch());
  ping.mockImplementation(away);
  await vi.advanceTimersByTimeAsync(4_000);
  ping.mockImplementation(fine);
  await vi.advanceTimersByTimeAsync(4_000);
  expect([log.error.mock.calls.length, log.info.mock.calls.length]).toEqual([1, 1]);
  expect(prepare).toHaveBeenCalledTimes(1);
});

it('one that takes long holds the start up for three seconds, and is ready when it is', async () => {
  let answer: () => void = () => undefined;
  prepare.mockImplementation(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const watching = watch();
  await vi.advanceTimersByTimeAsync(3_000);
  ({ close } = await watching);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([prepare.mock.calls.length, ping.mock.calls.length]).toEqual([1, 0]);
  expect(log.error.mock.calls.map(([fields]) => fields)).toEqual([
    { store: 'PostgreSQL', reason: 'no answer within 3000 ms' },
  ]);
  answer();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ping).toHaveBeenCalledTimes(1);
  expect(log.info).toHaveBeenCalledTimes(1);
});

it('one whose refusal comes after the start was let go is asked again', async () => {
  let refuse: (error: Error) => void = () => undefined;
  prepare.mockImplementationOnce(
    () =>
      new Promise((_resolve, reject) => {
        refuse = reject;
      }),
  );
  const watching = watch();
  await vi.advanceTimersByTimeAsync(3_000);
  ({ close } = await watching);
  refuse(new Error('schema 9 of a newer program'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect([prepare.mock.calls.length, log.info.mock.calls.length]).toEqual([2, 1]);
});

it('what no waiting can mend stops the start, and the looking', async () => {
  prepare.mockRejectedValue(new Error('schema 9 of a newer program'));
  await expect(watch()).rejects.toThrow('schema 9');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(prepare).toHaveBeenCalledTimes(1);
});

it('a ping without an answer counts as away after five seconds', async () => {
  ({ close } = await watch());
  ping.mockReturnValue(new Promise(() => undefined));
  await vi.advanceTimersByTimeAsync(6_100);
  expect(log.error).toHaveBeenCalledTimes(1);
  ping.mockImplementation(fine);
});
