import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type MapQuery, mapResponse } from '../../src/api/contract/index.ts';
import { nowMs } from '../lib/clock.ts';
import { resolveTimeRange, type TimeRange } from '../lib/time-range.ts';
import { apiPath, requestJson } from './api-client.ts';
import { LIVE } from './live.ts';

/** Who calls whom. Keeps showing the last answer while another range is asked for. */
export function useMap(environment: string, range: TimeRange, counted: MapQuery['counted']) {
  return useQuery({
    queryKey: ['environments', environment, 'map', counted, range],
    queryFn: ({ signal }) => {
      const { fromMs, toMs } = resolveTimeRange(range, nowMs());
      const query = { fromMs: String(fromMs), toMs: String(toMs), counted };
      return requestJson('GET', apiPath('environments', environment, 'map'), mapResponse, { query, signal });
    },
    placeholderData: keepPreviousData,
    meta: LIVE,
  });
}
