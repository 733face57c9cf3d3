import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { unixNsFromMs } from '../base/time.ts';
import { ATTRIBUTE_STRING } from '../model/event-batch.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import { type EnvironmentId, type OccurrenceId, parseTraceId } from '../model/ids.ts';
import { openEmbeddedStore, type TelemetryStore } from '../store/index.ts';
import { createTraces, type Traces } from './index.ts';

const ENVIRONMENT = 1 as EnvironmentId;
const OTHER = 2 as EnvironmentId;
const NOW_MS = 1_790_000_000_000;
const NOW_NS = unixNsFromMs(NOW_MS);
const DAY_NS = 86_400_000_000_000n;
const TRACE = 'a1';

const bytes = (hex: string, length: number): Uint8Array => Buffer.from(hex.padStart(length * 2, '0'), 'hex');
const occurrence = (id: number) => id as OccurrenceId;

let store: TelemetryStore;
let traces: Traces;

interface Marked {
  readonly kind: 'span' | 'span_event' | 'log_record';
  readonly atNs?: bigint;
  readonly occurrenceId: bigint;
  readonly type: string;
  readonly trace?: string;
}

async function write(environment: EnvironmentId, rows: readonly Marked[]): Promise<void> {
  const builder = new EventBatchBuilder();
  for (const { kind, atNs = NOW_NS, type, trace = TRACE } of rows) {
    builder.attribute('exception.type', ATTRIBUTE_STRING, type);
    builder.endRow({
      ...{
        kind,
        timeNs: atNs,
        dataset: 'api',
        service: 'api',
        name: kind,
        signal: kind === 'log_record' ? 'log' : 'trace',
      },
      ...(kind === 'span' ? { durationNs: 5n, spanId: bytes('1', 8) } : { parentId: bytes('1', 8) }),
      traceId: bytes(trace, 16),
    });
  }
  const ids = BigUint64Array.from(rows, ({ occurrenceId }) => occurrenceId);
  await store.write({
    ...{ environment, source: 'test/1', batch: builder.build() },
    errors: { issueId: ids.map((id) => (id === 0n ? 0n : 1n)), occurrenceId: ids },
  });
}

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'combray-error-records-'));
  const sizes = { memoryBytes: 2 ** 30, queueBytesMax: 2 ** 26 };
  store = await openEmbeddedStore({ directory, ...sizes, clock: systemClock, log: silentLog });
  traces = createTraces(store);
  await write(ENVIRONMENT, [
    { kind: 'span', occurrenceId: 0n, type: '' },
    { kind: 'span_event', occurrenceId: 7n, type: 'FromEvent' },
    { kind: 'log_record', occurrenceId: 8n, type: 'FromLog', atNs: NOW_NS + 1n, trace: '0' },
    { kind: 'span_event', occurrenceId: 9n, type: 'Another' },
    { kind: 'span_event', occurrenceId: 0n, type: 'Unmarked' },
    { kind: 'span_event', occurrenceId: 7n, type: 'LongAgo', atNs: NOW_NS - 2n * DAY_NS },
  ]);
  await write(OTHER, [{ kind: 'span_event', occurrenceId: 7n, type: 'Elsewhere' }]);
});
afterAll(() => store.close());

describe('the records of an occurrence', () => {
  it('are those marked with one of its tellings, in the order of time, of its environment and about its day', async () => {
    const of = { occurrenceIds: [occurrence(7), occurrence(8)], timeNs: NOW_NS };
    const found = await traces.errorRecords(ENVIRONMENT, of);
    expect(found.map(({ kind, traceId, spanId, fields }) => [kind, traceId, spanId, fields[0]?.text])).toEqual([
      ['span_event', TRACE.padStart(32, '0'), '0000000000000001', 'FromEvent'],
      ['log_record', '', '0000000000000001', 'FromLog'],
    ]);
  });

  it('are none of an occurrence that no record tells of, nor of no occurrence', async () => {
    expect(await traces.errorRecords(ENVIRONMENT, { occurrenceIds: [occurrence(10)], timeNs: NOW_NS })).toEqual([]);
    expect(await traces.errorRecords(ENVIRONMENT, { occurrenceIds: [], timeNs: 0n })).toEqual([]);
  });
});

describe('summaries', () => {
  it('are of the traces that have spans here', async () => {
    const ids = [TRACE, 'dead'].map((text) => parseTraceId(text)!);
    const found = await traces.summaries(ENVIRONMENT, ids);
    expect(found).toMatchObject([{ traceId: ids[0], rootName: 'span', spanCount: 1 }]);
    expect(await traces.summaries(OTHER, ids)).toEqual([]);
    expect(await traces.summaries(ENVIRONMENT, [])).toEqual([]);
  });
});
