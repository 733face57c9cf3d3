import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createManualClock } from '../base/clock.ts';
import { type Log, silentLog } from '../base/log.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '../base/time.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { RetentionRule } from '../model/retention.ts';
import { storedDays } from './days.ts';
import { guardAt } from './disk.kit.ts';
import type { TelemetrySpace } from './disk-guard.ts';
import { deleteExpiredRows } from './expired-rows.ts';
import { openEmbeddedStore } from './index.ts';
import { expiredDays } from './retention.ts';
import type { TelemetryStore } from './store.ts';
import { createUpkeep, type UpkeepOptions } from './upkeep.ts';

/** What the engine may take where other tests share the machine; its own time is not the fake one. */
const ENGINE_MS_MAX = 10_000;
const START_MS = Date.UTC(2026, 0, 10, 12);
const [ONE, TWO] = [1 as EnvironmentId, 2 as EnvironmentId];

let directory = '';
let store: TelemetryStore;
let clock: ReturnType<typeof createManualClock>;

beforeEach(async () => {
  clock = createManualClock(START_MS);
  directory = mkdtempSync(join(tmpdir(), 'combray-upkeep-'));
  store = await openEmbeddedStore({ directory, memoryBytes: 2 ** 30, queueBytesMax: 2 ** 26, clock, log: silentLog });
});
afterEach(async () => {
  vi.useRealTimers();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

async function write(name: string, { environment = ONE, dataset = 'd', rows = 1 } = {}): Promise<void> {
  const builder = new EventBatchBuilder();
  for (let row = 0; row < rows; row++) {
    const traceId = new Uint8Array(16).map(() => Math.floor(Math.random() * 256));
    builder.endRow({ timeNs: 1n, signal: 'trace', kind: 'span', dataset, name, traceId });
  }
  await store.write({ environment, source: 'test/1', batch: builder.build() });
}

async function column(sql: string): Promise<unknown[]> {
  const rows = await store.query({ sql, params: {} }, INTERACTIVE_BUDGET);
  return rows.map((row) => row['value']);
}

const names = () => column('SELECT DISTINCT name AS value FROM events ORDER BY value');
const extents = () => column('SELECT DISTINCT environment AS value FROM trace_times ORDER BY value');

function upkeep(options: Partial<UpkeepOptions> = {}) {
  return createUpkeep({
    store,
    clock,
    log: silentLog,
    guard: guardAt(),
    retentionMs: 30 * MS_PER_DAY,
    rules: async () => [],
    telemetryBytesMax: undefined,
    ...options,
  });
}

describe('the general retention', () => {
  it('drops a day when all of it is too old, to the millisecond', async () => {
    await write('first');
    clock.advance(Date.UTC(2026, 0, 11) - START_MS + 2 * MS_PER_DAY - 1);
    expect(await expiredDays(store, clock, 2 * MS_PER_DAY)).toEqual([]);
    clock.advance(1);
    expect(await expiredDays(store, clock, 2 * MS_PER_DAY)).toEqual(['2026-01-10']);
  });

  it('is looked after at the start and every hour, with room made for it', async () => {
    await write('first');
    clock.advance(MS_PER_DAY);
    await write('second');
    clock.advance(MS_PER_DAY);
    let roomsMade = 0;
    const guard = {
      ...guardAt(),
      makeRoom: <T>(work: () => Promise<T>) => {
        roomsMade++;
        return work();
      },
    };
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const running = upkeep({ retentionMs: MS_PER_DAY, guard });
    running.start();
    await vi.waitFor(() => expect(running.stats().daysDroppedByAge).toBe(1), { timeout: ENGINE_MS_MAX });
    expect([await names(), roomsMade]).toEqual([['second'], 1]);
    clock.advance(MS_PER_DAY);
    await vi.advanceTimersByTimeAsync(MS_PER_HOUR);
    await vi.waitFor(() => expect(running.stats().daysDroppedByAge).toBe(2), { timeout: ENGINE_MS_MAX });
    expect([await names(), roomsMade]).toEqual([[], 2]);
    await running.close();
  });

  it('logs what it could not do and tries again', async () => {
    const errors: unknown[] = [];
    const log: Log = { ...silentLog, error: (fields) => void errors.push(fields['err']) };
    const broken = { ...store, command: () => Promise.reject(new Error('no space')) };
    await write('first');
    clock.advance(3 * MS_PER_DAY);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const running = upkeep({ store: broken, retentionMs: MS_PER_DAY, log });
    running.start();
    await vi.waitFor(() => expect(errors.length).toBe(1), { timeout: ENGINE_MS_MAX });
    await vi.advanceTimersByTimeAsync(MS_PER_HOUR);
    await vi.waitFor(() => expect(errors.length).toBe(2), { timeout: ENGINE_MS_MAX });
    await running.close();
    expect(errors).toMatchObject([{ message: 'no space' }, { message: 'no space' }]);
    expect(await names()).toEqual(['first']);
  });
});

describe('the limit of COMBRAY_DISK_MAX', () => {
  const threeDays = async () => {
    for (const name of ['first', 'second', 'third']) {
      await write(name, { rows: 1_000 });
      clock.advance(MS_PER_DAY);
    }
    clock.advance(-MS_PER_DAY);
    return storedDays(store);
  };
  /** Runs until the limit has been looked at once; returns what the guard was told. */
  const lookOnce = async (telemetryBytesMax: number): Promise<{ told: TelemetrySpace[]; dropped: number }> => {
    const told: TelemetrySpace[] = [];
    const running = upkeep({
      telemetryBytesMax,
      guard: { ...guardAt(), noteTelemetry: (space) => void told.push(space) },
    });
    running.start();
    await running.close();
    return { told, dropped: running.stats().daysDroppedByLimit };
  };

  it('drops the oldest days, as many as needed, and no more', async () => {
    const [first, second, third] = await threeDays();
    const bytes = first!.bytes + second!.bytes + third!.bytes;
    expect((await lookOnce(bytes)).dropped).toBe(0);
    const { told, dropped } = await lookOnce(bytes - 1);
    expect(dropped).toBe(1);
    expect(told).toEqual([
      { bytes, todayBytes: third!.bytes },
      { bytes: bytes - first!.bytes, todayBytes: third!.bytes },
    ]);
    expect(await names()).toEqual(['second', 'third']);
    expect((await storedDays(store)).map(({ day }) => day)).toEqual(['2026-01-11', '2026-01-12']);
  });

  it('never drops the current day', async () => {
    await threeDays();
    expect((await lookOnce(1)).dropped).toBe(2);
    expect((await lookOnce(1)).dropped).toBe(0);
    expect(await names()).toEqual(['third']);
  });
});

describe('rules of environments and datasets', () => {
  const expire = (rules: readonly RetentionRule[]) => deleteExpiredRows(store, clock, rules);
  const own = (days: number, environment = ONE): RetentionRule => ({ environment, dataset: undefined, days });
  const of = (dataset: string, days: number): RetentionRule => ({ environment: ONE, dataset, days });
  /** The engine rewrites in its own time. */
  const settled = () =>
    expect
      .poll(() => column('SELECT count() AS value FROM system.mutations WHERE NOT is_done'), { timeout: 20_000 })
      .toEqual(['0']);

  beforeEach(async () => {
    await write('one a', { dataset: 'a' });
    await write("one 'b'", { dataset: "b' OR 1 --" });
    await write('two a', { environment: TWO, dataset: 'a' });
    // The end of the day of arrival, and two days more.
    clock.advance(MS_PER_DAY / 2 + 2 * MS_PER_DAY);
    await write('today', { dataset: 'a' });
  });

  it('delete the rows of their own environment when the day is too old, to the millisecond', async () => {
    clock.advance(-1);
    expect(await expire([own(2)])).toBe(0);
    clock.advance(1);
    expect(await expire([own(2)])).toBe(2);
    await settled();
    expect(await names()).toEqual(['today', 'two a']);
    expect(await extents()).toEqual([1, 2]);
    expect(await column('SELECT count() AS value FROM trace_times WHERE environment = 1')).toEqual(['1']);
  });

  it('of a dataset leave its neighbours alone, and all extents', async () => {
    expect(await expire([of("b' OR 1 --", 1)])).toBe(1);
    await settled();
    expect(await names()).toEqual(['one a', 'today', 'two a']);
    expect(await column('SELECT count() AS value FROM trace_times')).toEqual(['4']);
  });

  it('of a dataset replace that of its environment, also when longer', async () => {
    expect(await expire([own(1), of('a', 20)])).toBe(1);
    await settled();
    expect(await names()).toEqual(['one a', 'today', 'two a']);
    expect(await column('SELECT count() AS value FROM trace_times')).toEqual(['4']);
  });

  it('run only where there is something to delete', async () => {
    const commands: string[] = [];
    const watched = {
      ...store,
      command: (sql: string) => {
        commands.push(sql);
        return store.command(sql);
      },
    };
    const rules = [own(1), own(25, TWO)];
    await deleteExpiredRows(watched, clock, rules);
    expect(commands).toHaveLength(2);
    await settled();
    expect(await deleteExpiredRows(watched, clock, rules)).toBe(0);
    expect(commands).toHaveLength(2);
  });

  it('leave a day alone that is being rewritten', async () => {
    await store.command('SYSTEM STOP MERGES events');
    expect(await expire([of('a', 1)])).toBe(1);
    expect(await expire([of('a', 1)])).toBe(0);
    await store.command('SYSTEM START MERGES events');
    await settled();
    expect(await names()).toEqual(["one 'b'", 'today', 'two a']);
  });
});
