import type { FastifyInstance } from 'fastify';
import { environmentIdOf } from '../access/index.ts';
import type { Catalog } from '../catalog/index.ts';
import { CombrayError } from '../model/errors.ts';
import type { Queries } from '../query/index.ts';
import type { Traces } from '../traces/index.ts';
import { type HomeResponse, homeQuery } from './contract/index.ts';
import { hangUpSignal } from './hang-up-signal.ts';
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
    const { fromMs, toMs, service, healthChecks } = parseRequest(homeQuery, request.query);
    if (fromMs >= toMs) throw new CombrayError('request-invalid', 'fromMs: must be before toMs');
    const environment = environmentIdOf(request);
    const scope = {
      ...{ fromMs, toMs, service },
      areHealthChecksShown: healthChecks === 'shown',
      healthCheckPatterns: await catalog.healthChecks.patterns(environment),
    };
    const specs = homeQueries(scope);
    const signal = hangUpSignal(reply);
    const ask = (spec: (typeof specs)[keyof typeof specs], isSeriesWanted = true) =>
      queries.run(spec, { environment }, { signal, isSeriesWanted });
    const top = async (by: 'slowest' | 'newest', isFailed = false) => {
      const spanFilters = homeRequests(scope, isFailed);
      const found = await traces.top(environment, { fromMs, toMs, spanFilters, by, limit: LISTED_MAX });
      return found.map(summaryView);
    };
    const [overview, groups, checks, slowest, failing, newest] = await Promise.all([
      ask(specs.overview),
      ask(specs.groups),
      ask(specs.healthChecks, false),
      top('slowest'),
      top('newest', true),
      top('newest'),
    ]);
    const figures = homeFigures({ overview, groups, healthChecks: checks }, groupColumn(service));
    return { ...figures, traces: { slowest, failing, newest } };
  });
}
