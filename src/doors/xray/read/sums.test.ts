import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STATUS_ERROR } from '../../../model/event-batch.ts';
import type { EnvironmentId } from '../../../model/ids.ts';
import { type Answer, type NamedNode, openReading, printedTrace, RANGE, type TestSpan } from './reading.kit.ts';

let reading: Awaited<ReturnType<typeof openReading>>;
beforeAll(async () => {
  reading = await openReading();
});
afterAll(() => reading.close());

const TRACES = 300;
const SPANS_MAX = 12;

const spanDraft = fc.record({
  parent: fc.nat(SPANS_MAX),
  service: fc.constantFrom('web', 'cart', 'billing'),
  kind: fc.constantFrom('server', 'client', 'internal', 'producer', 'consumer'),
  atMs: fc.nat(2_000),
  ms: fc.nat(3_000),
  isError: fc.boolean(),
  httpStatus: fc.constantFrom(undefined, 200, 404, 429, 500),
  peer: fc.constantFrom(undefined, 'pg', 'mail'),
  /** As AWS's distributions of OpenTelemetry say it. */
  localRoot: fc.constantFrom(undefined, undefined, 'LOCAL_ROOT'),
  localService: fc.constantFrom(undefined, undefined, 'shop/web'),
});

/** A tree: each span's parent is one of those before it, the first has none. */
const trace = fc.array(spanDraft, { minLength: 1, maxLength: SPANS_MAX }).map((drafts) =>
  drafts.map(({ parent, service, kind, atMs, ms, isError, httpStatus, peer, localRoot, localService }, index) => ({
    ...(index === 0 ? {} : { parent: (parent % index) + 1 }),
    id: index + 1,
    service,
    kind,
    atMs,
    ms,
    status: isError ? STATUS_ERROR : 0,
    attributes: {
      ...(httpStatus === undefined ? {} : { 'http.response.status_code': httpStatus }),
      ...(peer === undefined ? {} : { 'server.address': peer }),
      ...(localRoot === undefined ? {} : { 'aws.span.kind': localRoot }),
      ...(localService === undefined ? {} : { 'aws.local.service': localService }),
    },
  })),
);

/** The same for each order, written in four requests. */
async function writeShuffled(spans: readonly TestSpan[], environment: EnvironmentId, seed: number): Promise<void> {
  const size = spans.length;
  const [order] = fc.sample(fc.shuffledSubarray(spans as TestSpan[], { minLength: size, maxLength: size }), {
    seed,
    numRuns: 1,
  });
  const shuffled = order ?? [];
  for (let from = 0; from < size; from += Math.ceil(size / 4)) {
    await reading.writeSpans(shuffled.slice(from, from + Math.ceil(size / 4)), environment);
  }
}

const nodeKey = ({ Name, Type = '' }: NamedNode) => `${Name}|${Type}`;

/** Of the requests with which traces began, by the service that took them. */
function rootSums({ Services }: Answer) {
  const clients = Services.filter(({ Type }) => Type === 'client');
  return Object.fromEntries(
    clients.map(({ Name, Edges }) => {
      const { FaultStatistics, TotalCount, TotalResponseTime } = Edges[0]!.SummaryStatistics;
      return [Name, { faults: FaultStatistics.TotalCount, count: TotalCount, seconds: TotalResponseTime }];
    }),
  );
}

describe('random traces', () => {
  const seed = 20_261_123;
  const spans: TestSpan[] = fc
    .sample(trace, { numRuns: TRACES, seed })
    .flatMap((each, index) => each.map((span) => ({ trace: index + 1, ...span })));
  const [first, second] = [1 as EnvironmentId, 2 as EnvironmentId];
  beforeAll(async () => {
    await writeShuffled(spans, first, 1);
    await writeShuffled(spans, second, 2);
  });

  it('have the same summaries, documents and graph whatever the order in which their spans came', async () => {
    const answers = async (environment: EnvironmentId) => {
      const graph = await reading.call('GetServiceGraph', RANGE, environment);
      const TraceIds = [1, 2, 3, 4, 5].map(printedTrace);
      const { Traces } = await reading.call('BatchGetTraces', { TraceIds }, environment);
      // How often something arrived is another thing.
      const summaries = (await reading.summaries(environment)).map((summary) => ({ ...summary, Revision: 0 }));
      return { summaries, graph: withoutNoise(graph), Traces };
    };
    const one = await answers(first);
    expect(one.summaries).toHaveLength(TRACES);
    expect(await answers(second)).toEqual(one);
  });

  it('have a graph that sums up to their summaries', async () => {
    const summaries = await reading.summaries(first);
    const sums: Record<string, { faults: number; count: number; seconds: number }> = {};
    for (const { EntryPoint, HasFault, ResponseTime } of summaries) {
      const name = EntryPoint?.Name ?? '';
      const sum = sums[name] ?? { faults: 0, count: 0, seconds: 0 };
      sums[name] = {
        faults: sum.faults + (HasFault ? 1 : 0),
        count: sum.count + 1,
        seconds: sum.seconds + (ResponseTime ?? Number.NaN),
      };
    }
    const graph = await reading.call('GetServiceGraph', RANGE, first);
    const close = Object.entries(sums).map(([name, sum]) => [
      name,
      { ...sum, seconds: expect.closeTo(sum.seconds, 4) },
    ]);
    expect(rootSums(graph)).toEqual(Object.fromEntries(close));
    const touched = new Set(summaries.flatMap(({ ServiceIds }) => ServiceIds.map(nodeKey)));
    expect(new Set(graph.Services.map(nodeKey))).toEqual(touched);
  });

  it('have each its own graph, with the nodes of its summary', async () => {
    for (const { Id, ServiceIds } of (await reading.summaries(first)).slice(0, 5)) {
      const { Services } = await reading.call('GetTraceGraph', { TraceIds: [Id] }, first);
      expect(Services.map(nodeKey).sort(), Id).toEqual(ServiceIds.map(nodeKey).sort());
    }
  });
});

/** Sums of doubles depend on their order in the last digits. */
function withoutNoise(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, each) => (typeof each === 'number' ? Math.round(each * 1e4) / 1e4 : each)),
  );
}

describe('large traces', () => {
  const environment = 3 as EnvironmentId;
  const SPANS = 10_000;
  beforeAll(async () => {
    for (const large of [1, 2, 3]) {
      const spans = Array.from({ length: SPANS }, (_, index) => ({
        trace: large,
        id: index + 1,
        ...(index === 0 ? {} : { parent: 1 }),
        service: 'batch',
        kind: index === 0 ? ('server' as const) : ('internal' as const),
        atMs: large,
        ms: 1,
      }));
      await reading.writeSpans(spans, environment);
    }
  });

  it('make a page shorter, and are all there in the end', async () => {
    const TraceIds = [1, 2, 3].map(printedTrace);
    const one = await reading.call('BatchGetTraces', { TraceIds: [...TraceIds, printedTrace(9)] }, environment);
    expect(one.Traces.map(({ Id }) => Id)).toEqual(TraceIds.slice(0, 2));
    expect(one.UnprocessedTraceIds).toEqual([]);
    const document = JSON.parse(one.Traces[0]?.Segments[0]?.Document ?? '');
    expect(document.subsegments).toHaveLength(SPANS - 1);
    const { NextToken } = one;
    const two = await reading.call(
      'BatchGetTraces',
      { TraceIds: [...TraceIds, printedTrace(9)], NextToken },
      environment,
    );
    expect(two.Traces.map(({ Id }) => Id)).toEqual(TraceIds.slice(2));
    expect(two.UnprocessedTraceIds).toEqual([printedTrace(9)]);
    expect(two.NextToken).toBeUndefined();
    const page = await reading.call('GetTraceSummaries', RANGE, environment);
    expect(page.TraceSummaries).toHaveLength(2);
    expect((await reading.summaries(environment)).map(({ Id }) => Id)).toEqual(TraceIds.toReversed());
  });
});
