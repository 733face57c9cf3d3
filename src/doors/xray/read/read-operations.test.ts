import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesFromHex } from '../../../base/hex.ts';
import { ATTRIBUTE_INT, ATTRIBUTE_STRING, type SpanKind } from '../../../model/event-batch.ts';
import { EventBatchBuilder } from '../../../model/event-batch-builder.ts';
import type { EnvironmentId } from '../../../model/ids.ts';
import { segmentVersion } from '../../../model/side-rows.ts';
import { createTraces, createWholeTraces } from '../../../traces/index.ts';
import { openTestTelemetry } from '../../../traces/telemetry.kit.ts';
import type { OperationName } from '../api-paths.ts';
import type { XRayContext } from '../operations/operation.ts';
import type { XRayParts } from '../parts.ts';
import { READ_OPERATIONS } from './index.ts';

const ENVIRONMENT = 1 as EnvironmentId;
/** In whole seconds. */
const START = 1_790_000_000;

let store: Awaited<ReturnType<typeof openTestTelemetry>>;
beforeAll(async () => {
  store = await openTestTelemetry();
});
afterAll(() => store.close());

interface Service {
  readonly ReferenceId: number;
  readonly Name: string;
  readonly Type?: string;
  readonly Root?: boolean;
  readonly Edges: readonly { readonly ReferenceId: number }[];
}

/** Members of the answers that are looked into by name. */
interface Answer {
  readonly Traces: readonly { readonly Segments: readonly { readonly Id: string; readonly Document: string }[] }[];
  readonly UnprocessedTraceIds: readonly string[];
  readonly TraceSummaries: readonly { readonly Id: string; readonly ServiceIds: readonly Service[] }[];
  readonly TracesProcessedCount: number;
  readonly NextToken?: string;
  readonly Services: readonly Service[];
  readonly ContainsOldGroupVersions: boolean;
}

async function call(name: OperationName, input: object, environment = ENVIRONMENT): Promise<Answer> {
  const found = READ_OPERATIONS.find((each) => each.name === name);
  const parts: Pick<XRayParts, 'traces' | 'wholeTraces'> = {
    traces: createTraces(store),
    wholeTraces: createWholeTraces(store),
  };
  const context = { environment, accountId: '1', region: 'eu-west-1', nowMs: 0, parts } as unknown as XRayContext;
  return JSON.parse(JSON.stringify(await found?.handler(context, input)));
}

const hex = (digits: number, value: number) => value.toString(16).padStart(digits, '0');
const printed = (trace: number) => `1-00000000-${hex(24, trace)}`;

interface SpanOf {
  readonly trace: number;
  readonly id: number;
  readonly parent?: number;
  readonly service?: string;
  readonly kind?: SpanKind;
  readonly name?: string;
  readonly atMs?: number;
  readonly ms?: number;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

async function writeSpans(spans: readonly SpanOf[], environment = ENVIRONMENT): Promise<void> {
  const builder = new EventBatchBuilder();
  for (const {
    trace,
    id,
    parent,
    service = 'api',
    kind = 'server',
    name = 'GET /',
    atMs = 0,
    ms = 100,
    attributes,
  } of spans) {
    for (const [key, value] of Object.entries(attributes ?? {})) {
      if (typeof value === 'string') builder.attribute(key, ATTRIBUTE_STRING, value);
      else builder.attribute(key, ATTRIBUTE_INT, BigInt(value));
    }
    builder.endRow({
      timeNs: BigInt(START * 1_000 + atMs) * 1_000_000n,
      durationNs: BigInt(ms) * 1_000_000n,
      signal: 'trace',
      kind: 'span',
      dataset: service,
      service,
      traceId: bytesFromHex(hex(32, trace)),
      spanId: bytesFromHex(hex(16, id)),
      ...(parent === undefined ? {} : { parentId: bytesFromHex(hex(16, parent)) }),
      name,
      spanKind: kind,
    });
  }
  await store.write({ environment, source: 'otlp/1', batch: builder.build() });
}

/** As the door keeps documents; their rows are its own matter. */
async function keepDocument(document: Record<string, unknown>, trace: number, receivedNs = 1n): Promise<void> {
  const isInProgress = document.in_progress === true;
  await store.append('segments', [
    {
      environment: ENVIRONMENT,
      traceId: bytesFromHex(hex(32, trace)),
      segmentId: bytesFromHex(String(document.id)),
      parentId: bytesFromHex(String(document.parent_id ?? hex(16, 0))),
      version: segmentVersion(receivedNs, isInProgress),
      isInProgress,
      isSubsegment: document.type === 'subsegment',
      name: String(document.name),
      startTime: BigInt(START) * 1_000_000_000n,
      endTime: BigInt(START + 1) * 1_000_000_000n,
      document: JSON.stringify({ trace_id: printed(trace), ...document }),
    },
  ]);
}

const RANGE = { StartTime: START - 1, EndTime: START + 10 };

describe('spans of OpenTelemetry', () => {
  beforeAll(() =>
    writeSpans([
      {
        trace: 1,
        id: 1,
        service: 'shop',
        ms: 400,
        attributes: { 'http.request.method': 'GET', 'http.response.status_code': 500, 'url.full': 'http://shop/cart' },
      },
      { trace: 1, id: 2, parent: 1, service: 'shop', kind: 'internal', name: 'render', atMs: 10 },
      { trace: 1, id: 3, parent: 2, service: 'shop', kind: 'client', atMs: 20 },
      { trace: 1, id: 4, parent: 3, service: 'bank', atMs: 30, ms: 50, attributes: { 'http.status_code': 429 } },
      {
        trace: 1,
        id: 5,
        parent: 4,
        service: 'bank',
        kind: 'client',
        atMs: 35,
        ms: 5,
        attributes: { 'db.system': 'postgresql', 'db.name': 'accounts', 'server.address': 'pg' },
      },
    ]),
  );

  it('are documents, one for each segment, and inferred ones', async () => {
    const { Traces, UnprocessedTraceIds } = await call('BatchGetTraces', { TraceIds: [printed(1), printed(99), 'x'] });
    expect(UnprocessedTraceIds).toEqual([printed(99), 'x']);
    expect(Traces).toMatchObject([{ Id: printed(1), Duration: 0.4, LimitExceeded: false }]);
    const documents = (Traces[0]?.Segments ?? []).map(({ Document }) => JSON.parse(Document));
    expect(documents).toMatchObject([
      {
        id: hex(16, 1),
        name: 'shop',
        fault: true,
        subsegments: [{ id: hex(16, 2), name: 'render', subsegments: [{ id: hex(16, 3), namespace: 'remote' }] }],
      },
      {
        id: hex(16, 4),
        name: 'bank',
        parent_id: hex(16, 3),
        throttle: true,
        subsegments: [{ name: 'accounts@pg', sql: { database_type: 'postgresql' } }],
      },
      { name: 'accounts@pg', inferred: true, parent_id: hex(16, 5), origin: 'Database::SQL', end_time: START + 0.04 },
    ]);
    expect(Traces[0]?.Segments[0]?.Id).toBe(hex(16, 1));
  });

  it('are a summary', async () => {
    const { TraceSummaries } = await call('GetTraceSummaries', RANGE);
    const [summary] = TraceSummaries.filter(({ Id }) => Id === printed(1));
    expect(summary).toMatchObject({
      StartTime: START,
      Duration: 0.4,
      ResponseTime: 0.4,
      HasFault: true,
      HasError: false,
      HasThrottle: true,
      IsPartial: false,
      Http: { HttpURL: 'http://shop/cart', HttpStatus: 500, HttpMethod: 'GET' },
      EntryPoint: { Name: 'shop' },
      Revision: 1,
    });
    expect(summary?.ServiceIds.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      'accounts@pg Database::SQL',
      'bank undefined',
      'shop undefined',
      'shop client',
    ]);
  });

  it('are a graph, of the range and of the trace', async () => {
    const { Services } = await call('GetTraceGraph', { TraceIds: [printed(1)] });
    const { Services: ofRange, ContainsOldGroupVersions } = await call('GetServiceGraph', RANGE);
    expect(ContainsOldGroupVersions).toBe(false);
    expect(ofRange).toEqual(Services);
    const names = (id: number) => Services.find(({ ReferenceId }) => ReferenceId === id)?.Name;
    const edges = Services.flatMap(({ Name, Type, Edges }) =>
      Edges.map(({ ReferenceId }) => `${Name} ${Type ?? ''} > ${names(ReferenceId)}`),
    );
    expect(edges.sort()).toEqual(['bank  > accounts@pg', 'shop  > bank', 'shop client > shop']);
    const bank = Services.find(({ Name }) => Name === 'bank');
    expect(bank).toMatchObject({
      State: 'active',
      SummaryStatistics: {
        OkCount: 0,
        ErrorStatistics: { ThrottleCount: 1, OtherCount: 0, TotalCount: 1 },
        FaultStatistics: { OtherCount: 0, TotalCount: 0 },
        TotalCount: 1,
        TotalResponseTime: 0.05,
      },
      ResponseTimeHistogram: [{ Value: 0.05, Count: 1 }],
    });
    // The edge is what the caller saw.
    expect(Services.find(({ Name, Root }) => Name === 'shop' && Root)?.Edges).toMatchObject([
      { SummaryStatistics: { OkCount: 1, TotalResponseTime: 0.1 }, Aliases: [] },
    ]);
  });
});

describe('documents', () => {
  const segment = {
    id: hex(16, 0xa1),
    name: 'scorekeep',
    start_time: START,
    end_time: START + 1.5,
    origin: 'AWS::EC2::Instance',
    http: { request: { url: 'http://a/', client_ip: '192.0.2.1' }, response: { status: 200 } },
    error: true,
    user: 'me',
    annotations: { cart: 7, ok: true },
    Dummy: false,
    subsegments: [
      {
        id: hex(16, 0xa2),
        name: 'DynamoDB',
        namespace: 'aws',
        start_time: START,
        end_time: START + 1,
        aws: { table_name: 'game' },
      },
      ...['sqs', 'lambda', 's3'].map((name, index) => ({
        id: hex(16, 0xa4 + index),
        name,
        namespace: 'aws',
        start_time: START,
        end_time: START + 1,
        aws: { sqs: { queue_url: 'https://sqs/1/letters' }, lambda: { function_name: 'resize' } }[name] ?? {},
      })),
    ],
  };
  const apart = {
    id: hex(16, 0xa3),
    name: 'step',
    type: 'subsegment',
    parent_id: hex(16, 0xa1),
    start_time: START + 0.5,
    end_time: START + 1,
    annotations: { cart: 'x' },
  };
  beforeAll(async () => {
    await keepDocument({ ...segment, in_progress: true, end_time: undefined }, 2, 9n);
    await keepDocument(apart, 2);
    await keepDocument(segment, 2);
    await keepDocument({ id: hex(16, 0xb1), name: 'slow', start_time: START + 2, in_progress: true }, 3);
    await keepDocument({ ...apart, id: hex(16, 0xc1), parent_id: hex(16, 0xdd) }, 4);
  });

  it('come back as they came, the ones sent apart inside their parents', async () => {
    const { Traces } = await call('BatchGetTraces', { TraceIds: [printed(2), printed(4)] });
    const documents = (Traces[0]?.Segments ?? []).map(({ Document }) => JSON.parse(Document));
    const trace_id = printed(2);
    expect(documents[0]).toEqual({
      trace_id,
      ...segment,
      subsegments: [...segment.subsegments, { trace_id, ...apart }],
    });
    expect(documents[1]).toMatchObject({
      inferred: true,
      name: 'game',
      origin: 'AWS::DynamoDB::Table',
      aws: { table_name: 'game' },
    });
    // Without its parent it stands alone.
    expect(Traces[1]?.Segments.map(({ Id }) => Id)).toEqual([hex(16, 0xc1)]);
  });

  it('are a summary', async () => {
    const { TraceSummaries } = await call('GetTraceSummaries', RANGE);
    const [summary] = TraceSummaries.filter(({ Id }) => Id === printed(2));
    const scorekeep = { Name: 'scorekeep', Names: ['scorekeep'], Type: 'AWS::EC2::Instance' };
    expect(summary).toMatchObject({
      Duration: 1.5,
      ResponseTime: 1.5,
      HasFault: false,
      // The flag counts, whatever the status says.
      HasError: true,
      HasThrottle: false,
      IsPartial: false,
      Http: { HttpURL: 'http://a/', HttpStatus: 200, ClientIp: '192.0.2.1' },
      Users: [{ UserName: 'me', ServiceIds: [scorekeep] }],
      Annotations: {
        cart: [
          { AnnotationValue: { NumberValue: 7 }, ServiceIds: [scorekeep] },
          { AnnotationValue: { StringValue: 'x' }, ServiceIds: [scorekeep] },
        ],
        ok: [{ AnnotationValue: { BooleanValue: true }, ServiceIds: [scorekeep] }],
      },
      EntryPoint: scorekeep,
    });
    expect(summary?.ServiceIds).toContainEqual({ Name: 'game', Names: ['game'], Type: 'AWS::DynamoDB::Table' });
    expect(summary?.ServiceIds.map(({ Name, Type }) => [Name, Type])).toEqual([
      ['game', 'AWS::DynamoDB::Table'],
      ['lambda', 'AWS::Lambda'],
      ['s3', 'AWS::s3'],
      ['scorekeep', 'AWS::EC2::Instance'],
      ['scorekeep', 'client'],
      ['sqs', 'AWS::SQS::Queue'],
    ]);
    const [slow] = TraceSummaries.filter(({ Id }) => Id === printed(3));
    expect(slow).toMatchObject({ IsPartial: true, Duration: 0, Http: {} });
    expect(slow).not.toHaveProperty('ResponseTime');
  });
});

describe('pages of summaries', () => {
  const other = 2 as EnvironmentId;
  const list = (input: object) => call('GetTraceSummaries', { ...RANGE, ...input }, other);
  const TRACES = 120;
  const spans = Array.from({ length: TRACES }, (_, index) => ({ trace: 1_000 + index, id: 1, atMs: index * 10 }));
  beforeAll(() => writeSpans(spans, other));

  it('go back in time without loss or repeats, whatever is written meanwhile', async () => {
    const ids: string[] = [];
    let NextToken: string | undefined;
    for (let page = 0; page < 10; page++) {
      const answer = await list(NextToken ? { NextToken } : {});
      ids.push(...answer.TraceSummaries.map(({ Id }) => Id));
      expect(answer.TracesProcessedCount).toBe(answer.TraceSummaries.length);
      NextToken = answer.NextToken;
      if (!NextToken) break;
      // Traces of the first page, whose earlier spans come late; and traces that are new.
      await writeSpans(
        [
          { trace: 1_000 + TRACES - 1, id: 2, parent: 1, atMs: page },
          { trace: 5_000 + page, id: 1, atMs: page },
        ],
        other,
      );
    }
    expect(ids).toEqual(spans.map(({ trace }) => printed(trace)).reverse());
  });

  it('hold to the sampling asked for, the same traces each time', async () => {
    const sampled = async (Value: number) => {
      const answer = await list({ Sampling: true, SamplingStrategy: { Name: 'FixedRate', Value } });
      return answer.TraceSummaries.map(({ Id }) => Id);
    };
    expect(await sampled(0)).toEqual([]);
    expect((await sampled(1)).length).toBe(50);
    const some = await sampled(0.2);
    // Of 120: five standard deviations to either side of 24.
    expect(some.length).toBeGreaterThan(2);
    expect(some.length).toBeLessThan(46);
    expect(await sampled(0.2)).toEqual(some);
  });

  it('are by the last end, or by the arrival, when asked', async () => {
    const late = { StartTime: START + 1.285, EndTime: START + 9, TimeRangeType: 'Service' };
    const { TraceSummaries } = await list(late);
    // The last began at 1.19 and ended at 1.29 s.
    expect(TraceSummaries).toMatchObject([{ Id: printed(1_000 + TRACES - 1), MatchedEventTime: START + 1.29 }]);
    const now = Date.now() / 1_000;
    const arrived = await list({ StartTime: now - 3_600, EndTime: now + 3_600, TimeRangeType: 'Event' });
    expect(arrived.TraceSummaries.length).toBe(50);
    expect(
      (await list({ StartTime: now - 7_200, EndTime: now - 3_600, TimeRangeType: 'Event' })).TraceSummaries,
    ).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each<[OperationName, object, RegExp]>([
    ['GetTraceSummaries', { ...RANGE, FilterExpression: 'fault' }, /FilterExpression is not supported/],
    ['GetTraceSummaries', { StartTime: 2, EndTime: 1 }, /StartTime/],
    ['GetTraceSummaries', { StartTime: 1 }, /'endTime'/],
    ['GetTraceSummaries', { ...RANGE, TimeRangeType: 'Day' }, /'timeRangeType'/],
    ['GetTraceSummaries', { ...RANGE, NextToken: 'x' }, /NextToken/],
    ['GetServiceGraph', { ...RANGE, NextToken: 'x' }, /NextToken/],
    ['GetServiceGraph', { ...RANGE, GroupName: 'mine' }, /Group not found/],
    ['GetServiceGraph', { StartTime: 2, EndTime: 1 }, /StartTime/],
    ['BatchGetTraces', {}, /'traceIds'/],
    ['BatchGetTraces', { TraceIds: Array.from({ length: 6 }, (_, index) => printed(index)) }, /'traceIds'/],
    ['GetTraceGraph', { TraceIds: ['x'.repeat(36)] }, /'traceIds/],
  ])('%s of %j', async (name, input, message) => {
    await expect(call(name, input)).rejects.toMatchObject({
      type: 'InvalidRequestException',
      message: expect.stringMatching(message),
    });
  });

  it('nothing of a range of years, or of ids that no trace has', async () => {
    expect(
      (await call('GetTraceSummaries', { StartTime: -1e20, EndTime: 1e20 })).TraceSummaries.length,
    ).toBeGreaterThan(0);
    expect((await call('GetServiceGraph', { StartTime: 0, EndTime: 1e20 })).Services.length).toBeGreaterThan(0);
    expect(await call('GetTraceGraph', { TraceIds: ['x', printed(77)] })).toEqual({ Services: [] });
    expect(await call('BatchGetTraces', { TraceIds: [] })).toEqual({ Traces: [], UnprocessedTraceIds: [] });
  });
});
