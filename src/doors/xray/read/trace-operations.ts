import { z } from 'zod';
import type { TracePageFilter, WholeTrace } from '../../../traces/index.ts';
import { XRayError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { readNextToken, writeNextToken } from '../next-token.ts';
import { operation, type XRayContext } from '../operation.ts';
import { type DocumentNode, printDocument } from './document-node.ts';
import { inferredSegment } from './inferred-segment.ts';
import { printTraceId, secondsOf } from './names.ts';
import { durationOf, summarizeTrace } from './summarize-trace.ts';
import { assembleTrace, unansweredCalls } from './trace-documents.ts';
import { readRange, readTraceId, readTraceIds, timeRange, traceIds } from './trace-input.ts';

const batchGetTraces = operation(
  'BatchGetTraces',
  z.object({ TraceIds: traceIds, NextToken: z.string().optional() }),
  async ({ environment, parts }, input) => {
    refuseToken(input.NextToken);
    const found = await parts.wholeTraces.read(environment, readTraceIds(input.TraceIds));
    const known = new Set(found.map(({ traceId }) => traceId));
    return {
      Traces: found.map(printTrace),
      UnprocessedTraceIds: input.TraceIds.filter((text) => {
        const traceId = readTraceId(text);
        return traceId === undefined || !known.has(traceId);
      }),
    };
  },
);

/** These operations answer in one page: a token is none of ours. */
export function refuseToken(token: string | undefined): void {
  if (token !== undefined) throw new XRayError('InvalidRequestException', 'Invalid NextToken');
}

function printTrace(found: WholeTrace): JsonObject {
  const trace = assembleTrace(found.traceId, found);
  const segments = [...trace.roots.map(printSegment), ...unansweredCalls(trace).flatMap(inferred(found.traceId))];
  return {
    Id: printTraceId(found.traceId),
    Duration: durationOf(trace.roots),
    LimitExceeded: found.isCut,
    Segments: segments,
  };
}

const printSegment = (root: DocumentNode): JsonObject => ({
  Id: root.id,
  Document: JSON.stringify(printDocument(root)),
});

const inferred = (traceId: string) => (call: DocumentNode) => {
  const segment = inferredSegment(call, traceId);
  return segment ? [{ Id: segment.id, Document: JSON.stringify(segment) }] : [];
};

/** Traces of one page. Their documents are read whole: 50 of 100 spans each are some 10 MB. */
const PAGE_TRACES = 50;
const MOMENTS = { TraceId: 'start', Event: 'arrival', Service: 'end' } as const;

const summariesInput = z.object({
  ...timeRange,
  TimeRangeType: z.enum(['TraceId', 'Event', 'Service']).default('TraceId'),
  Sampling: z.boolean().optional(),
  SamplingStrategy: z
    .object({ Name: z.enum(['PartialScan', 'FixedRate']).optional(), Value: z.number().min(0).max(1).optional() })
    .optional(),
  FilterExpression: z.string().optional(),
  NextToken: z.string().optional(),
});
type SummariesInput = z.output<typeof summariesInput>;

const nextPlace = z.object({
  at: z.string().regex(/^\d{1,19}$/),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  until: z.string().regex(/^\d{1,19}$/),
});

const getTraceSummaries = operation('GetTraceSummaries', summariesInput, async (context, input) => {
  // The language is not built: to leave the filter out would be to answer another question.
  if (input.FilterExpression) {
    throw new XRayError('InvalidRequestException', 'FilterExpression is not supported by this server yet');
  }
  const { environment, parts } = context;
  const filter = await pageFilter(context, input);
  const found = await parts.wholeTraces.page(environment, { ...filter, limit: PAGE_TRACES + 1 });
  const page = found.slice(0, PAGE_TRACES);
  const last = found.length > PAGE_TRACES ? page.at(-1) : undefined;
  const traces = await parts.wholeTraces.read(
    environment,
    page.map(({ traceId }) => traceId),
  );
  const places = new Map(page.map((place) => [place.traceId, place]));
  return {
    TraceSummaries: traces.flatMap((trace) => {
      const summary = summarizeTrace(assembleTrace(trace.traceId, trace));
      const place = places.get(trace.traceId);
      if (!summary || !place) return [];
      const matched = filter.by === 'start' ? {} : { MatchedEventTime: secondsOf(place.atNs) };
      return [{ ...summary, Revision: place.changeCount, ...matched }];
    }),
    ApproximateTime: secondsOf(last?.atNs ?? filter.fromNs),
    TracesProcessedCount: page.length,
    ...(last && {
      NextToken: writeNextToken('GetTraceSummaries', {
        at: String(last.atNs),
        id: last.traceId,
        until: String(filter.arrivedUntilNs),
      }),
    }),
  };
});

async function pageFilter(
  { environment, parts }: XRayContext,
  input: SummariesInput,
): Promise<Omit<TracePageFilter, 'limit'>> {
  const { NextToken, SamplingStrategy: strategy } = input;
  const place = NextToken ? readNextToken('GetTraceSummaries', nextPlace, NextToken) : undefined;
  return {
    ...readRange(input),
    by: MOMENTS[input.TimeRangeType],
    share: strategy?.Name === 'FixedRate' ? strategy.Value : undefined,
    after: place && { atNs: BigInt(place.at), traceId: place.id },
    arrivedUntilNs: place ? BigInt(place.until) : await parts.wholeTraces.lastArrivalNs(environment),
  };
}

export const TRACE_OPERATIONS = [batchGetTraces, getTraceSummaries];
