import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  type AccountRequest,
  auditResponse,
  type environmentRequest,
  environmentView,
  type SessionResponse,
  sessionResponse,
  type signInRequest,
} from '../../src/api/contract/index.ts';
import { apiPath, requestJson, requestNothing } from './api-client.ts';
import { SESSION_KEY } from './query-client.ts';

/** Who is signed in, in which team, with which environments. Fails with `session-missing` when nobody is. */
export function useSession() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: ({ signal }) => requestJson('GET', apiPath('session'), sessionResponse, { signal }),
    staleTime: 60_000,
  });
}

/** The session below the frame, which draws its pages only when there is one. */
export function useSignedIn(): SessionResponse {
  const { data } = useSession();
  if (!data) throw new Error('useSignedIn is for pages inside the frame, which has read the session');
  return data;
}

export type SignIn = z.infer<typeof signInRequest>;

function useSessionStart<Input>(path: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Input) => requestNothing('POST', path, { body }),
    // Whatever an earlier reader of this page had loaded is not the new one's to see.
    onSuccess: () => queries.resetQueries(),
  });
}

export const useSignIn = () => useSessionStart<SignIn>(apiPath('session'));
export const useSignInByLink = () => useSessionStart<{ token: string }>(apiPath('session', 'link'));

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => requestNothing('DELETE', apiPath('session')),
    onSuccess: () => queries.resetQueries(),
  });
}

export function useChangeAccount() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: AccountRequest) => requestNothing('PATCH', apiPath('account'), { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSION_KEY }),
  });
}

export function useCreateEnvironment() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: z.infer<typeof environmentRequest>) =>
      requestJson('POST', apiPath('environments'), environmentView, { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSION_KEY }),
  });
}

/** What was changed, by whom: owners and admins may read it. */
export function useAudit(options: { enabled?: boolean } = {}) {
  return useQuery({
    queryKey: ['audit'],
    queryFn: ({ signal }) => requestJson('GET', apiPath('audit'), auditResponse, { signal }),
    enabled: options.enabled ?? true,
  });
}
