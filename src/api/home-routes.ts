import type { FastifyInstance } from 'fastify';
import { environmentIdOf } from '../access/index.ts';
import type { Catalog } from '../catalog/index.ts';
import { CombrayError } from '../model/errors.ts';
import type { Queries } from '../query/index.ts';
import type { Traces } from '../traces/index.ts';
import { type HomeResponse, homeQuery } from './contract/index.ts';
import { hangUpSignal } from './hang-up-signal.ts';
import {
  HEALTH_CHECK_OPTIONS,
  healthCheckCountOf,
  healthCheckFiltersOf,
  healthCheckQuery,
} from './home-health-checks.ts';
import { groupColumn, homeQueries, homeRequests } from './home-queries.ts';
import { homeFigures } from './home-view.ts';
import { parseRequest } from './parse-request.ts';
import { summaryView } from './trace-views.ts';

const READ = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;
/** Traces in each list. */
const LISTED_MAX = 6;

interface HomeParts {
  readonly catalog: Catalog;
  readonly queries: Queries;
  readonly traces: Traces;
}

/** How the requests of an environment, or of one service, are doing: one answer, so that its numbers agree. */
export function registerHomeRoutes(app: FastifyInstance, { catalog, queries, traces }: HomeParts): void {
  app.get('/api/ui/environments/:environment/home', { config: READ }, async (request, reply): Promise<HomeResponse> => {
    const { fromMs, toMs, service, healthChecks, counted } = parseRequest(homeQuery, request.query);
    if (fromMs >= toMs) throw new CombrayError('request-invalid', 'fromMs: must be before toMs');
    const environment = environmentIdOf(request);
    const signal = hangUpSignal(reply);
    const range = { fromMs, toMs, service };
    const [patterns, doubledServices] = await Promise.all([
      catalog.healthChecks.patterns(environment),
      traces.doubledServices(environment, range),
    ]);
    const asked = { environment, doubledServices, counted };
    const options = { ...HEALTH_CHECK_OPTIONS, signal };
    const checks = await queries.run(healthCheckQuery(range, patterns), asked, options);
    const scope = {
      ...range,
      healthCheckFilters: healthChecks === 'shown' ? [] : healthCheckFiltersOf(checks, patterns),
    };
    const top = async (by: 'slowest' | 'newest', isFailed = false) => {
      const spanFilters = homeRequests(scope, isFailed);
      const requests = { ...range, doubledServices, counted, spanFilters };
      const found = await traces.top(environment, { ...requests, by, limit: LISTED_MAX });
      return found.map(summaryView);
    };
    const specs = homeQueries(scope);
    const [overview, groups, slowest, failing, newest] = await Promise.all([
      queries.run(specs.overview, asked, { signal }),
      queries.run(specs.groups, asked, { signal }),
      top('slowest'),
      top('newest', true),
      top('newest'),
    ]);
    return {
      ...homeFigures({ overview, groups }, groupColumn(service)),
      healthCheckCount: healthCheckCountOf(checks),
      doubledServices: doubledServices.filter((name) => service === undefined || name === service),
      traces: { slowest, failing, newest },
    };
  });
}
