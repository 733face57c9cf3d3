import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { ATTRIBUTE_BOOL, ATTRIBUTE_INT, ATTRIBUTE_STRING, type SpanKind, STATUS_ERROR } from '../model/event-batch.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { EnvironmentId, TraceId } from '../model/ids.ts';
import { openEmbeddedStore, type TelemetryStore } from '../store/index.ts';
import {
  quantileSeconds,
  readServiceMap,
  requestCount,
  type ServiceMap,
  type ServiceMapFilter,
} from './service-map.ts';

const ENVIRONMENT = 7 as EnvironmentId;
const START_NS = 1_790_000_000_000_000_000n;
const RANGE = { fromNs: START_NS, toNs: START_NS + 3_600_000_000_000n };

let store: TelemetryStore;
beforeEach(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'combray-map-'));
  const limits = { memoryBytes: 2 ** 30, queueBytesMax: 2 ** 26 };
  store = await openEmbeddedStore({ ...limits, directory, clock: systemClock, log: silentLog });
});
afterEach(() => store.close());

interface SpanOf {
  trace?: number;
  id: number;
  parent?: number;
  service: string;
  kind?: SpanKind;
  name?: string;
  ms?: number;
  weight?: number;
  isError?: boolean;
  attributes?: Record<string, string | number | boolean>;
}

const idOf = (bytes: number, value: number) => {
  const id = new Uint8Array(bytes);
  id[bytes - 1] = value;
  return id;
};

async function write(spans: readonly SpanOf[], source = 'otlp/1'): Promise<void> {
  const builder = new EventBatchBuilder();
  for (const { trace = 1, id, parent, service, kind = 'server', ...span } of spans) {
    for (const [key, value] of Object.entries(span.attributes ?? {})) {
      if (typeof value === 'string') builder.attribute(key, ATTRIBUTE_STRING, value);
      else if (typeof value === 'boolean') builder.attribute(key, ATTRIBUTE_BOOL, value);
      else builder.attribute(key, ATTRIBUTE_INT, BigInt(value));
    }
    builder.endRow({
      timeNs: START_NS + BigInt(id),
      durationNs: BigInt(Math.round((span.ms ?? 10) * 1e6)),
      signal: 'trace',
      kind: 'span',
      dataset: service,
      traceId: idOf(16, trace),
      spanId: idOf(8, id),
      ...(parent === undefined ? {} : { parentId: idOf(8, parent) }),
      name: span.name ?? `span ${id}`,
      service,
      spanKind: kind,
      statusCode: span.isError ? STATUS_ERROR : 0,
      weight: span.weight ?? 1,
    });
  }
  await store.write({ environment: ENVIRONMENT, source, batch: builder.build() });
}

const read = (filter: Partial<ServiceMapFilter> = {}) => readServiceMap(store, ENVIRONMENT, { ...RANGE, ...filter });

const nodesOf = ({ nodes }: ServiceMap) =>
  nodes.map(({ name, type, isInferred, statistics }) => [name, type, isInferred, requestCount(statistics)]);

function edgesOf({ nodes, edges }: ServiceMap) {
  const name = (id: string) => nodes.find((node) => node.id === id)?.name;
  return edges.map(({ sourceId, targetId, statistics }) => [name(sourceId), name(targetId), requestCount(statistics)]);
}

describe('the map', () => {
  it('joins a call to the service that answered it, in any order of arrival', async () => {
    await write([{ id: 3, parent: 2, service: 'billing', ms: 30 }]);
    await write([
      { id: 1, service: 'shop', ms: 100 },
      { id: 2, parent: 1, service: 'shop', kind: 'client', ms: 40 },
    ]);
    const map = await read();
    expect(nodesOf(map)).toEqual([
      ['billing', '', false, 1],
      ['shop', '', false, 1],
    ]);
    expect(edgesOf(map)).toEqual([['shop', 'billing', 1]]);
    // The edge is the caller's view, the node its own.
    expect(map.edges[0]?.statistics).toMatchObject({ totalSeconds: 0.04, histogram: [{ seconds: 0.04, count: 1 }] });
    expect(map.nodes[0]?.statistics.totalSeconds).toBe(0.03);
    expect(map.nodes.map(({ roots }) => roots && requestCount(roots))).toEqual([undefined, 1]);
  });

  it('takes the first span of a service for its entry, and names it as X-Ray does where that is asked for', async () => {
    const marks = { 'aws.span.kind': 'LOCAL_ROOT', 'aws.local.service': 'orders' };
    await write([
      { id: 1, service: 'shop' },
      { id: 2, parent: 1, service: 'worker', kind: 'consumer', attributes: { ...marks, 'aws.remote.service': 'SQS' } },
      { id: 3, parent: 2, service: 'worker', kind: 'internal', attributes: { 'aws.span.kind': 'INTERNAL' } },
      { id: 4, parent: 1, service: 'cron', kind: 'internal', attributes: { 'aws.span.kind': 'LOCAL_ROOT' } },
    ]);
    const map = await read();
    expect(nodesOf(map)).toEqual([
      ['SQS', 'remote', true, 1],
      ['cron', '', false, 1],
      ['shop', '', false, 1],
      ['worker', '', false, 1],
    ]);
    expect(edgesOf(map)).toEqual([
      ['shop', 'cron', 1],
      ['shop', 'worker', 1],
      ['worker', 'SQS', 1],
    ]);
    expect(nodesOf(await read({ naming: 'xray' })).map(([name]) => name)).toEqual(['SQS', 'cron', 'orders', 'shop']);
  });

  it('has links beside its edges where they are asked for, with the time between, each once', async () => {
    await write([
      { id: 1, trace: 1, service: 'shop', ms: 10 },
      { id: 2, trace: 2, service: 'worker', kind: 'consumer', ms: 5, isError: true },
    ]);
    const builder = new EventBatchBuilder();
    for (const linkTrace of [1, 1, 9]) {
      builder.endRow({
        ...{ timeNs: START_NS, signal: 'trace', kind: 'span_link', dataset: 'worker', service: 'worker' },
        ...{ traceId: idOf(16, 2), parentId: idOf(8, 2), linkTraceId: idOf(16, linkTrace), linkSpanId: idOf(8, 1) },
      });
    }
    await store.write({ environment: ENVIRONMENT, source: 'otlp/1', batch: builder.build() });
    const { nodes, edges, links } = await read({ takesLinks: true });
    expect(edges).toEqual([]);
    const named = (id: string) => nodes.find((node) => node.id === id)?.name;
    expect(links.map(({ sourceId, targetId }) => [named(sourceId), named(targetId)])).toEqual([['shop', 'worker']]);
    // It began before the other ended: no age is negative.
    expect(links[0]?.statistics).toMatchObject({ ok: 0, fault: 1, histogram: [{ seconds: 0, count: 1 }] });
    expect((await read()).links).toEqual([]);
  });

  it('infers what sent nothing from the calls to it', async () => {
    await write([
      { id: 1, service: 'shop' },
      {
        id: 2,
        parent: 1,
        service: 'shop',
        kind: 'client',
        attributes: { 'db.system': 'postgresql', 'db.name': 'orders', 'server.address': 'pg' },
      },
      {
        id: 3,
        parent: 1,
        service: 'shop',
        kind: 'client',
        attributes: { 'db.system': 'redis', 'db.name': '0', 'net.peer.name': 'cache' },
      },
      { id: 4, parent: 1, service: 'shop', kind: 'client', attributes: { 'server.address': 'api.example' } },
      {
        id: 5,
        parent: 1,
        service: 'shop',
        kind: 'client',
        attributes: { 'peer.service': 'legacy', 'server.address': '10.0.0.1' },
      },
      { id: 6, parent: 1, service: 'shop', kind: 'producer', attributes: { 'messaging.destination.name': 'jobs' } },
      { id: 7, parent: 1, service: 'shop', kind: 'client', attributes: { 'url.full': 'https://far.example/x?y' } },
      { id: 8, parent: 1, service: 'shop', kind: 'client', name: 'unknown call' },
    ]);
    const inferred = nodesOf(await read()).filter(([, , isInferred]) => isInferred);
    expect(inferred).toEqual([
      ['api.example', 'remote', true, 1],
      ['far.example', 'remote', true, 1],
      ['jobs', 'remote', true, 1],
      ['legacy', 'remote', true, 1],
      ['orders@pg', 'Database::SQL', true, 1],
      ['redis@cache', 'remote', true, 1],
      ['unknown call', 'remote', true, 1],
    ]);
  });

  it('counts outcomes by their weight', async () => {
    await write([
      { id: 1, service: 's', weight: 10, attributes: { 'http.response.status_code': 200 } },
      { id: 2, service: 's', weight: 2.5, attributes: { 'http.status_code': 404 } },
      { id: 3, service: 's', attributes: { 'http.status_code': 429 } },
      { id: 4, service: 's', weight: 3, attributes: { 'http.status_code': 500 } },
      { id: 5, service: 's', isError: true },
      { id: 6, service: 's', isError: true, attributes: { 'http.status_code': 404 } },
      { id: 7, service: 's', attributes: { 'aws.xray.throttle': true, 'aws.xray.error': true } },
      { id: 8, service: 's', attributes: { 'aws.xray.error': true, 'http.status_code': 200 } },
    ]);
    const [node] = (await read()).nodes;
    expect(node?.statistics).toMatchObject({ ok: 10, error: 4.5, throttle: 2, fault: 4 });
    expect(node?.statistics.totalSeconds).toBeCloseTo(0.205, 9);
    expect(node?.statistics.histogram).toEqual([{ seconds: 0.01, count: 20.5 }]);
  });

  it('shows what never ended, and counts it for no request', async () => {
    const incomplete = { service: 's', ms: 0, attributes: { 'meta.incomplete': true } };
    await write(
      [
        { id: 1, service: 's' },
        { ...incomplete, id: 2 },
        { ...incomplete, id: 3, parent: 2, kind: 'client', name: 'hanging' },
      ],
      'xray/1',
    );
    const map = await read();
    expect(nodesOf(map)).toEqual([
      ['hanging', 'remote', true, 0],
      ['s', '', false, 1],
    ]);
    expect(map.nodes.map(({ statistics }) => statistics.histogram)).toEqual([[], [{ seconds: 0.01, count: 1 }]]);
    expect(edgesOf(map)).toEqual([['s', 'hanging', 0]]);
  });

  it('tells queues and functions that X-Ray calls by what they are', async () => {
    const call = { parent: 1, service: 's', kind: 'client' as const };
    const aws = (more: Record<string, string>) => ({ attributes: { 'aws.xray.namespace': 'aws', ...more } });
    await write(
      [
        { id: 1, service: 's' },
        { ...call, id: 2, name: 'sqs', ...aws({ 'aws.queue_url': 'https://sqs/1/letters' }) },
        { ...call, id: 3, name: 'lambda', ...aws({ 'aws.function_name': 'resize' }) },
        { ...call, id: 4, name: 's3', ...aws({}) },
        { ...call, id: 5, name: 'plain', attributes: { 'aws.queue_url': 'https://sqs/1/letters' } },
      ],
      'xray/1',
    );
    expect((await read()).nodes.map(({ name, type }) => [name, type])).toEqual([
      ['lambda', 'AWS::Lambda'],
      ['plain', 'remote'],
      ['s3', 'AWS::s3'],
      ['sqs', 'AWS::SQS::Queue'],
      ['s', ''],
    ]);
  });

  it('draws a hand-over from a span that is no call, as the callee saw it', async () => {
    await write([
      { id: 1, service: 'function', attributes: { 'aws.xray.origin': 'AWS::Lambda::Function' } },
      { id: 2, parent: 1, service: 'worker', ms: 7 },
      { id: 3, parent: 2, service: 'worker', kind: 'internal' },
      { id: 4, parent: 3, service: 'worker' },
    ]);
    const map = await read();
    expect(edgesOf(map)).toEqual([['function', 'worker', 1]]);
    expect(map.edges[0]?.statistics.totalSeconds).toBe(0.007);
    expect(nodesOf(map)).toEqual([
      ['function', 'AWS::Lambda::Function', false, 1],
      ['worker', '', false, 2],
    ]);
  });

  it('draws a message that many took once for each of them', async () => {
    await write([
      { id: 1, service: 'shop' },
      { id: 2, parent: 1, service: 'shop', kind: 'producer' },
      { id: 3, parent: 2, service: 'mail', kind: 'consumer' },
      { id: 4, parent: 2, service: 'mail', kind: 'consumer' },
      { id: 5, parent: 2, service: 'ledger', kind: 'consumer' },
    ]);
    expect(edgesOf(await read())).toEqual([
      ['shop', 'ledger', 1],
      ['shop', 'mail', 1],
    ]);
  });

  it('counts OpenTelemetry of a service that sends both, and X-Ray when asked', async () => {
    const twin = [
      { id: 1, service: 'backend', ms: 20 },
      { id: 2, parent: 1, service: 'backend', kind: 'client' as const, name: 'db' },
    ];
    await write(twin);
    await write(
      twin.map((span) => ({ ...span, id: span.id + 10, ms: 21, ...('parent' in span ? { parent: 11 } : {}) })),
      'xray/1',
    );
    await write([{ trace: 2, id: 21, service: 'xray only' }], 'xray/1');
    expect(nodesOf(await read())).toEqual([
      ['backend', '', false, 1],
      ['db', 'remote', true, 1],
      ['xray only', '', false, 1],
    ]);
    expect((await read()).nodes[0]?.statistics.totalSeconds).toBe(0.02);
    const other = await read({ counted: 'xray' });
    expect(nodesOf(other)).toEqual(nodesOf(await read()));
    expect(other.nodes[0]?.statistics.totalSeconds).toBe(0.021);
  });

  it('keeps to its environment, range and traces', async () => {
    await write([
      { trace: 1, id: 1, service: 'one' },
      { trace: 2, id: 2, service: 'two' },
    ]);
    expect(nodesOf(await read({ traceIds: [('0'.repeat(31) + '2') as TraceId] }))).toEqual([['two', '', false, 1]]);
    expect((await read({ toNs: START_NS })).nodes).toEqual([]);
    expect((await readServiceMap(store, 8 as EnvironmentId, RANGE)).nodes).toEqual([]);
  });

  it('reads a row for each node and call, however many durations there are', async () => {
    const spans = Array.from({ length: 60 }, (_, index) => [
      { id: 2 * index + 1, service: 'shop', ms: index + 1 },
      {
        id: 2 * index + 2,
        parent: 2 * index + 1,
        service: 'shop',
        kind: 'client' as const,
        name: 'bank',
        ms: index + 1,
      },
    ]);
    await write(spans.flat());
    let rowCount = 0;
    const counting: TelemetryStore = {
      ...store,
      query: async (query, budget) => {
        const rows = await store.query(query, budget);
        rowCount += rows.length;
        return rows;
      },
    };
    const map = await readServiceMap(counting, ENVIRONMENT, RANGE);
    expect(rowCount).toBe(2);
    expect(map.nodes.map(({ statistics }) => statistics.histogram.length)).toEqual([60, 60]);
    expect(map.nodes[0]?.statistics.totalSeconds).toBeCloseTo(1.83, 9);
  });

  it('keeps any text of a sender as it is', async () => {
    const service = `'; DROP TABLE events --\0 <b>\u{1f41d}`;
    await write([{ id: 1, service }]);
    expect(nodesOf(await read())).toEqual([[service, '', false, 1]]);
  });
});

describe('quantiles of a node', () => {
  it('are the smallest value that so many took at most', () => {
    const histogram = [
      { seconds: 0.1, count: 90 },
      { seconds: 1, count: 9 },
      { seconds: 5, count: 1 },
    ];
    const statistics = {
      ok: 100,
      error: 0,
      throttle: 0,
      fault: 0,
      totalSeconds: 23,
      firstNs: 0n,
      lastNs: 0n,
      histogram,
    };
    expect([0.5, 0.9, 0.91, 0.99, 1].map((share) => quantileSeconds(statistics, share))).toEqual([0.1, 0.1, 1, 1, 5]);
    expect(quantileSeconds({ ...statistics, histogram: [] }, 0.5)).toBeUndefined();
  });
});
