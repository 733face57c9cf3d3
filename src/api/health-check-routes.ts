import type { FastifyInstance } from 'fastify';
import { environmentIdOf, environmentOf, sessionOf } from '../access/index.ts';
import type { Catalog } from '../catalog/index.ts';
import { type HealthChecksResponse, healthChecksRequest } from './contract/index.ts';
import { parseRequest } from './parse-request.ts';

const READ = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;
const CHANGE = { access: { credential: 'session', role: 'member', environment: 'path' } } as const;
const PATH = '/api/ui/environments/:environment/health-checks';

/** Which requests of an environment are health checks: read, and replaced as a whole. */
export function registerHealthCheckRoutes(app: FastifyInstance, { catalog }: { catalog: Catalog }): void {
  const { healthChecks } = catalog;

  app.get(PATH, { config: READ }, async (request): Promise<HealthChecksResponse> => {
    return { patterns: [...(await healthChecks.patterns(environmentIdOf(request)))] };
  });

  app.post(PATH, { config: CHANGE }, async (request): Promise<HealthChecksResponse> => {
    const { patterns } = parseRequest(healthChecksRequest, request.body);
    const kept = await healthChecks.replace(sessionOf(request), environmentOf(request), patterns);
    return { patterns: [...kept] };
  });
}
