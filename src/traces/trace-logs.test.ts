import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { unixNsFromMs } from '../base/time.ts';
import {
  ATTRIBUTE_BOOL,
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_INT,
  ATTRIBUTE_JSON,
  ATTRIBUTE_STRING,
  type AttributeType,
  type AttributeValue,
} from '../model/event-batch.ts';
import { EventBatchBuilder, type EventFields } from '../model/event-batch-builder.ts';
import { type EnvironmentId, parseSpanId, parseTraceId } from '../model/ids.ts';
import { LOG_TEXT_CHARS_MAX, TRACE_LOGS_MAX } from '../model/limits.ts';
import { openEmbeddedStore, type TelemetryStore } from '../store/index.ts';
import { createTraces, type Trace, type Traces } from './index.ts';

const ENVIRONMENT = 1 as EnvironmentId;
const NOW_MS = 1_790_000_000_000;

const traceId = (text: string) => parseTraceId(text)!;
const spanId = (text: string) => parseSpanId(text)!;
const bytes = (hex: string, length: number) => Buffer.from(hex.padStart(length * 2, '0'), 'hex');

type Attribute = readonly [name: string, type: AttributeType, value: AttributeValue];
interface Row {
  readonly fields: EventFields;
  readonly attributes: readonly Attribute[];
}

const span = (trace: string, id: string, parent: string, atMs: number, lengthMs: number, service = 'api'): Row => ({
  fields: {
    timeNs: unixNsFromMs(NOW_MS + atMs),
    durationNs: unixNsFromMs(lengthMs),
    signal: 'trace',
    kind: 'span',
    dataset: service,
    service,
    traceId: bytes(trace, 16),
    spanId: bytes(id, 8),
    parentId: bytes(parent, 8),
    name: `span ${id}`,
  },
  attributes: [],
});

const log = (trace: string, ofSpan: string, atMs: number, attributes: readonly Attribute[], service = 'api'): Row => ({
  fields: {
    timeNs: unixNsFromMs(NOW_MS + atMs),
    signal: 'log',
    kind: 'log_record',
    dataset: service,
    service,
    traceId: bytes(trace, 16),
    parentId: bytes(ofSpan, 8),
  },
  attributes,
});

const body = (text: string): Attribute => ['body', ATTRIBUTE_STRING, text];
const severity = (code: bigint): Attribute => ['severity_code', ATTRIBUTE_INT, code];
const EXCEPTION: readonly Attribute[] = [
  ['exception.type', ATTRIBUTE_STRING, 'KeyError'],
  ['exception.message', ATTRIBUTE_STRING, 'no such\n  user'],
  ['event.name', ATTRIBUTE_STRING, 'exception'],
];

let store: TelemetryStore;
let traces: Traces;

async function write(rows: readonly Row[]): Promise<void> {
  const builder = new EventBatchBuilder();
  for (const { fields, attributes } of rows) {
    for (const attribute of attributes) builder.attribute(...attribute);
    builder.endRow(fields);
  }
  await store.write({ environment: ENVIRONMENT, source: 'test/1', batch: builder.build() });
}

beforeAll(async () => {
  store = await openEmbeddedStore({
    directory: mkdtempSync(join(tmpdir(), 'combray-trace-logs-')),
    memoryBytes: 2 ** 30,
    queueBytesMax: 2 ** 26,
    clock: systemClock,
    log: silentLog,
  });
  traces = createTraces(store);
  await write([span('a1', '1', '0', 0, 500, 'web'), span('a1', '2', '1', 100, 50)]);
  // Logs come by themselves, from another exporter: before their spans, or long after.
  await write([
    log('a1', '2', 110, [body('second'), severity(17n), ['user.id', ATTRIBUTE_INT, 2n ** 62n]]),
    log('a1', '2', 105, EXCEPTION),
    log('a1', '1', 5, [['body', ATTRIBUTE_INT, 42n], severity(9n)], 'web'),
    log('a1', '7', 200, [body('of a span that is not here')]),
    log('a1', '0', 90_000, [['body', ATTRIBUTE_BOOL, false]]),
  ]);
  await write([
    log('b1', '9', 0, [body('alone')]),
    log('b1', '9', 30, [['body', ATTRIBUTE_FLOAT, 1.5]]),
    log('b1', '9', 30, [['body', ATTRIBUTE_FLOAT, 1.5]]),
  ]);
});
afterAll(() => store.close());

const read = async (id: string): Promise<Trace> => {
  const trace = await traces.trace(ENVIRONMENT, traceId(id));
  if (!trace) throw new Error(`no trace ${id}`);
  return trace;
};

describe('the log records of a trace', () => {
  it('come by time, each a line: the body as text, else the exception', async () => {
    const { logs } = await read('a1');
    expect(logs.map((row) => [row.spanId, row.severity, row.text, row.service])).toEqual([
      [spanId('1'), 9, '42', 'web'],
      [spanId('2'), 0, 'KeyError: no such user', 'api'],
      [spanId('2'), 17, 'second', 'api'],
      [spanId('7'), 0, 'of a span that is not here', 'api'],
      ['', 0, 'false', 'api'],
    ]);
    expect(new Set(logs.map(({ key }) => key)).size).toBe(5);
  });

  it('are found although they are later than every span, and do not stretch the trace', async () => {
    const trace = await read('a1');
    expect(trace.logs.at(-1)?.timeNs).toBe(unixNsFromMs(NOW_MS + 90_000));
    expect(trace.endNs - trace.startNs).toBe(unixNsFromMs(500));
  });

  it('are a trace where no span has come; two equal ones are two', async () => {
    const trace = await read('b1');
    expect(trace.tree.spans).toEqual([]);
    expect(trace.logs.map((row) => row.text)).toEqual(['alone', '1.5', '1.5']);
    expect([trace.startNs, trace.endNs]).toEqual([unixNsFromMs(NOW_MS), unixNsFromMs(NOW_MS + 30)]);
  });

  it('are not counted by the list of traces, which is of spans', async () => {
    const range = { fromMs: NOW_MS - 1, toMs: NOW_MS + 100_000 };
    const { traces: listed } = await traces.list(ENVIRONMENT, { ...range, sort: 'newest', limit: 10 });
    expect(listed.map((trace) => [trace.traceId, trace.spanCount, trace.durationNs])).toEqual([
      [traceId('a1'), 2, unixNsFromMs(500)],
    ]);
  });

  it('begin with the message of a structured body', async () => {
    const structured: Attribute[] = [
      body('{"code":7,"message":"refused"}'),
      ['body.message', ATTRIBUTE_STRING, 'refused'],
    ];
    await write([log('b2', '1', 0, structured), log('b2', '1', 1, [['body.msg', ATTRIBUTE_STRING, 'short']])]);
    expect((await read('b2')).logs.map((row) => row.text)).toEqual(['refused {"code":7,"message":"refused"}', 'short']);
  });

  it('are cut in length and in number, the earliest kept', async () => {
    const rows = Array.from({ length: TRACE_LOGS_MAX + 5 }, (_, index) => log('c1', '1', index, [body(`${index}`)]));
    await write([log('c1', '1', -1, [body('é'.repeat(LOG_TEXT_CHARS_MAX + 1))]), ...rows]);
    const trace = await read('c1');
    expect(trace.areLogsTruncated).toBe(true);
    expect(trace.logs).toHaveLength(TRACE_LOGS_MAX);
    expect(trace.logs[0]?.text).toBe('é'.repeat(LOG_TEXT_CHARS_MAX));
    expect(trace.logs.at(-1)?.text).toBe(`${TRACE_LOGS_MAX - 2}`);
  });
});

describe('one log record', () => {
  it('has every field, exactly, under the names users query', async () => {
    const { logs } = await read('a1');
    const key = logs.find((row) => row.text === 'second')?.key ?? '';
    const detail = await traces.log(ENVIRONMENT, traceId('a1'), key, NOW_MS);
    expect(detail).toMatchObject({ key, spanId: spanId('2'), service: 'api', severity: 17, weight: 1 });
    expect(detail?.timeNs).toBe(unixNsFromMs(NOW_MS + 110));
    expect(detail?.fields.map(({ name, text }) => `${name}=${text}`)).toEqual([
      'body=second',
      'meta.annotation_type=span_event',
      'meta.signal_type=log',
      'service.name=api',
      'severity_code=17',
      `trace.parent_id=${spanId('2')}`,
      `trace.trace_id=${traceId('a1')}`,
      `user.id=${2n ** 62n}`,
    ]);
  });

  it('is itself in its own trace and environment only', async () => {
    const { logs } = await read('a1');
    const key = logs[0]?.key ?? '';
    expect(await traces.log(ENVIRONMENT, traceId('b1'), key)).toBeUndefined();
    expect(await traces.log(2 as EnvironmentId, traceId('a1'), key)).toBeUndefined();
    expect(await traces.log(ENVIRONMENT, traceId('a1'), '0123456789abcdef')).toBeUndefined();
  });

  it('is read by its own body and severity where attributes have their names', async () => {
    const own: Attribute[] = [body('an attribute'), severity(1n)];
    const fields: Attribute[] = [
      ['log_record.body', ATTRIBUTE_STRING, 'what was said'],
      ['log_record.severity_code', ATTRIBUTE_INT, 21n],
    ];
    await write([log('d2', '1', 0, [...own, ...fields])]);
    const [row] = (await read('d2')).logs;
    expect([row?.text, row?.severity]).toEqual(['what was said', 21]);
    expect((await traces.log(ENVIRONMENT, traceId('d2'), row?.key ?? ''))?.severity).toBe(21);
  });

  it('keeps its key whatever types its attributes have', async () => {
    const kinds: Attribute[] = [
      body('with everything'),
      ['float', ATTRIBUTE_FLOAT, Number.NaN],
      ['bool', ATTRIBUTE_BOOL, true],
      ['json', ATTRIBUTE_JSON, '{"bytesValue":"AAE="}'],
    ];
    await write([log('d1', '1', 0, kinds)]);
    const [row] = (await read('d1')).logs;
    expect(row?.key).toMatch(/^[0-9a-f]{1,16}$/);
    expect((await traces.log(ENVIRONMENT, traceId('d1'), row?.key ?? ''))?.fields.length).toBeGreaterThan(4);
  });
});

describe('a span', () => {
  it('has the log records that tell of an exception, and no others', async () => {
    const [detail] = await traces.spans(ENVIRONMENT, traceId('a1'), spanId('2'));
    expect(detail?.exceptionLogs).toHaveLength(1);
    expect(detail?.exceptionLogs[0]).toMatchObject({ sinceStartMs: 5 });
    const { logs } = await read('a1');
    expect(detail?.exceptionLogs[0]?.key).toBe(logs.find((row) => row.text.startsWith('KeyError'))?.key);
    expect(detail?.exceptionLogs[0]?.fields.map(({ name }) => name)).toEqual([
      'event.name',
      'exception.message',
      'exception.type',
    ]);
  });
});
