import { z } from 'zod';
import type { TracePageFilter } from '../../../traces/index.ts';
import { XRayError } from '../errors.ts';
import { readTraceId } from '../ids.ts';
import { readNextToken, writeNextToken } from '../operations/next-token.ts';
import { operation, type XRayContext } from '../operations/operation.ts';
import { secondsOf } from './names.ts';
import { printTrace } from './print-trace.ts';
import { summarizeTrace } from './summarize-trace.ts';
import { assembleTrace } from './trace-documents.ts';
import { readRange, readTraceIds, TRACE_IDS_MAX, timeRange, traceIds } from './trace-input.ts';

const nextTrace = z.object({ from: z.number().int().min(1).max(TRACE_IDS_MAX) });

const batchGetTraces = operation(
  'BatchGetTraces',
  z.object({ TraceIds: traceIds, NextToken: z.string().optional() }),
  async ({ environment, parts }, { TraceIds, NextToken }) => {
    const texts = TraceIds.slice(NextToken ? readNextToken('BatchGetTraces', nextTrace, NextToken).from : 0);
    const ids = readTraceIds(texts);
    const { traces, idCount } = await parts.wholeTraces.read(environment, ids);
    const known = new Set(traces.map(({ traceId }) => traceId));
    // A page ends before the first id that was not looked for.
    const next = ids[idCount];
    const end = next === undefined ? texts.length : texts.findIndex((text) => readTraceId(text) === next);
    return {
      Traces: traces.map((trace) => printTrace(assembleTrace(trace.traceId, trace))),
      UnprocessedTraceIds: texts.slice(0, end).filter((text) => {
        const traceId = readTraceId(text);
        return traceId === undefined || !known.has(traceId);
      }),
      ...(end < texts.length && {
        NextToken: writeNextToken('BatchGetTraces', { from: TraceIds.length - texts.length + end }),
      }),
    };
  },
);

/** Traces of one page, fewer where they are large. */
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
  const { traces, idCount } = await parts.wholeTraces.read(
    environment,
    found.slice(0, PAGE_TRACES).map(({ traceId }) => traceId),
  );
  const page = found.slice(0, idCount);
  const last = found.length > idCount ? page.at(-1) : undefined;
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
