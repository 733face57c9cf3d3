import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  arrivalsResponse,
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

/** Filters and order of a list of traces; everything but the time. */
export type TraceFilter = Partial<Omit<TraceListQuery, 'fromMs' | 'toMs'>>;

export interface LiveOptions {
  /** Ask again this often, once there was an answer; false: only once. A range that ends now moves on with each asking. */
  readonly refetchMs?: number | false;
}

const ARRIVALS_POLL_MS = 500;

const inEnvironment = (environment: string, ...rest: string[]) => apiPath('environments', environment, ...rest);

function queryText(values: Readonly<Record<string, string | number | undefined>>): SearchParams {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** Keeps showing the last answer while a changed filter is asked for (`isPlaceholderData` tells). */
export function useTraces(environment: string, range: TimeRange, filter: TraceFilter, options: LiveOptions = {}) {
  return useQuery({
    queryKey: ['environments', environment, 'traces', range, filter],
    queryFn: ({ signal }) => {
      const query = queryText({ ...resolveTimeRange(range, nowMs()), ...filter });
      return requestJson('GET', inEnvironment(environment, 'traces'), traceListResponse, { query, signal });
    },
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.status === 'pending' ? false : (options.refetchMs ?? false)),
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

export interface TraceOptions extends LiveOptions {
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
    refetchInterval: (query) => (query.state.status === 'pending' ? false : (options.refetchMs ?? false)),
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

/** The newest trace of the environment, if any. Polled, it is there half a second after its arrival. */
export function useArrivals(environment: string, options: { isPolling: boolean }) {
  return useQuery({
    queryKey: ['environments', environment, 'arrivals'],
    queryFn: ({ signal }) => requestJson('GET', inEnvironment(environment, 'arrivals'), arrivalsResponse, { signal }),
    refetchInterval: options.isPolling ? ARRIVALS_POLL_MS : false,
    staleTime: 0,
  });
}
