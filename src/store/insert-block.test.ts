import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { CombrayError } from '../model/errors.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { EnvironmentId, RequestHash } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import { openChdbEngine } from './chdb-engine.ts';
import type { Engine } from './engine.ts';
import type { TelemetryStore, WriteRequest } from './store.ts';
import { openTelemetryStore } from './telemetry-store.ts';

type Insert = Parameters<Engine['insert']>[0];

const unavailable = () => new CombrayError('store-unavailable', 'for this test', { cause: new Error('the disk') });

function requestOf(rowCount: number, requestHash?: bigint): WriteRequest {
  const builder = new EventBatchBuilder();
  for (let row = 0; row < rowCount; row++) {
    builder.endRow({ timeNs: 1n, signal: 'trace', kind: 'span', dataset: 'd', traceId: new Uint8Array(16).fill(1) });
  }
  const hash = requestHash === undefined ? {} : { requestHash: requestHash as RequestHash };
  return { environment: 1 as EnvironmentId, source: 'test/1', batch: builder.build(), ...hash };
}

/** The real engine, with faults put between it and the store. */
describe('a block the engine does not keep at once', () => {
  let directory = '';
  let store: TelemetryStore;
  /** Stands between; `keep` is the real insert. */
  let onInsert: (insert: Insert, keep: () => Promise<void>) => Promise<void>;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'combray-faults-'));
    onInsert = (_insert, keep) => keep();
    const engine = await openChdbEngine({ directory, memoryBytes: 2 ** 30, log: silentLog });
    store = await openTelemetryStore({
      engine: { ...engine, insert: (insert) => onInsert(insert, () => engine.insert(insert)) },
      clock: systemClock,
      log: silentLog,
      queueBytesMax: 2 ** 26,
      blockBytesMax: 2 ** 26,
    });
  });
  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const count = async (table: string) => {
    const rows = await store.query({ sql: `SELECT count() AS count FROM ${table}`, params: {} }, INTERACTIVE_BUDGET);
    return Number(rows[0]?.['count']);
  };

  it('is tried again', async () => {
    const tables: string[] = [];
    onInsert = async ({ table }, keep) => {
      tables.push(table);
      if (tables.length % 2 === 1) throw unavailable();
      await keep();
    };
    await store.write(requestOf(3));
    expect(tables).toEqual(['trace_times', 'trace_times', 'events', 'events']);
    expect([await count('events'), await count('trace_times')]).toEqual([3, 1]);
  });

  it('is kept once though it was kept and nobody was told', async () => {
    const told = new Set<string>();
    onInsert = async ({ table }, keep) => {
      await keep();
      if (!told.has(table)) {
        told.add(table);
        throw unavailable();
      }
    };
    expect(await store.write(requestOf(3, 5n))).toEqual({ isNew: true });
    expect([await count('events'), await count('trace_times')]).toEqual([3, 1]);
  });

  it('is refused to all its requests after some attempts, with the cause, and what comes later is kept', async () => {
    let attempts = 0;
    onInsert = () => {
      attempts++;
      return Promise.reject(unavailable());
    };
    const writes = await Promise.allSettled([store.write(requestOf(1, 1n)), store.write(requestOf(2, 2n))]);
    for (const write of writes) {
      expect(write).toMatchObject({
        reason: { code: 'store-unavailable', kind: { retryable: true }, cause: { message: 'the disk' } },
      });
    }
    expect(attempts).toBe(3);
    expect(store.stats()).toMatchObject({ queuedBytes: 0, insertCount: 0 });
    onInsert = (_insert, keep) => keep();
    expect(await store.write(requestOf(1, 1n))).toEqual({ isNew: true });
    expect(await count('events')).toBe(1);
  });

  it('is refused to a repeat that waited for it', async () => {
    onInsert = () => Promise.reject(unavailable());
    const first = store.write(requestOf(1, 1n));
    const repeat = store.write(requestOf(1, 1n));
    await expect(first).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(repeat).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  it('is not tried again when the fault is ours', async () => {
    let attempts = 0;
    onInsert = () => {
      attempts++;
      return Promise.reject(new TypeError('a bug'));
    };
    await expect(store.write(requestOf(1))).rejects.toThrow('a bug');
    expect(attempts).toBe(1);
  });

  it('is one at a time, the extents of its traces first', async () => {
    const inserts: string[] = [];
    let running = 0;
    onInsert = async ({ table }, keep) => {
      expect(++running).toBe(1);
      inserts.push(table);
      await keep();
      running--;
    };
    const writes: Promise<unknown>[] = [];
    for (let wave = 0; wave < 5; wave++) {
      for (let each = 0; each < 10; each++) writes.push(store.write(requestOf(2)));
      await writes[wave * 10];
    }
    await Promise.all(writes);
    expect(await count('events')).toBe(100);
    expect(inserts.length).toBeLessThan(50);
    for (const [index, table] of inserts.entries()) expect(table).toBe(index % 2 === 0 ? 'trace_times' : 'events');
  });
});
