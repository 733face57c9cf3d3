import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  arrivalCountsResponse,
  latestArrivalResponse,
  logResponse,
  servicesResponse,
  spanResponse,
  type TraceListQuery,
  traceListResponse,
  traceResponse,
} from '../../src/api/contract/index.ts';
import { nowMs } from '../lib/clock.ts';
import type { SearchParams } from '../lib/search-params.ts';
import { resolveTimeRange, type TimeRange } from '../lib/time-range.ts';
import { apiPath, requestJson } from './api-client.ts';
import { LIVE } from './live.ts';

/** Filters and order of a list of traces; everything but the time. */
export type TraceFilter = Partial<Omit<TraceListQuery, 'fromMs' | 'toMs'>>;

const inEnvironment = (environment: string, ...rest: string[]) => apiPath('environments', environment, ...rest);

function queryText(values: Readonly<Record<string, string | number | undefined>>): SearchParams {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** Keeps showing the last answer while a changed filter is asked for (`isPlaceholderData` tells). */
export function useTraces(environment: string, range: TimeRange, filter: TraceFilter) {
  return useQuery({
    queryKey: ['environments', environment, 'traces', range, filter],
    queryFn: ({ signal }) => {
      const query = queryText({ ...resolveTimeRange(range, nowMs()), ...filter });
      return requestJson('GET', inEnvironment(environment, 'traces'), traceListResponse, { query, signal });
    },
    placeholderData: keepPreviousData,
    meta: LIVE,
  });
}

export function useServices(environment: string, range: TimeRange) {
  return useQuery({
    queryKey: ['environments', environment, 'services', range],
    queryFn: ({ signal }) => {
      const query = queryText({ ...resolveTimeRange(range, nowMs()) });
      return requestJson('GET', inEnvironment(environment, 'services'), servicesResponse, { query, signal });
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

export interface TraceOptions {
  /** Any time inside the trace; makes the lookup cheaper. */
  readonly aroundMs?: number | undefined;
}

export function useTrace(environment: string, traceId: string, options: TraceOptions = {}) {
  return useQuery({
    queryKey: ['environments', environment, 'trace', traceId],
    queryFn: ({ signal }) => {
      const query = queryText({ aroundMs: options.aroundMs });
      return requestJson('GET', inEnvironment(environment, 'traces', traceId), traceResponse, { query, signal });
    },
    meta: LIVE,
  });
}

export interface SpanOptions {
  readonly aroundMs?: number | undefined;
  readonly enabled?: boolean;
}

/** All fields of one span. More than one entry where a sender used one id twice. */
export function useSpan(environment: string, traceId: string, spanId: string, options: SpanOptions = {}) {
  return useQuery({
    queryKey: ['environments', environment, 'trace', traceId, 'span', spanId],
    queryFn: ({ signal }) => {
      const query = queryText({ aroundMs: options.aroundMs });
      const path = inEnvironment(environment, 'traces', traceId, 'spans', spanId);
      return requestJson('GET', path, spanResponse, { query, signal });
    },
    enabled: options.enabled ?? true,
  });
}

/** All fields of one log record. */
export function useLog(environment: string, traceId: string, logKey: string, options: SpanOptions = {}) {
  return useQuery({
    queryKey: ['environments', environment, 'trace', traceId, 'log', logKey],
    queryFn: ({ signal }) => {
      const query = queryText({ aroundMs: options.aroundMs });
      const path = inEnvironment(environment, 'traces', traceId, 'logs', logKey);
      return requestJson('GET', path, logResponse, { query, signal });
    },
    // A record that was kept stays as it is.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The newest trace of the environment, if any. */
export function useLatestArrival(environment: string) {
  return useQuery({
    queryKey: ['environments', environment, 'arrivals', 'latest'],
    queryFn: ({ signal }) =>
      requestJson('GET', inEnvironment(environment, 'arrivals', 'latest'), latestArrivalResponse, { signal }),
    staleTime: 0,
    meta: LIVE,
  });
}

/** How many records of each kind have arrived in the last so many milliseconds. */
export function useArrivalCounts(environment: string, lastMs: number) {
  return useQuery({
    queryKey: ['environments', environment, 'arrivals', 'counts', lastMs],
    queryFn: ({ signal }) => {
      const query = queryText({ sinceMs: nowMs() - lastMs });
      const path = inEnvironment(environment, 'arrivals', 'counts');
      return requestJson('GET', path, arrivalCountsResponse, { query, signal });
    },
    meta: LIVE,
  });
}
