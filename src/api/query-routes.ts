import type { FastifyInstance } from 'fastify';
import { environmentIdOf } from '../access/index.ts';
import type { Queries, QueryResult } from '../query/index.ts';
import { queryRequest } from './contract/index.ts';
import { hangUpSignal } from './hang-up-signal.ts';
import { parseRequest } from './parse-request.ts';

const READ = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;

/** One question in Honeycomb's words, answered at once. */
export function registerQueryRoutes(app: FastifyInstance, { queries }: { queries: Queries }): void {
  app.post('/api/ui/environments/:environment/query', { config: READ }, async (request, reply) => {
    const { query, datasets, isSeriesWanted, isTotalSeriesWanted } = parseRequest(queryRequest, request.body);
    const scope = { environment: environmentIdOf(request), datasets };
    const options = { isSeriesWanted, isTotalSeriesWanted, signal: hangUpSignal(reply) };
    return queryView(await queries.run(query, scope, options));
  });
}

const queryView = (result: QueryResult) => ({
  ...result,
  other: result.other ?? null,
  averageSampleRate: result.averageSampleRate ?? null,
});
