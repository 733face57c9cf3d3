import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, isSignedOut } from './api-error.ts';

export const SESSION_KEY = ['session'] as const;

const RETRIES_MAX = 2;

/**
 * One cache for all that comes from the server. Only what may pass is asked again. When any answer says the session has
 * ended, the session itself is asked for anew: the frame sees that and shows the sign-in page.
 */
export function createQueryClient(): QueryClient {
  const noticeSignOut = (error: unknown) => {
    if (isSignedOut(error)) void client.invalidateQueries({ queryKey: SESSION_KEY });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[0] !== SESSION_KEY[0]) noticeSignOut(error);
      },
    }),
    mutationCache: new MutationCache({ onError: noticeSignOut }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        gcTime: 300_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < RETRIES_MAX && error instanceof ApiError && error.isPassing,
        retryDelay: (count) => 500 * 2 ** count,
        // A local server is reachable without the internet.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
