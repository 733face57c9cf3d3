import type { z } from 'zod';
import {
  latestArrivalResponse,
  type QueryResponse,
  queryResponse,
  type SpanResponse,
  spanResponse,
  type TraceListResponse,
  type TraceResponse,
  traceListResponse,
  traceResponse,
} from '../../src/api/contract/index.ts';
import type { QuerySpec } from '../../src/model/query-spec.ts';
import { BOOTSTRAP, FIRST_ENVIRONMENT, type TestServer } from './server.ts';
import { waitFor } from './wait.ts';

/** The web API as a signed-in person sees it; every answer is checked against the contract. */
export interface ApiClient {
  /** As sent; for refusals. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  traces(query?: Readonly<Record<string, string | number>>): Promise<TraceListResponse>;
  trace(traceId: string): Promise<TraceResponse>;
  span(traceId: string, spanId: string): Promise<SpanResponse>;
  /** The first trace that `matches`, waited for at most 10 s: what the issue promises a user. */
  waitForTrace(matches: (trace: TraceListResponse['traces'][number]) => boolean, what: string): Promise<TraceResponse>;
  latestTraceId(): Promise<string | undefined>;
  /** The rows of a query's result. */
  query(query: QuerySpec): Promise<QueryResponse['results'][number]['data'][]>;
}

const HOUR_MS = 3_600_000;

export async function signIn({ origin }: TestServer): Promise<ApiClient> {
  const answer = await fetch(`${origin}/api/ui/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ email: BOOTSTRAP.email, password: BOOTSTRAP.password }),
  });
  if (answer.status !== 204) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return createClient(origin, cookie);
}

function createClient(origin: string, cookie: string): ApiClient {
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${origin}${path}`, { ...init, headers: { cookie, origin, ...init.headers } });
  const get = async <T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>> => {
    const answer = await send(`/api/ui/environments/${FIRST_ENVIRONMENT}/${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return schema.parse(await answer.json());
  };
  const traces: ApiClient['traces'] = (query = {}) => {
    const range = { fromMs: Date.now() - HOUR_MS, toMs: Date.now() + HOUR_MS };
    const pairs = Object.entries({ ...range, ...query }).map(([name, value]) => [name, String(value)]);
    return get(`traces?${new URLSearchParams(Object.fromEntries(pairs))}`, traceListResponse);
  };
  const trace: ApiClient['trace'] = (traceId) => get(`traces/${traceId}`, traceResponse);
  return {
    fetch: send,
    traces,
    trace,
    span: (traceId, spanId) => get(`traces/${traceId}/spans/${spanId}`, spanResponse),
    waitForTrace: async (matches, what) => {
      const look = async () => (await traces()).traces.find(matches);
      return trace((await waitFor(look, { what })).traceId);
    },
    query: async (query) => {
      const path = `/api/ui/environments/${FIRST_ENVIRONMENT}/query`;
      const headers = { 'content-type': 'application/json' };
      const answer = await send(path, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query, isSeriesWanted: false }),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return queryResponse.parse(await answer.json()).results.map(({ data }) => data);
    },
    latestTraceId: async () => (await get('arrivals/latest', latestArrivalResponse)).latestTrace?.traceId,
  };
}

/** A trace as lines of `depth name`, to compare at a glance. */
export function drawTree({ spans, names }: TraceResponse): readonly string[] {
  return spans.spanId.map((_, row) => `${'  '.repeat(spans.depth[row] ?? 0)}${names[spans.name[row] ?? -1]}`);
}

/** The log records of a service with this body, each with the fields the examples send; waited for. */
export function logRecords(api: ApiClient, service: string, body: string): Promise<Row[]> {
  return rows(api, {
    calculations: [{ op: 'COUNT' }],
    breakdowns: ['trace.trace_id', 'severity_text', 'feed', 'library.name', 'exception.type'],
    filters: [
      { column: 'meta.signal_type', op: '=', value: 'log' },
      { column: 'service.name', op: '=', value: service },
      { column: 'body', op: '=', value: body },
    ],
  });
}

/** The largest value a service has sent of this metric; waited for. */
export async function metricMax(api: ApiClient, service: string, column: string): Promise<number> {
  const [row] = await rows(api, {
    calculations: [{ op: 'MAX', column }],
    filters: [
      { column: 'meta.signal_type', op: '=', value: 'metric' },
      { column: 'service.name', op: '=', value: service },
      { column, op: 'exists' },
    ],
  });
  return Number(row?.[`MAX(${column})`]);
}

type Row = Awaited<ReturnType<ApiClient['query']>>[number];

function rows(api: ApiClient, query: QuerySpec): Promise<Row[]> {
  const look = async () => {
    const found = await api.query(query);
    const isThere = found.some((row) => Object.values(row).some((value) => value !== null && value !== 0));
    return isThere ? found : undefined;
  };
  return waitFor(look, { what: `rows of ${JSON.stringify(query)}` });
}
