import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { EnvironmentId, RequestHash } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { SegmentRow } from '../model/side-rows.ts';
import { openEmbeddedStore, type TelemetryStore } from '../store/index.ts';
import { createIntake, type Intake } from './intake.ts';
import { readNewestArrival } from './newest-arrival-repo.ts';

const ENVIRONMENT = 7 as EnvironmentId;

let store: TelemetryStore;
let intake: Intake;
const told: { environment: EnvironmentId; rowCount: number }[] = [];

beforeAll(async () => {
  store = await openEmbeddedStore({
    directory: mkdtempSync(join(tmpdir(), 'combray-intake-')),
    memoryBytes: 2 ** 30,
    queueBytesMax: 2 ** 26,
    clock: systemClock,
    log: silentLog,
  });
  intake = createIntake(store, {
    registry: new Registry(),
    listeners: [(environment, batch) => told.push({ environment, rowCount: batch.count })],
  });
});
afterAll(() => store.close());

function documentRow(given: Pick<SegmentRow, 'traceId' | 'segmentId' | 'version' | 'document'>): SegmentRow {
  const parentId = new Uint8Array(8);
  const common = { isInProgress: false, isSubsegment: false, name: 'backend', startTime: 1n, endTime: 2n };
  return { environment: ENVIRONMENT, parentId, ...common, ...given };
}

function send(requestHash: bigint): Promise<void> {
  const builder = new EventBatchBuilder();
  builder.endRow({ timeNs: 1n, signal: 'trace', kind: 'span', dataset: 'd' });
  return intake.accept({
    door: 'otlp_http',
    environment: ENVIRONMENT,
    source: 'test/1',
    requestHash: requestHash as RequestHash,
    batch: builder.build(),
    recordCount: 1,
    rejected: [],
    oddities: { 'text-repaired': 0, 'value-cut': 0, 'time-out-of-range': 0 },
    bodyBytes: 1,
  });
}

describe('who listens to the intake', () => {
  it('is told of what was kept, and not of a repeat', async () => {
    await send(1n);
    await send(1n);
    await send(2n);
    expect(told).toEqual([
      { environment: ENVIRONMENT, rowCount: 1 },
      { environment: ENVIRONMENT, rowCount: 1 },
    ]);
  });

  it('leaves the time of the last arrival to be read by other processes', async () => {
    await send(3n);
    const newest = await readNewestArrival(store, ENVIRONMENT);
    expect(newest).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}$/);
    expect(await readNewestArrival(store, ENVIRONMENT)).toBe(newest);
    await send(4n);
    expect(await readNewestArrival(store, ENVIRONMENT)).not.toBe(newest);
    expect(await readNewestArrival(store, 8 as EnvironmentId)).toBe('');
  });

  it('reads the newest document, and no row of an older one is left', async () => {
    const traceId = new Uint8Array(16).fill(4);
    const send = async (version: bigint, name: string) => {
      const [spanId, versions] = [new Uint8Array(8).fill(5), BigUint64Array.of(version)];
      const builder = new EventBatchBuilder();
      builder.endRow({ timeNs: 1n, signal: 'trace', kind: 'span', dataset: 'd', traceId, spanId, name });
      await intake.accept({
        door: 'xray_http',
        environment: ENVIRONMENT,
        source: 'xray/1',
        batch: builder.build(),
        recordCount: 1,
        rejected: [],
        oddities: {},
        bodyBytes: 1,
        documents: {
          rows: [documentRow({ traceId, segmentId: spanId, version, document: `{"name":"${name}"}` })],
          versions,
          retold: { spans: [], batch: new EventBatchBuilder().build() },
        },
      });
      await intake.takeBack([{ environment: ENVIRONMENT, traceId, spanIds: [spanId], versionBelow: version }]);
    };
    await send(2n, 'first');
    await send(3n, 'second');
    const ask = (sql: string) => store.query({ sql, params: {} }, INTERACTIVE_BUDGET);
    expect(await ask('SELECT document FROM segments FINAL')).toEqual([{ document: '{"name":"second"}' }]);
    expect(await ask('SELECT name, document_version AS version FROM events WHERE document_version != 0')).toEqual([
      { name: 'second', version: '3' },
    ]);
  });

  it('is not told of what could not be kept', async () => {
    const before = told.length;
    await store.close();
    await expect(send(5n)).rejects.toMatchObject({ code: 'shutting-down' });
    expect(told).toHaveLength(before);
  });
});
