import fastifyCookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { Access, RouteGuard } from '../access/index.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Arrivals, Refusals } from '../intake/index.ts';
import type { Issues } from '../issues/index.ts';
import type { Queries } from '../query/index.ts';
import type { DiskGuard } from '../store/index.ts';
import type { Traces } from '../traces/index.ts';
import { registerArrivalRoutes } from './arrival-routes.ts';
import type { SessionResponse } from './contract/index.ts';
import { createApiErrorHandler, notFoundHandler } from './error-handler.ts';
import { registerHealthCheckRoutes } from './health-check-routes.ts';
import { registerHomeRoutes } from './home-routes.ts';
import { registerIssueRoutes } from './issue-routes.ts';
import { registerKeyRoutes } from './key-routes.ts';
import { registerMapRoutes } from './map-routes.ts';
import { registerOccurrenceRoutes } from './occurrence-routes.ts';
import { registerPage } from './page-routes.ts';
import { registerPeopleRoutes } from './people-routes.ts';
import { registerQueryRoutes } from './query-routes.ts';
import { registerRetentionRoutes } from './retention-routes.ts';
import { registerSenderRoutes } from './sender-routes.ts';
import { registerServiceColourRoutes } from './service-colour-routes.ts';
import { registerSessionRoutes } from './session-routes.ts';
import { registerStatusRoutes } from './status-routes.ts';
import { registerTraceRoutes } from './trace-routes.ts';

export { answerUnroutable } from './error-handler.ts';

export interface ApiOptions {
  readonly access: Access;
  readonly guard: RouteGuard;
  readonly traces: Traces;
  readonly queries: Queries;
  readonly catalog: Catalog;
  readonly disk: Pick<DiskGuard, 'state'>;
  readonly arrivals: Arrivals;
  readonly refusals: Pick<Refusals, 'of'>;
  readonly issues: Issues;
  readonly clock: Clock;
  readonly version: string;
  /** Known only once the server listens. */
  readonly endpoints: () => SessionResponse['endpoints'];
  /** Holds the built page. */
  readonly pageDirectory: string;
  readonly log: Log;
  readonly random: () => number;
  /** Called for each request that failed by a bug. */
  readonly onBug: () => void;
}

/** Everything the browser talks to, and the answer for paths that are nobody's. */
export async function registerApi(app: FastifyInstance, options: ApiOptions): Promise<void> {
  const handleError = createApiErrorHandler(options);
  app.setErrorHandler(handleError);
  app.setNotFoundHandler(notFoundHandler);
  await app.register(async (plugin) => {
    await plugin.register(fastifyCookie);
    // Fastify reads text on its own account; a form of another site may send it without asking.
    plugin.removeContentTypeParser('text/plain');
    plugin.addHook('onRequest', options.guard.authorizeSession);
    plugin.addHook('onSend', async (_request, reply) => {
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    });
    registerSessionRoutes(plugin, options);
    registerKeyRoutes(plugin, options);
    registerPeopleRoutes(plugin, options);
    registerTraceRoutes(plugin, options);
    registerIssueRoutes(plugin, options);
    registerOccurrenceRoutes(plugin, options);
    registerQueryRoutes(plugin, options);
    registerHealthCheckRoutes(plugin, options);
    registerHomeRoutes(plugin, options);
    registerMapRoutes(plugin, options);
    registerRetentionRoutes(plugin, options);
    registerSenderRoutes(plugin, options);
    registerStatusRoutes(plugin, options);
    registerArrivalRoutes(plugin, options);
    registerServiceColourRoutes(plugin, options);
  });
  await app.register((plugin) => registerPage(plugin, { directory: options.pageDirectory }));
}
