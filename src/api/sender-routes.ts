import type { FastifyInstance } from 'fastify';
import { environmentIdOf } from '../access/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Refusals } from '../intake/index.ts';
import type { SendersResponse } from './contract/index.ts';

const READ = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;
const PATH = '/api/ui/environments/:environment/senders';

/** Who sends to an environment, and what of theirs was not kept. */
export function registerSenderRoutes(
  app: FastifyInstance,
  { catalog, refusals }: { catalog: Pick<Catalog, 'xrayDaemons'>; refusals: Pick<Refusals, 'of'> },
): void {
  app.get(PATH, { config: READ }, async (request): Promise<SendersResponse> => {
    const environment = environmentIdOf(request);
    const { sinceMs, sources, counts, last } = refusals.of(environment);
    return {
      daemons: [...(await catalog.xrayDaemons.list(environment))],
      sinceMs,
      sources: [...sources],
      refusedCounts: [...counts],
      lastRefused: [...last],
    };
  });
}
