import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type RetentionRequest, retentionResponse } from '../../src/api/contract/index.ts';
import { apiPath, requestJson } from './api-client.ts';

const keyOf = (environment: string) => ['environments', environment, 'retention'] as const;
const pathOf = (environment: string) => apiPath('environments', environment, 'retention');

/** How long the environment and its datasets keep records. */
export function useRetention(environment: string) {
  return useQuery({
    queryKey: keyOf(environment),
    queryFn: ({ signal }) => requestJson('GET', pathOf(environment), retentionResponse, { signal }),
  });
}

export function useReplaceRetention(environment: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: RetentionRequest) => requestJson('PUT', pathOf(environment), retentionResponse, { body }),
    onSuccess: (kept) => queries.setQueryData(keyOf(environment), kept),
  });
}
