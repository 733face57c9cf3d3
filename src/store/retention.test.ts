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
import { openEmbeddedStore } from './index.ts';
import { dropExpiredDays, startRetention } from './retention.ts';
import type { TelemetryStore } from './store.ts';

const START_MS = Date.UTC(2026, 0, 10, 12);

describe('retention', () => {
  let directory = '';
  let store: TelemetryStore;
  let clock: ReturnType<typeof createManualClock>;

  beforeEach(async () => {
    clock = createManualClock(START_MS);
    directory = mkdtempSync(join(tmpdir(), 'combray-retention-'));
    store = await openEmbeddedStore({ directory, memoryBytes: 2 ** 30, queueBytesMax: 2 ** 26, clock, log: silentLog });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const writeNow = (name: string) => {
    const builder = new EventBatchBuilder();
    builder.endRow({
      timeNs: 1n,
      signal: 'trace',
      kind: 'span',
      dataset: 'd',
      name,
      traceId: new Uint8Array(16).fill(1),
    });
    return store.write({ environment: 1 as EnvironmentId, source: 'test/1', batch: builder.build() });
  };
  const names = async () => {
    const rows = await store.query(
      { sql: 'SELECT name FROM events ORDER BY ingested', params: {} },
      INTERACTIVE_BUDGET,
    );
    return rows.map((row) => row['name']);
  };

  it('drops a day when all of it is too old, to the millisecond', async () => {
    await writeNow('first');
    const dayAfterMs = Date.UTC(2026, 0, 11);
    clock.advance(dayAfterMs - START_MS + 2 * MS_PER_DAY - 1);
    expect(await dropExpiredDays(store, clock, 2 * MS_PER_DAY)).toEqual([]);
    clock.advance(1);
    expect(await dropExpiredDays(store, clock, 2 * MS_PER_DAY)).toEqual([
      'events 2026-01-10',
      'trace_times 2026-01-10',
    ]);
    expect(await names()).toEqual([]);
  });

  it('looks at start and every hour, and closes after its last look', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await writeNow('first');
    clock.advance(MS_PER_DAY);
    await writeNow('second');
    clock.advance(MS_PER_DAY);
    const retention = startRetention({ store, clock, retentionMs: MS_PER_DAY, log: silentLog });
    await expect.poll(names).toEqual(['second']);
    clock.advance(MS_PER_DAY);
    vi.advanceTimersByTime(MS_PER_HOUR);
    await retention.close();
    expect(await names()).toEqual([]);
  });

  it('logs what it could not do and goes on', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const errors: unknown[] = [];
    const log: Log = { ...silentLog, info: () => undefined, error: (fields) => void errors.push(fields['err']) };
    const broken = { ...store, command: () => Promise.reject(new Error('no space')) };
    await writeNow('first');
    clock.advance(3 * MS_PER_DAY);
    const retention = startRetention({ store: broken, clock, retentionMs: MS_PER_DAY, log });
    await expect.poll(() => errors.length).toBe(1);
    vi.advanceTimersByTime(MS_PER_HOUR);
    await retention.close();
    expect(errors).toMatchObject([{ message: 'no space' }, { message: 'no space' }]);
    expect(await names()).toEqual(['first']);
  });
});
