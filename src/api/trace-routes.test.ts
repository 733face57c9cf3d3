import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW_MS } from '../access/access.kit.ts';
import { unixNsFromMs } from '../base/time.ts';
import { ATTRIBUTE_INT, ATTRIBUTE_STRING } from '../model/event-batch.ts';
import { EventBatchBuilder, type EventFields } from '../model/event-batch-builder.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { SPAN_MARK_PARENT_MISSING } from '../model/span-marks.ts';
import type { TelemetryStore } from '../store/index.ts';
import { openTestApi, openTestStore, type TestApi } from './api.kit.ts';
import {
  arrivalCountsResponse,
  arrivalsResponse,
  errorResponse,
  latestArrivalResponse,
  logResponse,
  servicesResponse,
  spanResponse,
  TRACE_LIST_LIMIT_MAX,
  traceListResponse,
  traceResponse,
} from './contract/index.ts';

const PREFIX = '/api/ui/environments/bootcamp';
const MS = 1_000_000n;
const TRACE_ID = 'a1'.padStart(32, '0');
const SENT_ID = '00000000000000a1';
const RANGE = `fromMs=${NOW_MS - 60_000}&toMs=${NOW_MS + 60_000}`;

function bytes(hex: string, length: number): Uint8Array {
  return Buffer.from(hex.padStart(length * 2, '0'), 'hex');
}

const span = (id: string, parent: string, fields: Partial<EventFields> = {}): EventFields => ({
  timeNs: unixNsFromMs(NOW_MS),
  durationNs: 10n * MS,
  signal: 'trace',
  kind: 'span',
  dataset: 'api',
  service: 'api',
  traceId: bytes('a1', 16),
  spanId: bytes(id, 8),
  parentId: bytes(parent, 8),
  name: `span ${id}`,
  spanKind: 'internal',
  ...fields,
});

let store: TelemetryStore;
let api: TestApi;
beforeAll(async () => {
  store = await openTestStore();
  api = await openTestApi(store);
});
afterAll(async () => {
  await api.close();
  await store.close();
});

const LOG = { spanId: bytes('0', 8), durationNs: -1n, signal: 'log', kind: 'log_record', name: '' } as const;

/** A root with a failing child; an event, a link and a log record on the child, a log record of a span that is not here. */
async function sendTrace(): Promise<void> {
  const annotation = { spanId: bytes('0', 8), durationNs: -1n, name: 'exception' } as const;
  const rows = [
    span('1', '0', { name: '<b>GET</b> /home', durationNs: 500n * MS, spanKind: 'server', service: 'web' }),
    span('2', '1', { statusCode: 2, statusMessage: 'no', weight: 2 }),
    span('0', '2', { ...annotation, kind: 'span_event', timeNs: unixNsFromMs(NOW_MS + 5) }),
    span('0', '2', { ...annotation, kind: 'span_link', linkTraceId: bytes('f1', 16), linkSpanId: bytes('e1', 8) }),
    span('0', '2', { ...LOG, timeNs: unixNsFromMs(NOW_MS + 7), service: 'logger' }),
    span('0', '9', { ...LOG, timeNs: unixNsFromMs(NOW_MS - 1) }),
  ];
  const builder = new EventBatchBuilder();
  for (const row of rows) {
    builder.attribute('big', ATTRIBUTE_INT, 2n ** 62n);
    builder.attribute('nul\0', ATTRIBUTE_STRING, 'a\0b');
    if (row.kind === 'log_record') builder.attribute('body', ATTRIBUTE_STRING, '<i>said</i>\nmore');
    builder.endRow(row);
  }
  const { id } = api.firstRun.environment;
  await store.write({ environment: id as EnvironmentId, source: 'test/1', batch: builder.build() });
}

async function get(path: string): Promise<unknown> {
  const answer = await api.call('GET', PREFIX + path);
  expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  return answer.json();
}

describe('before anything has arrived', () => {
  it('lists are empty and a trace is not found', async () => {
    expect(latestArrivalResponse.strict().parse(await get('/arrivals/latest'))).toEqual({ latestTrace: null });
    expect(arrivalCountsResponse.strict().parse(await get('/arrivals/counts?sinceMs=0'))).toEqual({
      ...{ spanCount: 0, logRecordCount: 0, metricPointCount: 0, errorCount: 0 },
    });
    expect(servicesResponse.strict().parse(await get(`/services?${RANGE}`))).toEqual({ services: [] });
    expect(traceListResponse.strict().parse(await get(`/traces?${RANGE}`))).toEqual({ traces: [], totalCount: 0 });
    expect((await api.call('GET', `${PREFIX}/traces/${TRACE_ID}`)).statusCode).toBe(404);
  });
});

describe('a trace that has arrived', () => {
  beforeAll(sendTrace);

  it('is the latest and stands in the list, nanoseconds as text', async () => {
    const { latestTrace } = latestArrivalResponse.strict().parse(await get('/arrivals/latest'));
    const { traces, totalCount } = traceListResponse.strict().parse(await get(`/traces?${RANGE}`));
    expect(totalCount).toBe(1);
    expect(traces).toEqual([
      {
        traceId: expect.stringMatching(new RegExp(`^(${TRACE_ID}|${SENT_ID})$`)),
        rootName: '<b>GET</b> /home',
        rootService: 'web',
        startNs: `${NOW_MS}000000`,
        durationNs: '500000000',
        spanCount: 2,
        errorCount: 1,
        services: ['api', 'web'],
      },
    ]);
    expect(latestTrace).toEqual(traces[0]);
    expect(servicesResponse.parse(await get(`/services?${RANGE}`))).toEqual({ services: ['api', 'web'] });
  });

  it('is counted by what has arrived since a time', async () => {
    const since = async (ms: number) => arrivalCountsResponse.parse(await get(`/arrivals/counts?sinceMs=${ms}`));
    expect(await since(NOW_MS)).toEqual({ spanCount: 2, logRecordCount: 2, metricPointCount: 0, errorCount: 0 });
    expect((await since(NOW_MS + 1)).spanCount).toBe(0);
  });

  it('moves the cursor of its environment', async () => {
    const cursor = async () => arrivalsResponse.strict().parse(await get('/arrivals')).cursor;
    const before = await cursor();
    expect(await cursor()).toBe(before);
    api.arrivals.note(api.firstRun.environment.id);
    expect(await cursor()).not.toBe(before);
  });

  it.each([TRACE_ID, SENT_ID, TRACE_ID.toUpperCase(), 'a1'])('is found by its id as %s', async (id) => {
    const trace = traceResponse.strict().parse(await get(`/traces/${id}`));
    expect(trace).toMatchObject({
      spanCount: 2,
      errorCount: 1,
      rootCount: 1,
      truncatedAt: null,
      services: ['web', 'api', 'logger'],
      names: ['<b>GET</b> /home', 'span 2'],
      spans: { parent: [-1, 0], depth: [0, 1], descendantCount: [1, 0], status: [0, 2], durationNs: [5e8, 1e7] },
      events: { span: [1], name: ['exception'], offsetNs: [5e6] },
      links: { span: [1] },
      logsTruncatedAt: null,
      logs: { span: [-1, 1], offsetNs: [-1e6, 7e6], severity: [0, 0], marks: [SPAN_MARK_PARENT_MISSING, 0] },
    });
    expect(trace.logs.text).toEqual(['<i>said</i> more', '<i>said</i> more']);
    expect(trace.logs.service.map((index) => trace.services[index])).toEqual(['api', 'logger']);
    const columns = Object.values(trace.spans).map((column) => column.length);
    expect(new Set(columns)).toEqual(new Set([2]));
  });

  it('is found with any time inside it, and not with one far from it', async () => {
    await get(`/traces/${TRACE_ID}?aroundMs=${NOW_MS}`);
    const answer = await api.call('GET', `${PREFIX}/traces/${TRACE_ID}?aroundMs=1000`);
    expect(answer.statusCode).toBe(404);
  });

  it('gives a span with its fields exactly', async () => {
    const { spans } = spanResponse.strict().parse(await get(`/traces/${TRACE_ID}/spans/2?aroundMs=${NOW_MS}`));
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({ name: 'span 2', kind: 'internal', status: 2, statusMessage: 'no', weight: 2 });
    expect(spans[0]?.fields).toContainEqual({ name: 'big', type: 'int', text: '4611686018427387904' });
    expect(spans[0]?.fields).toContainEqual({ name: 'nul\0', type: 'string', text: 'a\0b' });
    expect(spans[0]?.events).toMatchObject([{ name: 'exception', sinceStartMs: 5 }]);
    expect(spans[0]?.links).toHaveLength(1);
  });

  it('gives a log record with its fields exactly', async () => {
    const { logs } = traceResponse.parse(await get(`/traces/${TRACE_ID}`));
    const log = logResponse.strict().parse(await get(`/traces/${TRACE_ID}/logs/${logs.key[1]}?aroundMs=${NOW_MS}`));
    expect(log).toMatchObject({ key: logs.key[1], spanId: '2'.padStart(16, '0'), timeNs: `${NOW_MS + 7}000000` });
    expect(log.fields).toContainEqual({ name: 'body', type: 'string', text: '<i>said</i>\nmore' });
    expect(log.fields).toContainEqual({ name: 'big', type: 'int', text: '4611686018427387904' });
  });

  it('has no span of another id, and is not in another environment', async () => {
    await api.call('POST', '/api/ui/environments', { body: { name: 'other' } });
    for (const path of [
      `${PREFIX}/traces/${TRACE_ID}/spans/3`,
      `${PREFIX}/traces/${TRACE_ID}/logs/3`,
      `/api/ui/environments/other/traces/${TRACE_ID}`,
      `/api/ui/environments/other/traces/${TRACE_ID}/spans/2`,
    ]) {
      const answer = await api.call('GET', path);
      expect([path, answer.statusCode, errorResponse.parse(answer.json()).error.code]).toEqual([
        path,
        404,
        'not-found',
      ]);
    }
    const listed = await api.call('GET', `/api/ui/environments/other/traces?${RANGE}`);
    expect(listed.json()).toEqual({ traces: [], totalCount: 0 });
  });
});

describe('questions that make no sense', () => {
  it.each<[string, RegExp]>([
    ['/traces', /^fromMs: .*; toMs: /],
    ['/traces?fromMs=1', /^toMs: /],
    ['/traces?fromMs=x&toMs=2', /^fromMs: /],
    ['/traces?fromMs=-1&toMs=2', /^fromMs: /],
    ['/traces?fromMs=1.5&toMs=2', /^fromMs: /],
    ['/traces?fromMs=1&fromMs=2&toMs=2', /^fromMs: /],
    [`/traces?${RANGE}&sort=prettiest`, /^sort: /],
    [`/traces?${RANGE}&limit=0`, /^limit: /],
    [`/traces?${RANGE}&limit=${TRACE_LIST_LIMIT_MAX + 1}`, /^limit: /],
    [`/traces?${RANGE}&durationMinMs=NaN`, /^durationMinMs: /],
    [`/traces?${RANGE}&durationMinMs=Infinity`, /^durationMinMs: /],
    [`/traces?${RANGE}&rootName=${'x'.repeat(1025)}`, /^rootName: /],
    [`/traces?${RANGE}&limits=5`, /limits/],
    [`/services?toMs=1`, /^fromMs: /],
    ['/arrivals/counts', /^sinceMs: /],
    ['/arrivals/counts?sinceMs=-1', /^sinceMs: /],
    ['/traces/xyz', /trace id/],
    [`/traces/${'a'.repeat(33)}`, /trace id/],
    [`/traces/${TRACE_ID}?aroundMs=soon`, /^aroundMs: /],
    [`/traces/${TRACE_ID}/spans/xyz`, /span id/],
    [`/traces/xyz/spans/1`, /trace id/],
    [`/traces/xyz/logs/1`, /trace id/],
    [`/traces/${TRACE_ID}/logs/xyz`, /key of a log record/],
    [`/traces/${TRACE_ID}/logs/%27`, /key of a log record/],
  ])('%s', async (path, message) => {
    const answer = await api.call('GET', PREFIX + path);
    const { error } = errorResponse.strict().parse(answer.json());
    expect([answer.statusCode, error.code]).toEqual([400, 'request-invalid']);
    expect(error.message).toMatch(message);
  });

  const far = Number.MAX_SAFE_INTEGER;
  it.each([
    `/traces?fromMs=0&toMs=${far}`,
    `/traces?fromMs=${far}&toMs=${far}`,
    `/traces?fromMs=2&toMs=1`,
    `/traces?${RANGE}&durationMinMs=${far}`,
    `/traces?${RANGE}&durationMaxMs=1e300`,
    `/traces?${RANGE}&durationMinMs=0.0000001`,
    `/traces?${RANGE}&spanCountMin=${far}&errorCountMin=${far}`,
    `/traces?${RANGE}&rootName=%00%25_%5C%27`,
    `/traces?${RANGE}&service=%F0%9F%A7%81`,
    `/services?fromMs=0&toMs=${far}`,
    `/arrivals/counts?sinceMs=${far}`,
    `/traces/${TRACE_ID}?aroundMs=${far}`,
    `/traces/${TRACE_ID}/spans/1?aroundMs=${far}`,
  ])('are still no bug: %s', async (path) => {
    const answer = await api.call('GET', PREFIX + path);
    expect([200, 400, 404]).toContain(answer.statusCode);
    expect(api.bugs()).toBe(0);
  });
});
