import { type RequestFilter, requestFilters } from '../catalog/index.ts';
import type { QueryFilter } from '../model/query-spec.ts';
import type { TraceListQuery } from './contract/index.ts';

/** What a list of traces asks of one of their requests, as filters of spans; undefined where it asks nothing. */
export async function requestFiltersOf(
  query: TraceListQuery,
  healthCheckPatterns: () => Promise<readonly string[]>,
): Promise<QueryFilter[] | undefined> {
  const asked: RequestFilter = {
    service: query.requestService,
    name: query.requestName,
    durationMinMs: query.requestMinMs,
    durationBelowMs: query.requestBelowMs,
    isFailed: query.requestFailed === 'yes' ? true : undefined,
    healthCheckPatterns: query.requestHealthChecks === 'hidden' ? await healthCheckPatterns() : undefined,
  };
  if (query.requestCounted !== undefined) return requestFilters(asked);
  return Object.values(asked).every((value) => value === undefined) ? undefined : requestFilters(asked);
}
