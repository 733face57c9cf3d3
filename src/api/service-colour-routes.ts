import type { FastifyInstance } from 'fastify';
import { environmentIdOf } from '../access/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { ServiceColoursResponse } from './contract/index.ts';

const READ = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;

export function registerServiceColourRoutes(app: FastifyInstance, { catalog }: { catalog: Catalog }): void {
  app.get(
    '/api/ui/environments/:environment/service-colours',
    { config: READ },
    async (request): Promise<ServiceColoursResponse> => {
      const colours = await catalog.serviceColours.list(environmentIdOf(request));
      return { colours: Array.from(colours, ([service, series]) => ({ service, series })) };
    },
  );
}
