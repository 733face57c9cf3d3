import { useQuery } from '@tanstack/react-query';
import { statusResponse } from '../../src/api/contract/index.ts';
import { apiPath, requestJson } from './api-client.ts';

/** A disk fills within minutes, not seconds. */
const ASK_EVERY_MS = 15_000;

/** What everybody should know of the server; asked again while the tab is seen. */
export function useServerStatus() {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => requestJson('GET', apiPath('status'), statusResponse, { signal }),
    refetchInterval: ASK_EVERY_MS,
  });
}
