import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeResponse, mapResponse, type OccurrenceResponse } from '../../src/api/contract/index.ts';
import { type ApiClient, drawTree, signIn } from '../support/api.ts';
import { askHome, HOME_TREE, RAISE, SERVICE, startBootcamp, threeSdks, xrayHeader } from '../support/bootcamp.ts';
import { breakHome, type Example } from '../support/examples.ts';
import { type IssuesClient, issuesOf } from '../support/issues.ts';
import { FIRST_ENVIRONMENT, startServer, type TestServer } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';

const tracesOf = ({ tellings }: OccurrenceResponse) =>
  new Set(tellings.map(({ traceId }) => traceId).filter((traceId) => traceId !== ''));
const tellersOf = ({ tellings }: OccurrenceResponse) => new Set(tellings.map(({ teller }) => teller));

describe('examples/bootcamp: three SDKs at once, each told only where to send', () => {
  let server: TestServer;
  let api: ApiClient;
  let issues: IssuesClient;
  let flask: Example;
  let raises = 0;

  beforeAll(async () => {
    server = await startServer();
    api = await signIn(server);
    issues = issuesOf(api);
    flask = await startBootcamp({ ...threeSdks(server), HEALTH_CHECK_SECONDS: '1' });
  });

  afterAll(async () => {
    await flask?.process.stop();
    await server?.close();
  });

  const homeFigures = async () => {
    const range = new URLSearchParams({ fromMs: String(Date.now() - 600_000), toMs: String(Date.now() + 600_000) });
    const answer = await api.fetch(`/api/ui/environments/${FIRST_ENVIRONMENT}/home?${range}`);
    return homeResponse.parse(await answer.json());
  };

  it('each request is a trace of two spans', async () => {
    await askHome(flask, { times: 3 });
    const look = async () => {
      const { traces } = await api.traces({ rootName: HOME_TREE[0] ?? '' });
      return traces.length >= 3 ? traces : undefined;
    };
    const traces = await waitFor(look, { what: 'three traces' });
    expect(traces.map(({ spanCount, rootService }) => [spanCount, rootService])).toEqual(
      Array.from({ length: 3 }, () => [2, SERVICE]),
    );
    for (const { traceId } of traces) expect(drawTree(await api.trace(traceId))).toEqual(HOME_TREE);
  });

  it('health checks are counted and out of the way; X-Ray telling of the same requests counts none twice', async () => {
    const look = async () => {
      const figures = await homeFigures();
      return figures.healthCheckCount >= 2 ? figures : undefined;
    };
    const figures = await waitFor(look, { what: 'two health checks' });
    expect(figures.groups.map(({ name, requestCount }) => ({ name, requestCount }))).toEqual([
      { name: SERVICE, requestCount: 3 },
    ]);
    expect(figures.traces.newest.map(({ rootName }) => rootName)).toEqual([HOME_TREE[0], HOME_TREE[0], HOME_TREE[0]]);
  });

  it('a message is an issue of its own, a warning with one occurrence', async () => {
    await (await fetch(`${flask.origin}/rollbar/test`)).text();
    const issue = await issues.waitFor('Hello World!', 1);
    expect(issue).toMatchObject({ level: 'warning', deploymentEnvironment: 'production', status: 'new' });
    const occurrence = await issues.occurrence(issue.issueId, 'latest');
    expect(occurrence.body).toMatchObject({ kind: 'message', text: 'Hello World!' });
  });

  it('without a header a raise is two traces, one issue, one occurrence that links both', async () => {
    await breakHome(flask, true);
    // X-Ray's SDK samples one request of each second for certain.
    await sleep(1_100);
    await askHome(flask, { status: 500 });
    raises += 1;
    const { issueId } = await issues.waitFor(RAISE, raises);
    const look = async () => {
      const found = await issues.occurrence(issueId, 'latest');
      return tellersOf(found).size === 3 ? found : undefined;
    };
    const occurrence = await waitFor(look, { what: 'three tellings' });
    expect(tracesOf(occurrence).size).toBe(2);
    expect(occurrence.body).toMatchObject({ kind: 'exception', chain: [{ type: 'ValueError' }] });
    expect((await issues.list()).map(({ title, occurrenceCount }) => [title, occurrenceCount])).toEqual([
      [RAISE, 1],
      ['Hello World!', 1],
    ]);
  });

  it('with X-Amzn-Trace-Id spans and segment are one trace, still of two spans', async () => {
    const { traceId, parentId, headers } = xrayHeader(1);
    await askHome(flask, { status: 500, headers: () => headers });
    raises += 1;
    const { issueId } = await issues.waitFor(RAISE, raises);
    const look = async () => {
      const [error, ...others] = await issues.ofTrace(traceId);
      expect(others).toEqual([]);
      if (!error) return undefined;
      const found = await issues.occurrence(issueId, error.occurrenceId);
      return tellersOf(found).size === 3 ? found : undefined;
    };
    expect(tracesOf(await waitFor(look, { what: 'three tellings' }))).toEqual(new Set([traceId]));
    // Its spans may come in two exports.
    const isWhole = async () => {
      const found = await api.trace(traceId);
      return drawTree(found).length === 2 ? found : undefined;
    };
    const trace = await waitFor(isWhole, { what: 'two spans' });
    expect(drawTree(trace)).toEqual(HOME_TREE);
    expect(trace).toMatchObject({ spanCount: 2, errorCount: 2 });
    const { spans } = await api.span(traceId, trace.spans.spanId[0] ?? '');
    expect(spans[0]?.parentId).toBe(parentId);
  });

  it('the backend is one node on the map, and nothing else is', async () => {
    const range = new URLSearchParams({ fromMs: String(Date.now() - 600_000), toMs: String(Date.now() + 600_000) });
    const answer = await api.fetch(`/api/ui/environments/${FIRST_ENVIRONMENT}/map?${range}`);
    const { nodes, doubledServices } = mapResponse.parse(await answer.json());
    expect(nodes.map(({ name }) => name)).toEqual([SERVICE]);
    expect(doubledServices).toEqual([SERVICE]);
  });
});
