import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type HomeQuery, healthChecksResponse, homeResponse } from '../../src/api/contract/index.ts';
import { nowMs } from '../lib/clock.ts';
import { resolveTimeRange, type TimeRange } from '../lib/time-range.ts';
import { apiPath, requestJson } from './api-client.ts';
import { LIVE } from './live.ts';

export type HomeScope = Omit<HomeQuery, 'fromMs' | 'toMs'>;

/** Keeps showing the last answer while another range is asked for (`isPlaceholderData` tells). */
export function useHome(environment: string, range: TimeRange, { service, healthChecks, counted }: HomeScope) {
  return useQuery({
    queryKey: ['environments', environment, 'home', service ?? null, healthChecks, counted, range],
    queryFn: ({ signal }) => {
      const { fromMs, toMs } = resolveTimeRange(range, nowMs());
      const query = { fromMs: String(fromMs), toMs: String(toMs), service, healthChecks, counted };
      return requestJson('GET', apiPath('environments', environment, 'home'), homeResponse, { query, signal });
    },
    // Another service's figures under this one's name would be wrong, not old.
    placeholderData: (last, query) => (query?.queryKey[3] === (service ?? null) ? keepPreviousData(last) : undefined),
    meta: LIVE,
  });
}

const healthChecksKey = (environment: string) => ['environments', environment, 'health-checks'] as const;

/** The patterns of what counts as a health check in an environment. */
export function useHealthChecks(environment: string) {
  return useQuery({
    queryKey: healthChecksKey(environment),
    queryFn: ({ signal }) =>
      requestJson('GET', apiPath('environments', environment, 'health-checks'), healthChecksResponse, { signal }),
  });
}

export function useReplaceHealthChecks(environment: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (patterns: readonly string[]) =>
      requestJson('POST', apiPath('environments', environment, 'health-checks'), healthChecksResponse, {
        body: { patterns },
      }),
    onSuccess: (kept) => {
      queries.setQueryData(healthChecksKey(environment), kept);
      return queries.invalidateQueries({ queryKey: ['environments', environment] });
    },
  });
}
