import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesFromHex } from '../base/hex.ts';
import { unixNsFromMs } from '../base/time.ts';
import { EventBatchBuilder, type EventFields } from '../model/event-batch-builder.ts';
import { type EnvironmentId, parseSpanId, parseTraceId, type TraceId } from '../model/ids.ts';
import { type SegmentRow, segmentVersion } from '../model/side-rows.ts';
import { SPAN_MARK_IN_PROGRESS } from '../model/span-marks.ts';
import type { TelemetryStore } from '../store/index.ts';
import { createTraces, type Trace, type Traces } from './index.ts';
import { openTestTelemetry } from './telemetry.kit.ts';

const ENVIRONMENT = 1 as EnvironmentId;
const START_MS = 1_790_000_000_000;
const MS = 1_000_000n;

let store: TelemetryStore;
let traces: Traces;
beforeAll(async () => {
  store = await openTestTelemetry();
  traces = createTraces(store);
});
afterAll(() => store.close());

const traceOf = (text: string) => parseTraceId(text) as TraceId;
const hex = (text: string, digits: number) => bytesFromHex(text.padStart(digits, '0'));
const id = (text: string) => text.padStart(16, '0');

type Fields = Partial<EventFields> & { readonly atMs?: number; readonly ms?: number };

/** `trace`, `span`, `parent` in hex; '0' for no parent. */
function span(trace: string, spanId: string, parent: string, { atMs = 0, ms = 100, ...fields }: Fields = {}) {
  return {
    timeNs: unixNsFromMs(START_MS + atMs),
    durationNs: BigInt(ms) * MS,
    signal: 'trace',
    kind: 'span',
    dataset: 'backend',
    service: 'backend',
    traceId: hex(trace, 32),
    spanId: hex(spanId, 16),
    parentId: hex(parent, 16),
    name: spanId,
    spanKind: 'server',
    ...fields,
  } as const satisfies EventFields;
}

async function write(source: string, rows: readonly EventFields[]): Promise<void> {
  const builder = new EventBatchBuilder();
  for (const row of rows) builder.endRow(row);
  await store.write({ environment: ENVIRONMENT, source, batch: builder.build() });
}

const keep = (...rows: (Partial<SegmentRow> & { trace: string; segment: string })[]) =>
  store.append(
    'segments',
    rows.map(({ trace, segment, ...row }) => ({
      environment: ENVIRONMENT,
      traceId: hex(trace, 32),
      segmentId: hex(segment, 16),
      parentId: hex('0', 16),
      version: segmentVersion(1n, row.isInProgress ?? false),
      isInProgress: false,
      isSubsegment: false,
      name: 'backend',
      startTime: unixNsFromMs(START_MS),
      endTime: unixNsFromMs(START_MS + 100),
      document: `{"id":"${segment}"}`,
      ...row,
    })),
  );

const shown = ({ tree }: Trace) =>
  tree.spans.map(({ name, service }, row) => `${'  '.repeat(tree.depth[row] ?? 0)}${name || '-'} ${service}`);

const listed = async (trace: string) => {
  const { traces: found } = await traces.list(ENVIRONMENT, {
    fromMs: START_MS - 60_000,
    toMs: START_MS + 60_000,
    sort: 'newest',
    limit: 100,
  });
  const [one] = found.filter(({ traceId }) => traceId === traceOf(trace));
  return one && [one.spanCount, one.errorCount];
};

describe('a request that both SDKs tell of', () => {
  beforeAll(async () => {
    await write('otlp/1', [
      span('a1', '1', 'ff', { statusCode: 2 }),
      span('a1', '2', '1', { spanKind: 'internal', atMs: 10, ms: 5 }),
    ]);
    await write('xray/1', [
      span('a1', 'a', 'ff', { atMs: 2, ms: 95, statusCode: 2 }),
      span('a1', 'b', 'a', { atMs: 20, ms: 5, spanKind: 'internal' }),
    ]);
    await keep({ trace: 'a1', segment: 'a', parentId: hex('ff', 16) });
  });

  it('is one span, with what hangs below either', async () => {
    const trace = await traces.trace(ENVIRONMENT, traceOf('a1'));
    expect(trace && shown(trace)).toEqual(['1 backend', '  2 backend', '  b backend']);
    expect(trace?.errorCount).toBe(1);
  });

  it('counts once in lists, also with its failure', async () => {
    expect(await listed('a1')).toEqual([3, 1]);
    expect(await traces.summaries(ENVIRONMENT, [traceOf('a1')])).toMatchObject([{ spanCount: 3, errorCount: 1 }]);
    expect(await traces.latest(ENVIRONMENT)).toMatchObject({ spanCount: 3 });
  });

  it.each([
    ['the span', '1', 'a'],
    ['the segment', 'a', 'a'],
    ['a subsegment in it', 'b', 'a'],
    ['another span', '2', undefined],
    ['no span', 'e', undefined],
  ])('has its document at %s', async (_what, spanId, segmentId) => {
    const document = await traces.document(ENVIRONMENT, traceOf('a1'), parseSpanId(spanId)!);
    expect(document).toEqual(segmentId && { segmentId: id(segmentId), isInProgress: false, text: '{"id":"a"}' });
  });
});

describe('what only looks like a twin', () => {
  it.each<[string, string, Fields, [number, number]]>([
    ['of another service', 'b1', { service: 'other' }, [2, 0]],
    ['of another parent', 'b2', { parentId: hex('fe', 16) }, [2, 0]],
    ['at another time', 'b3', { atMs: 200 }, [2, 0]],
    ['from OpenTelemetry too', 'b4', {}, [2, 0]],
    ['a twin indeed', 'b5', {}, [1, 0]],
  ])('%s', async (_what, trace, fields, counts) => {
    await write('otlp/1', [span(trace, '1', 'ff')]);
    await write(trace === 'b4' ? 'otlp/1' : 'xray/1', [span(trace, 'a', 'ff', fields)]);
    expect(await listed(trace)).toEqual(counts);
    const found = await traces.trace(ENVIRONMENT, traceOf(trace));
    expect(found?.tree.spans).toHaveLength(counts[0]);
  });
});

describe('documents without rows', () => {
  it('are drawn at once, to the last moment that is known', async () => {
    await keep(
      { trace: 'c1', segment: 'a', isInProgress: true, endTime: -1n },
      {
        trace: 'c1',
        segment: 'b',
        parentId: hex('a', 16),
        isSubsegment: true,
        name: 'step',
        endTime: unixNsFromMs(START_MS + 70),
      },
    );
    const trace = await traces.trace(ENVIRONMENT, traceOf('c1'));
    expect(trace && shown(trace)).toEqual(['backend backend', '  step backend']);
    expect(trace?.tree.spans.map(({ durationNs }) => durationNs / MS)).toEqual([70n, 70n]);
    expect([...(trace?.tree.marks ?? [])]).toEqual([SPAN_MARK_IN_PROGRESS, 0]);
    const [detail] = await traces.spans(ENVIRONMENT, traceOf('c1'), parseSpanId('a')!);
    expect(detail).toMatchObject({ service: 'backend', kind: 'server', spanId: id('a') });
    expect(await traces.document(ENVIRONMENT, traceOf('c1'), parseSpanId('a')!)).toMatchObject({ isInProgress: true });
  });

  it('are twins before they end', async () => {
    await write('otlp/1', [span('c2', '1', '0')]);
    await keep({ trace: 'c2', segment: 'a', isInProgress: true, endTime: -1n });
    const trace = await traces.trace(ENVIRONMENT, traceOf('c2'));
    expect(trace && shown(trace)).toEqual(['1 backend']);
    expect([...(trace?.tree.marks ?? [])]).toEqual([0]);
  });

  it('in a circle, or without their segment, are drawn all the same', async () => {
    const apart = { trace: 'c3', isSubsegment: true, name: 'step' };
    await keep(
      { ...apart, segment: 'a', parentId: hex('b', 16) },
      { ...apart, segment: 'b', parentId: hex('a', 16) },
      { ...apart, segment: 'c', parentId: hex('dd', 16) },
    );
    const trace = await traces.trace(ENVIRONMENT, traceOf('c3'));
    expect(trace?.tree.spans).toHaveLength(3);
    expect(trace?.tree.spans.every(({ service }) => service === '')).toBe(true);
  });
});

it('services that send both are told, others are not', async () => {
  await write('xray/1', [span('d1', 'a', '0', { service: 'xray only' })]);
  await write('otlp/1', [span('d1', '1', '0', { service: 'otel only' })]);
  const range = { fromMs: START_MS - 1, toMs: START_MS + 1_000 };
  expect(await traces.doubledServices(ENVIRONMENT, range)).toEqual(['backend']);
  expect(await traces.doubledServices(2 as EnvironmentId, range)).toEqual([]);
});
