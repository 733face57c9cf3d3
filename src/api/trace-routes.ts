import type { FastifyInstance } from 'fastify';
import { environmentIdOf } from '../access/index.ts';
import type { Catalog } from '../catalog/index.ts';
import { CombrayError } from '../model/errors.ts';
import { parseSpanId, parseTraceId } from '../model/ids.ts';
import type { Traces } from '../traces/index.ts';
import {
  type LogResponse,
  rangeQuery,
  type ServicesResponse,
  type SpanResponse,
  type TraceListResponse,
  type TraceResponse,
  traceListQuery,
  traceQuery,
} from './contract/index.ts';
import { parseRequest } from './parse-request.ts';
import { requestFiltersOf } from './trace-request-filters.ts';
import { logView, spanView, summaryView, traceView } from './trace-views.ts';

const READ = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;
const PREFIX = '/api/ui/environments/:environment';

interface TraceParams {
  traceId: string;
  spanId: string;
  logKey: string;
}

const LOG_KEY = /^[0-9a-f]{1,16}$/;

/** Lists and single traces of one environment, for the page. */
export function registerTraceRoutes(
  app: FastifyInstance,
  { traces, catalog }: { traces: Traces; catalog: Catalog },
): void {
  app.get(`${PREFIX}/services`, { config: READ }, async (request): Promise<ServicesResponse> => {
    return { services: await traces.services(environmentIdOf(request), parseRequest(rangeQuery, request.query)) };
  });

  app.get(`${PREFIX}/traces`, { config: READ }, async (request): Promise<TraceListResponse> => {
    const environment = environmentIdOf(request);
    const query = parseRequest(traceListQuery, request.query);
    const spanFilters = await requestFiltersOf(query, () => catalog.healthChecks.patterns(environment));
    const doubledServices = spanFilters && (await traces.doubledServices(environment, query));
    const found = await traces.list(environment, {
      ...query,
      spanFilters,
      doubledServices,
      counted: query.requestCounted,
    });
    return { traces: found.traces.map(summaryView), totalCount: found.totalCount };
  });

  app.get<{ Params: TraceParams }>(
    `${PREFIX}/traces/:traceId`,
    { config: READ },
    async (request): Promise<TraceResponse> => {
      const { aroundMs } = parseRequest(traceQuery, request.query);
      const trace = await traces.trace(environmentIdOf(request), readTraceId(request.params.traceId), aroundMs);
      if (!trace) throw new CombrayError('not-found', 'there is no such trace in this environment');
      return traceView(trace);
    },
  );

  app.get<{ Params: TraceParams }>(
    `${PREFIX}/traces/:traceId/spans/:spanId`,
    { config: READ },
    async (request): Promise<SpanResponse> => {
      const { aroundMs } = parseRequest(traceQuery, request.query);
      const spanId = parseSpanId(request.params.spanId);
      if (!spanId) throw new CombrayError('request-invalid', 'a span id is 1 to 16 hex digits');
      const at = [environmentIdOf(request), readTraceId(request.params.traceId), spanId, aroundMs] as const;
      const [spans, document] = await Promise.all([traces.spans(...at), traces.document(...at)]);
      if (spans.length === 0) throw new CombrayError('not-found', 'there is no such span in this trace');
      return { spans: spans.map(spanView), document: document ?? null };
    },
  );

  app.get<{ Params: TraceParams }>(
    `${PREFIX}/traces/:traceId/logs/:logKey`,
    { config: READ },
    async (request): Promise<LogResponse> => {
      const { aroundMs } = parseRequest(traceQuery, request.query);
      const { traceId, logKey } = request.params;
      if (!LOG_KEY.test(logKey))
        throw new CombrayError('request-invalid', 'the key of a log record is 1 to 16 hex digits');
      const log = await traces.log(environmentIdOf(request), readTraceId(traceId), logKey, aroundMs);
      if (!log) throw new CombrayError('not-found', 'there is no such log record in this trace');
      return logView(log);
    },
  );
}

function readTraceId(text: string) {
  const traceId = parseTraceId(text);
  if (!traceId) throw new CombrayError('request-invalid', 'a trace id is 1 to 32 hex digits');
  return traceId;
}
