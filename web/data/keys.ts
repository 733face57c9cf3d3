import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type KeyRequest,
  keyCreatedResponse,
  keySecretResponse,
  keysResponse,
  senderKeysResponse,
} from '../../src/api/contract/index.ts';
import { apiPath, requestJson, requestNothing } from './api-client.ts';

const keysKey = (environment: string) => ['environments', environment, 'keys'] as const;
const keysPath = (environment: string, ...rest: string[]) => apiPath('environments', environment, 'keys', ...rest);

export function useKeys(environment: string) {
  return useQuery({
    queryKey: keysKey(environment),
    queryFn: ({ signal }) => requestJson('GET', keysPath(environment), keysResponse, { signal }),
  });
}

/** The answer holds the secret, once: keep it in the component, never in the query cache. */
export function useCreateKey(environment: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: KeyRequest) => requestJson('POST', keysPath(environment), keyCreatedResponse, { body }),
    gcTime: 0,
    onSuccess: () => queries.invalidateQueries({ queryKey: keysKey(environment) }),
  });
}

/** One key of each kind that SDKs send with; secrets as above. */
export function useCreateSenderKeys(environment: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => requestJson('POST', apiPath('environments', environment, 'sender-keys'), senderKeysResponse),
    gcTime: 0,
    onSuccess: () => queries.invalidateQueries({ queryKey: keysKey(environment) }),
  });
}

/** A Rollbar token again, as a mutation: each showing is told in the audit log, and nothing is cached. */
export function useShowKey(environment: string) {
  return useMutation({
    mutationFn: (keyId: string) => requestJson('GET', keysPath(environment, keyId, 'secret'), keySecretResponse),
    gcTime: 0,
  });
}

export function useRevokeKey(environment: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (keyId: string) => requestNothing('DELETE', keysPath(environment, keyId)),
    onSuccess: () => queries.invalidateQueries({ queryKey: keysKey(environment) }),
  });
}
