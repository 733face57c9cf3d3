import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { MS_PER_HOUR, unixNsFromMs } from '../base/time.ts';
import { ATTRIBUTE_INT, ATTRIBUTE_JSON, ATTRIBUTE_STRING } from '../model/event-batch.ts';
import { EventBatchBuilder, type EventFields } from '../model/event-batch-builder.ts';
import { type EnvironmentId, parseSpanId, parseTraceId } from '../model/ids.ts';
import { openEmbeddedStore, type TelemetryStore } from '../store/index.ts';
import { createTraces, type TraceFilter, type Traces } from './index.ts';

const ENVIRONMENT = 1 as EnvironmentId;
const NOW_MS = 1_790_000_000_000;
const MS = 1_000_000n;

const traceId = (text: string) => parseTraceId(text)!;
const spanId = (text: string) => parseSpanId(text)!;

function bytes(hex: string, length: number): Uint8Array {
  return Buffer.from(hex.padStart(length * 2, '0'), 'hex');
}

/** `trace`, `span`, `parent` in hex; `atMs` after NOW_MS. */
function row(
  trace: string,
  span: string,
  parent: string,
  atMs: number,
  fields: Partial<EventFields> = {},
): EventFields {
  return {
    timeNs: unixNsFromMs(NOW_MS + atMs),
    durationNs: 10n * MS,
    signal: 'trace',
    kind: 'span',
    dataset: 'api',
    service: 'api',
    traceId: bytes(trace, 16),
    spanId: bytes(span, 8),
    parentId: bytes(parent, 8),
    name: `span ${span}`,
    spanKind: 'internal',
    ...fields,
  };
}

let store: TelemetryStore;
let traces: Traces;

async function write(environment: EnvironmentId, rows: readonly EventFields[]): Promise<void> {
  const builder = new EventBatchBuilder();
  for (const each of rows) {
    builder.attribute('row.name', ATTRIBUTE_STRING, each.name ?? '');
    builder.attribute('big', ATTRIBUTE_INT, 2n ** 62n);
    builder.attribute('list', ATTRIBUTE_JSON, '{"arrayValue":{"values":[{"intValue":"1"}]}}');
    builder.endRow(each);
  }
  await store.write({ environment, source: 'test/1', batch: builder.build() });
}

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'combray-traces-'));
  store = await openEmbeddedStore({
    directory,
    memoryBytes: 2 ** 30,
    queueBytesMax: 2 ** 26,
    clock: systemClock,
    log: silentLog,
  });
  traces = createTraces(store);
  const event = { kind: 'span_event', spanId: bytes('0', 8), durationNs: -1n, name: 'exception' } as const;
  const link = {
    kind: 'span_link',
    linkTraceId: bytes('f1', 16),
    linkSpanId: bytes('e1', 8),
    spanId: bytes('0', 8),
    durationNs: -1n,
  } as const;
  await write(ENVIRONMENT, [
    row('a1', '1', '0', 0, { name: 'GET /home', durationNs: 500n * MS, spanKind: 'server', service: 'web', weight: 2 }),
    row('a1', '2', '1', 100, { statusCode: 2, statusMessage: 'no' }),
    row('a1', '0', '2', 105, event),
    row('a1', '0', '2', 100, link),
    row('b1', '3', '0', 1_000, { name: 'GET /Slow%', durationNs: 4_000n * MS }),
    // Its root never came.
    row('c1', '5', '4', 2_000, { service: 'worker' }),
    // Began two hours before the range.
    row('d1', '6', '0', -2 * MS_PER_HOUR, { name: 'early', durationNs: 3n * 3_600_000n * MS }),
  ]);
  // The second half of a trace in another request, one span sent twice.
  await write(ENVIRONMENT, [
    row('b1', '7', '3', 1_100),
    row('a1', '2', '1', 100, { statusCode: 2, statusMessage: 'no' }),
  ]);
  await write(2 as EnvironmentId, [row('a1', '9', '0', 0, { name: 'foreign' })]);
});
afterAll(() => store.close());

const list = (filter: Partial<TraceFilter> = {}) =>
  traces.list(ENVIRONMENT, { fromMs: NOW_MS - 60_000, toMs: NOW_MS + 60_000, sort: 'newest', limit: 100, ...filter });
const listed = async (filter: Partial<TraceFilter> = {}) =>
  (await list(filter)).traces.map(
    (trace) => `${trace.rootName || '-'} ${trace.spanCount} ${trace.errorCount} ${trace.durationNs / MS}`,
  );

describe('the list of traces', () => {
  it('sums up each trace that starts in the range, newest first', async () => {
    expect(await listed()).toEqual(['- 1 0 10', 'GET /Slow% 2 0 4000', 'GET /home 2 1 500']);
    const [, , home] = (await list()).traces;
    expect(home).toMatchObject({ traceId: traceId('a1'), rootService: 'web', services: ['api', 'web'] });
  });

  it.each<[Partial<TraceFilter>, string[]]>([
    [{ service: 'worker' }, ['- 1 0 10']],
    [{ service: 'api', sort: 'oldest' }, ['GET /home 2 1 500', 'GET /Slow% 2 0 4000']],
    [{ rootName: 'slow%' }, ['GET /Slow% 2 0 4000']],
    [{ durationMinMs: 500, sort: 'slowest' }, ['GET /Slow% 2 0 4000', 'GET /home 2 1 500']],
    [{ durationMaxMs: 10 }, ['- 1 0 10']],
    [{ spanCountMin: 2, spanCountMax: 2, sort: 'fastest' }, ['GET /home 2 1 500', 'GET /Slow% 2 0 4000']],
    [{ errorCountMin: 1 }, ['GET /home 2 1 500']],
    [{ service: "'; DROP TABLE events --" }, []],
  ])('narrows by %j', async (filter, expected) => {
    expect(await listed(filter)).toEqual(expected);
  });

  it('counts all that match beyond its limit', async () => {
    const { traces: shown, totalCount } = await list({ limit: 1 });
    expect([shown.length, totalCount]).toEqual([1, 3]);
  });

  it('knows the services of the range and the trace that arrived last', async () => {
    const range = { fromMs: NOW_MS - 1, toMs: NOW_MS + 60_000 };
    expect(await traces.services(ENVIRONMENT, range)).toEqual(['api', 'web', 'worker']);
    expect((await traces.latest(ENVIRONMENT))?.spanCount).toBe(2);
    expect(await traces.latest(3 as EnvironmentId)).toBeUndefined();
  });

  it('counts what has arrived by what it is, and finds the latest trace behind log records of others', async () => {
    const environment = 4 as EnvironmentId;
    await write(environment, [row('e1', '1', '0', 0), row('e1', '2', '1', 0)]);
    const log = { signal: 'log', kind: 'log_record', durationNs: -1n, name: '' } as const;
    const error = { ...log, signal: 'error', kind: 'occurrence' } as const;
    await write(environment, [row('e2', '0', '1', 0, log), row('e2', '0', '2', 0, error)]);
    expect((await traces.latest(environment))?.traceId).toBe(traceId('e1'));
    expect(await traces.arrivalCounts(environment, 0)).toEqual({
      ...{ spanCount: 2, logRecordCount: 1, metricPointCount: 0, errorCount: 1 },
    });
    const { traces: listed } = await traces.list(environment, {
      ...{ fromMs: NOW_MS - 1, toMs: NOW_MS + 1, sort: 'newest', limit: 10 },
    });
    expect(listed.map((trace) => trace.spanCount)).toEqual([2]);
  });
});

describe('one trace', () => {
  it('is put together from every request that told of it, with events and links', async () => {
    const trace = await traces.trace(ENVIRONMENT, traceId('a1'));
    expect(trace?.tree.spans.map((span) => span.name)).toEqual(['GET /home', 'span 2']);
    expect(trace?.events).toEqual([{ spanId: spanId('2'), name: 'exception', timeNs: unixNsFromMs(NOW_MS + 105) }]);
    expect(trace?.links).toEqual([{ spanId: spanId('2'), linkTraceId: traceId('f1'), linkSpanId: spanId('e1') }]);
    expect(trace).toMatchObject({
      startNs: unixNsFromMs(NOW_MS),
      endNs: unixNsFromMs(NOW_MS + 500),
      errorCount: 1,
      rootCount: 1,
    });
  });

  it('is found with a time within a day of it, and not far from it', async () => {
    expect(await traces.trace(ENVIRONMENT, traceId('a1'), NOW_MS + MS_PER_HOUR)).toBeDefined();
    expect(await traces.trace(ENVIRONMENT, traceId('a1'), NOW_MS + 100 * MS_PER_HOUR)).toBeUndefined();
  });

  it('belongs to its environment', async () => {
    expect((await traces.trace(2 as EnvironmentId, traceId('a1')))?.tree.spans.map((span) => span.name)).toEqual([
      'foreign',
    ]);
    expect(await traces.trace(2 as EnvironmentId, traceId('b1'))).toBeUndefined();
  });
});

describe('one span', () => {
  it('has every field under the name users query', async () => {
    const spans = await traces.spans(ENVIRONMENT, traceId('a1'), spanId('2'));
    expect(spans.length).toBe(1);
    const [span] = spans;
    expect(span?.fields.map(({ name, text }) => `${name}=${text}`)).toEqual([
      `big=${2n ** 62n}`,
      'duration_ms=10',
      'error=true',
      'list=[1]',
      'meta.signal_type=trace',
      'name=span 2',
      'row.name=span 2',
      'service.name=api',
      'span.kind=internal',
      'status_code=2',
      'status_message=no',
      `trace.parent_id=${spanId('1')}`,
      `trace.span_id=${spanId('2')}`,
      `trace.trace_id=${traceId('a1')}`,
    ]);
    expect(span?.events[0]).toMatchObject({ name: 'exception', sinceStartMs: 5 });
    expect(span?.links[0]).toMatchObject({ traceId: traceId('f1'), spanId: spanId('e1') });
  });

  it('says its weight, and is empty for an id nobody sent', async () => {
    const [root] = await traces.spans(ENVIRONMENT, traceId('a1'), spanId('1'));
    expect(root?.fields).toContainEqual({ name: 'SampleRate', type: 'float', text: '2' });
    expect(await traces.spans(ENVIRONMENT, traceId('a1'), spanId('77'))).toEqual([]);
  });
});
