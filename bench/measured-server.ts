import { type QueryRequest, type QueryResponse, queryResponse } from '../src/api/contract/index.ts';
import { type ApiClient, signIn } from '../tests/support/api.ts';
import { BOOTSTRAP, FIRST_ENVIRONMENT, startServer, type TestServer } from '../tests/support/server.ts';
import { waitFor } from '../tests/support/wait.ts';
import { runScript } from './child.ts';
import type { LoadReport } from './load/load.ts';

/** Of one request: what SDKs and Collectors send by default. */
export const BODY_SPANS = 512;
export const CONNECTIONS = 32;
export const DAY_HOURS = 24;

/** Starts the server and says how long it took to answer `/readyz`. */
export async function startMeasured(dataDirectory: string): Promise<{ server: TestServer; startMs: number }> {
  const start = performance.now();
  const server = await startServer({ dataDirectory, everyMs: 5 });
  return { server, startMs: performance.now() - start };
}

/** Posts so many spans, spread over the last day, from a process of its own. */
export function load({ otlpHttp }: TestServer, spans: number): Promise<LoadReport> {
  const options = { endpoint: otlpHttp, key: BOOTSTRAP.key, spans, connections: CONNECTIONS };
  const args = Object.entries({ ...options, 'body-spans': BODY_SPANS, 'spread-hours': DAY_HOURS });
  return runScript('load/main.ts', ...args.map(([name, value]) => `--${name}=${value}`));
}

export interface QueryClient {
  readonly api: ApiClient;
  query(request: QueryRequest): Promise<QueryResponse>;
}

export async function openQueries(server: TestServer): Promise<QueryClient> {
  const api = await signIn(server);
  return {
    api,
    async query(request) {
      const answer = await api.fetch(`/api/ui/environments/${FIRST_ENVIRONMENT}/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
      if (!answer.ok) throw new Error(`query: ${answer.status} ${await answer.text()}`);
      return queryResponse.parse(await answer.json());
    },
  };
}

/** How many spans a query counts. */
export async function countSpans({ query }: QueryClient): Promise<number> {
  const nowSeconds = Math.ceil(Date.now() / 1_000);
  const { matchedRowCount } = await query({
    query: {
      calculations: [{ op: 'COUNT' }],
      filters: [{ column: 'duration_ms', op: 'exists' }],
      start_time: nowSeconds - (DAY_HOURS + 1) * 3_600,
      end_time: nowSeconds + 60,
    },
    isSeriesWanted: false,
  });
  return matchedRowCount;
}

/** Waits until a query counts so many spans. */
export async function waitUntilReadable(client: QueryClient, spans: number): Promise<void> {
  const look = async () => ((await countSpans(client)) >= spans ? true : undefined);
  await waitFor(look, { what: `${spans} spans to be readable`, timeoutMs: 30_000, everyMs: 10 });
}
