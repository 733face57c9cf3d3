import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsCall, awsXray, callBoto } from '../support/aws.ts';
import { postTraces } from '../support/otlp.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';

interface ServiceId {
  readonly Name: string;
  readonly Type?: string;
}

interface Statistics {
  readonly OkCount: number;
  readonly ErrorStatistics: { readonly ThrottleCount: number; readonly TotalCount: number };
  readonly FaultStatistics: { readonly TotalCount: number };
  readonly TotalCount: number;
  readonly TotalResponseTime: number;
}

interface Service extends ServiceId {
  readonly ReferenceId: number;
  readonly Edges: readonly { readonly ReferenceId: number; readonly SummaryStatistics: Statistics }[];
  readonly SummaryStatistics?: Statistics;
}

/** Members of the answers that are looked into. */
interface Answer {
  readonly Traces: readonly {
    readonly Id: string;
    readonly Duration: number;
    readonly Segments: readonly { readonly Id: string; readonly Document: string }[];
  }[];
  readonly UnprocessedTraceIds: readonly string[];
  readonly TraceSummaries: readonly (Readonly<Record<string, unknown>> & {
    readonly Id: string;
    readonly ServiceIds: readonly ServiceId[];
  })[];
  readonly Services: readonly Service[];
}

type Document = Readonly<Record<string, unknown>> & { readonly id: string; readonly trace_id: string };

/** In whole seconds, some time ago. */
const START = Math.floor(Date.now() / 1_000) - 600;
const TRACES = 60;
const LENGTHS = { shop: 0.25, call: 0.15, bank: 0.1, table: 0.02 };
const STATUSES = [200, 200, 404, 429, 500];

const hex = (digits: number, value: number) => value.toString(16).padStart(digits, '0');
const traceId = (kind: number, index: number) => `1-${hex(8, START)}-${hex(12, kind)}${hex(12, index + 1)}`;
const statusOf = (index: number) => STATUSES[index % STATUSES.length] ?? 200;

/** A request at `shop` that looks into a table and calls `bank`; each trace begins a second after the one before. */
function documentsOf(index: number): Document[] {
  const trace_id = traceId(1, index);
  const at = START + index;
  const status = statusOf(index);
  const flags = { error: status >= 400 && status < 500, fault: status >= 500, throttle: status === 429 };
  return [
    {
      trace_id,
      id: hex(16, 4),
      parent_id: hex(16, 3),
      name: 'bank',
      start_time: at + 0.02,
      end_time: at + 0.02 + LENGTHS.bank,
      annotations: { account: index },
    },
    {
      trace_id,
      id: hex(16, 1),
      name: 'shop',
      origin: 'AWS::EC2::Instance',
      start_time: at,
      end_time: at + LENGTHS.shop,
      http: { request: { method: 'GET', url: 'http://shop.example/cart' }, response: { status } },
      ...flags,
      user: `user ${index % 2}`,
      subsegments: [
        {
          id: hex(16, 2),
          name: 'DynamoDB',
          namespace: 'aws',
          start_time: at,
          end_time: at + LENGTHS.table,
          aws: { table_name: 'carts', operation: 'GetItem' },
        },
        {
          id: hex(16, 3),
          name: 'bank.example',
          namespace: 'remote',
          start_time: at + 0.02,
          end_time: at + 0.02 + LENGTHS.call,
        },
      ],
    },
  ];
}

/** The same story as spans of OpenTelemetry, of other services. */
function spansOf(index: number): object[] {
  const ns = (seconds: number) => String(BigInt(Math.round((START + index + seconds) * 1e6)) * 1_000n);
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const span = (id: number, parent: number, [from, length]: readonly [number, number], more: object) => ({
    traceId: traceId(2, index).replace(/^1-|-/g, ''),
    spanId: hex(16, id),
    ...(parent === 0 ? {} : { parentSpanId: hex(16, parent) }),
    name: 'GET /cart',
    startTimeUnixNano: ns(from),
    endTimeUnixNano: ns(from + length),
    ...more,
  });
  const status = { key: 'http.response.status_code', value: { intValue: String(statusOf(index)) } };
  const database = [text('db.system', 'postgresql'), text('db.name', 'orders'), text('server.address', 'pg')];
  const of = (service: string, spans: object[]) => ({
    resource: { attributes: [text('service.name', service)] },
    scopeSpans: [{ scope: { name: 'tests' }, spans }],
  });
  return [
    of('web', [
      span(1, 0, [0, LENGTHS.shop], { kind: 2, attributes: [status, text('url.full', 'http://web.example/cart')] }),
      span(2, 1, [0, LENGTHS.table], { kind: 3, attributes: database }),
      span(3, 1, [0.02, LENGTHS.call], { kind: 3 }),
    ]),
    of('ledger', [span(4, 3, [0.02, LENGTHS.bank], { kind: 2 })]),
  ];
}

const RANGE = { StartTime: START - 1, EndTime: START + TRACES };
const countOf = (matches: (status: number) => boolean) =>
  Array.from({ length: TRACES }, (_, index) => statusOf(index)).filter(matches).length;

let server: TestServer;
const ask = async (...calls: AwsCall[]) => {
  const answers = await callBoto<Answer>(server, calls);
  return answers.map(({ answer, pages, error }) => {
    if (error) throw new Error(JSON.stringify(error));
    return pages ?? (answer ? [answer] : []);
  });
};

beforeAll(async () => {
  server = await startServer();
  const documents = Array.from({ length: TRACES }, (_, index) => documentsOf(index)).flat();
  const put = (from: number) => ({
    operation: 'put_trace_segments',
    input: { TraceSegmentDocuments: documents.slice(from, from + 50).map((each) => JSON.stringify(each)) },
  });
  const puts = Array.from({ length: Math.ceil(documents.length / 50) }, (_, index) => put(50 * index));
  expect(await ask(...puts)).toMatchObject(puts.map(() => [{ UnprocessedTraceSegments: [] }]));
  const resourceSpans = Array.from({ length: TRACES }, (_, index) => spansOf(index)).flat();
  const key = { 'x-honeycomb-team': BOOTSTRAP.key };
  expect((await postTraces(server, JSON.stringify({ resourceSpans }), key)).status).toBe(200);
});
afterAll(() => server?.close());

describe('BatchGetTraces', () => {
  it('gives documents back as they came, with what callees did not send', async () => {
    const ids = [traceId(1, 3), '1-00000000-000000000000000000000001', traceId(2, 0)];
    const [[answer] = []] = await ask({ operation: 'batch_get_traces', input: { TraceIds: ids } });
    expect(answer?.UnprocessedTraceIds).toEqual([ids[1]]);
    expect(answer?.Traces.map(({ Id, Duration }) => [Id, Duration])).toEqual([
      [ids[0], LENGTHS.shop],
      [ids[2], LENGTHS.shop],
    ]);
    const documents = (answer?.Traces[0]?.Segments ?? []).map(({ Document }) => JSON.parse(Document) as Document);
    const byId = (id: number) => documents.find((each) => each.id === hex(16, id));
    const [bank, shop] = documentsOf(3);
    expect([byId(4), byId(1)]).toEqual([bank, shop]);
    expect(documents.filter(({ inferred }) => inferred)).toMatchObject([{ name: 'carts', parent_id: hex(16, 2) }]);
  });

  it('gives spans of OpenTelemetry as documents', async () => {
    const [[answer] = []] = await ask({ operation: 'batch_get_traces', input: { TraceIds: [traceId(2, 4)] } });
    const documents = (answer?.Traces[0]?.Segments ?? []).map(({ Document }) => JSON.parse(Document) as Document);
    expect(documents).toMatchObject([
      {
        name: 'web',
        fault: true,
        start_time: START + 4,
        end_time: START + 4 + LENGTHS.shop,
        http: { request: { url: 'http://web.example/cart' }, response: { status: 500 } },
        subsegments: [{ name: 'orders@pg', namespace: 'remote' }, { namespace: 'remote' }],
      },
      { name: 'ledger', parent_id: hex(16, 3), fault: false },
      { name: 'orders@pg', inferred: true },
    ]);
  });
});

describe('GetTraceSummaries', () => {
  it('gives every trace once, the newest first, over pages', async () => {
    const [pages = []] = await ask({ operation: 'get_trace_summaries', input: RANGE, pages: true });
    expect(pages.length).toBeGreaterThan(1);
    const summaries = pages.flatMap(({ TraceSummaries }) => TraceSummaries);
    const ids = [1, 2].flatMap((kind) => Array.from({ length: TRACES }, (_, index) => traceId(kind, index)));
    expect(summaries.map(({ Id }) => Id).sort()).toEqual(ids.sort());
    const starts = summaries.map(({ StartTime }) => StartTime as number);
    expect(starts).toEqual([...starts].sort((a, b) => b - a));
    for (const { Id, HasFault, HasError, HasThrottle, ResponseTime, Duration, IsPartial, Http } of summaries) {
      const status = statusOf(Number.parseInt(Id.slice(-12), 16) - 1);
      expect({ HasFault, HasError, HasThrottle, ResponseTime, Duration, IsPartial, Http }).toMatchObject({
        HasFault: status >= 500,
        HasError: status >= 400 && status < 500,
        HasThrottle: status === 429,
        ResponseTime: LENGTHS.shop,
        Duration: LENGTHS.shop,
        IsPartial: false,
        Http: { HttpStatus: status },
      });
    }
  });

  it('tells by the CLI of annotations, users and services', async () => {
    const args = ['--start-time', String(START + 2), '--end-time', String(START + 2)];
    const { TraceSummaries } = await awsXray<Answer>(server, ['get-trace-summaries', ...args]);
    const [summary] = TraceSummaries.filter(({ Id }) => Id === traceId(1, 2));
    expect(summary).toMatchObject({
      Annotations: { account: [{ AnnotationValue: { NumberValue: 2 }, ServiceIds: [{ Name: 'bank' }] }] },
      Users: [{ UserName: 'user 0', ServiceIds: [{ Name: 'shop', Type: 'AWS::EC2::Instance' }] }],
      EntryPoint: { Name: 'shop', Type: 'AWS::EC2::Instance' },
    });
    expect(summary?.ServiceIds.map(({ Name, Type }) => [Name, Type]).sort()).toEqual([
      ['bank', undefined],
      ['carts', 'AWS::DynamoDB::Table'],
      ['shop', 'AWS::EC2::Instance'],
      ['shop', 'client'],
    ]);
  });
});

describe('graphs', () => {
  const statisticsOf = ({ OkCount, ErrorStatistics, FaultStatistics, TotalCount, TotalResponseTime }: Statistics) => [
    [OkCount, ErrorStatistics.TotalCount, ErrorStatistics.ThrottleCount, FaultStatistics.TotalCount, TotalCount],
    Number(TotalResponseTime.toFixed(3)),
  ];
  /** Of what was asked `length` seconds each time, and answered by the status of the trace or well. */
  const told = (count: number, length: number, isByStatus: boolean) => [
    isByStatus
      ? [
          countOf((status) => status < 400),
          countOf((status) => status >= 400 && status < 500),
          countOf((status) => status === 429),
          countOf((status) => status >= 500),
          count,
        ]
      : [count, 0, 0, 0, count],
    Number((count * length).toFixed(3)),
  ];
  const nodes = (services: readonly Service[]) =>
    Object.fromEntries(
      services.flatMap(({ Name, Type = '', SummaryStatistics }) =>
        SummaryStatistics ? [[`${Name} ${Type}`.trim(), statisticsOf(SummaryStatistics)]] : [],
      ),
    );
  const edges = (services: readonly Service[]) => {
    const nameOf = (id: number) => services.find(({ ReferenceId }) => ReferenceId === id)?.Name;
    return Object.fromEntries(
      services.flatMap(({ Name, Type = '', Edges }) =>
        Edges.map(({ ReferenceId, SummaryStatistics }) => [
          `${`${Name} ${Type === 'client' ? Type : ''}`.trim()} > ${nameOf(ReferenceId)}`,
          statisticsOf(SummaryStatistics),
        ]),
      ),
    );
  };
  const graphOf = (count: number, [front, back, data, type]: readonly [string, string, string, string]) => ({
    [front]: told(count, LENGTHS.shop, true),
    [back]: told(count, LENGTHS.bank, false),
    [`${data} ${type}`]: told(count, LENGTHS.table, false),
  });
  const callsOf = (count: number, [front, back, data]: readonly [string, string, string]) => ({
    [`${front} client > ${front}`]: told(count, LENGTHS.shop, true),
    [`${front} > ${back}`]: told(count, LENGTHS.call, false),
    [`${front} > ${data}`]: told(count, LENGTHS.table, false),
  });

  it('add up to what was sent, for a range', async () => {
    const [[answer] = []] = await ask({ operation: 'get_service_graph', input: RANGE });
    const services = answer?.Services ?? [];
    expect(nodes(services)).toEqual({
      ...graphOf(TRACES, ['shop AWS::EC2::Instance', 'bank', 'carts', 'AWS::DynamoDB::Table']),
      ...graphOf(TRACES, ['web', 'ledger', 'orders@pg', 'Database::SQL']),
    });
    expect(edges(services)).toEqual({
      ...callsOf(TRACES, ['shop', 'bank', 'carts']),
      ...callsOf(TRACES, ['web', 'ledger', 'orders@pg']),
    });
  });

  it('hold no more than the traces asked for, by the CLI', async () => {
    const { Services } = await awsXray<Answer>(server, [
      'get-trace-graph',
      '--trace-ids',
      traceId(1, 0),
      traceId(1, 1),
    ]);
    expect(nodes(Services)).toEqual({
      'shop AWS::EC2::Instance': [[2, 0, 0, 0, 2], 2 * LENGTHS.shop],
      bank: [[2, 0, 0, 0, 2], 2 * LENGTHS.bank],
      'carts AWS::DynamoDB::Table': [[2, 0, 0, 0, 2], 2 * LENGTHS.table],
    });
  });
});

describe('what is refused', () => {
  it.each<[string, AwsCall]>([
    ['filter expressions', { operation: 'get_trace_summaries', input: { ...RANGE, FilterExpression: 'fault' } }],
    ['a range that ends before it begins', { operation: 'get_service_graph', input: { StartTime: 2, EndTime: 1 } }],
    ['six ids', { operation: 'batch_get_traces', input: { TraceIds: Array(6).fill(traceId(1, 0)) } }],
    ['a token that is none', { operation: 'get_trace_summaries', input: { ...RANGE, NextToken: 'x' } }],
  ])('%s, by InvalidRequestException', async (_what, call) => {
    const [answer] = await callBoto(server, [call]);
    expect(answer?.error?.Error.Code).toBe('InvalidRequestException');
  });

  it('a wrong signature, of boto3 and of the CLI, whatever the operation', async () => {
    const calls = [
      { operation: 'batch_get_traces', input: { TraceIds: [traceId(1, 0)] } },
      { operation: 'get_trace_summaries', input: RANGE },
      { operation: 'get_service_graph', input: RANGE },
      { operation: 'get_trace_graph', input: { TraceIds: [traceId(1, 0)] } },
    ];
    const answers = await callBoto(server, calls, { secret: 'wrong' });
    expect(answers.map(({ error }) => error?.Error.Code)).toEqual(calls.map(() => 'InvalidSignatureException'));
    const refused = awsXray(server, ['get-trace-graph', '--trace-ids', traceId(1, 0)], { secret: 'wrong' });
    await expect(refused).rejects.toThrow(/InvalidSignatureException/);
  });
});
