import { useQuery } from '@tanstack/react-query';
import { serviceColoursResponse } from '../../src/api/contract/index.ts';
import type { ServiceColours } from '../lib/service-colours.ts';
import { apiPath, requestJson } from './api-client.ts';

/** The colours that the server has given to the environment's services. They never change, but more are given. */
export function useStoredColours(environment: string) {
  return useQuery({
    queryKey: ['environments', environment, 'service-colours'],
    queryFn: async ({ signal }): Promise<ServiceColours> => {
      const path = apiPath('environments', environment, 'service-colours');
      const { colours } = await requestJson('GET', path, serviceColoursResponse, { signal });
      return new Map(colours.map(({ service, series }) => [service, series]));
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}
