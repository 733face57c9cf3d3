import { useQuery } from '@tanstack/react-query';
import { sendersResponse } from '../../src/api/contract/index.ts';
import { apiPath, requestJson } from './api-client.ts';

/** Daemons tell of themselves once a minute. */
const ASK_EVERY_MS = 5_000;

/** Who sends to the environment, and what of theirs was not kept; asked again while the tab is seen. */
export function useSenders(environment: string) {
  return useQuery({
    queryKey: ['environments', environment, 'senders'],
    queryFn: ({ signal }) =>
      requestJson('GET', apiPath('environments', environment, 'senders'), sendersResponse, { signal }),
    refetchInterval: ASK_EVERY_MS,
  });
}
