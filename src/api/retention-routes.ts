import type { FastifyInstance } from 'fastify';
import { environmentIdOf, environmentOf, sessionOf } from '../access/index.ts';
import type { Catalog, EnvironmentRetention } from '../catalog/index.ts';
import { type RetentionResponse, retentionRequest } from './contract/index.ts';
import { parseRequest } from './parse-request.ts';

const READ = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;
const CHANGE = { access: { credential: 'session', role: 'admin', environment: 'path' } } as const;
const PATH = '/api/ui/environments/:environment/retention';

/** How long an environment keeps what it receives: read, and replaced as a whole. */
export function registerRetentionRoutes(app: FastifyInstance, { catalog }: { catalog: Catalog }): void {
  const { retention } = catalog;

  app.get(PATH, { config: READ }, async (request): Promise<RetentionResponse> => {
    return viewOf(await retention.of(environmentIdOf(request)));
  });

  app.put(PATH, { config: CHANGE }, async (request): Promise<RetentionResponse> => {
    const wanted = parseRequest(retentionRequest, request.body);
    await retention.replace(sessionOf(request), environmentOf(request), wanted);
    return viewOf(await retention.of(environmentIdOf(request)));
  });
}

function viewOf({ datasets, ...rest }: EnvironmentRetention): RetentionResponse {
  return { ...rest, datasets: [...datasets] };
}
