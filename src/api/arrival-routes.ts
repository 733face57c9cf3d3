import type { FastifyInstance } from 'fastify';
import { environmentIdOf } from '../access/index.ts';
import type { Arrivals } from '../intake/index.ts';
import type { Traces } from '../traces/index.ts';
import {
  type ArrivalCountsResponse,
  type ArrivalsResponse,
  arrivalCountsQuery,
  type LatestArrivalResponse,
} from './contract/index.ts';
import { parseRequest } from './parse-request.ts';
import { summaryView } from './trace-views.ts';

const READ = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;
const PATH = '/api/ui/environments/:environment/arrivals';

/**
 * What has arrived in an environment. Pages ask again and again instead of holding a connection each: a browser opens six
 * to one server, so that a seventh tab with an event stream would wait for ever. An asking costs a look at the session and
 * one number: some 0.3 ms, so 100 open pages that ask twice a second take 6 % of one core.
 */
export function registerArrivalRoutes(
  app: FastifyInstance,
  { arrivals, traces }: { arrivals: Arrivals; traces: Traces },
): void {
  app.get(PATH, { config: READ }, async (request): Promise<ArrivalsResponse> => {
    return { cursor: await arrivals.cursor(environmentIdOf(request)) };
  });

  app.get(`${PATH}/latest`, { config: READ }, async (request): Promise<LatestArrivalResponse> => {
    const latest = await traces.latest(environmentIdOf(request));
    return { latestTrace: latest ? summaryView(latest) : null };
  });

  app.get(`${PATH}/counts`, { config: READ }, async (request): Promise<ArrivalCountsResponse> => {
    const { sinceMs } = parseRequest(arrivalCountsQuery, request.query);
    return traces.arrivalCounts(environmentIdOf(request), sinceMs);
  });
}
