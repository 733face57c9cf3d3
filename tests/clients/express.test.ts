import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, drawTree, logRecords, metricMax, signIn } from '../support/api.ts';
import { type Example, exporterEnvironment, startExpress } from '../support/examples.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';

describe('examples/node-express: Express with the official SDK', () => {
  let server: TestServer;
  let api: ApiClient;
  let express: Example | undefined;

  beforeAll(async () => {
    server = await startServer();
    api = await signIn(server);
  });

  afterEach(async () => {
    await express?.process.stop();
  });

  afterAll(() => server?.close());

  const requestHome = async (tracing: 'http' | 'auto', service: string) => {
    express = await startExpress(tracing, exporterEnvironment(server, BOOTSTRAP.key, service));
    expect((await fetch(`${express.origin}/api/activities/home`)).ok).toBe(true);
    return api.waitForTrace(({ rootService }) => rootService === service, `a trace of ${service}`);
  };

  it('the HTTP instrumentation alone gives exactly two spans, the server span named GET', async () => {
    const trace = await requestHome('http', 'node-http');
    expect(drawTree(trace)).toEqual(['GET', '  home-activities-mock-data']);
    const { spans } = await api.span(trace.traceId, trace.spans.spanId[1] ?? '');
    const texts = Object.fromEntries((spans[0]?.fields ?? []).map(({ name, text }) => [name, text]));
    expect(texts).toMatchObject({
      'app.result_length': '3',
      'app.now': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      'service.name': 'node-http',
    });
  });

  it('auto-instrumentations-node: every span it sends is in one tree', async () => {
    const first = await requestHome('auto', 'node-auto');
    // The SDK sends the rest when it ends.
    await express?.process.stop();
    const trace = await api.trace(first.traceId);
    const [sent] = await api.query({
      calculations: [{ op: 'COUNT' }],
      filters: [
        { column: 'meta.signal_type', op: '=', value: 'trace' },
        { column: 'service.name', op: '=', value: 'node-auto' },
      ],
    });
    expect(trace.spanCount).toBe(sent?.COUNT);
    expect(trace.rootCount).toBe(1);
    expect(trace.spans.parent.filter((parent) => parent === -1)).toHaveLength(1);
    const tree = drawTree(trace);
    expect(tree[0]).toBe('GET /api/activities/home');
    expect(tree.length).toBeGreaterThan(2);
    expect(tree.some((line) => line.trim() === 'home-activities-mock-data')).toBe(true);
  });

  it('its log records and metrics arrive too', async () => {
    const trace = await requestHome('http', 'node-signals');
    const said = await logRecords(api, 'node-signals', 'showing 3 activities');
    expect(said).toMatchObject([{ 'trace.trace_id': trace.traceId, severity_text: 'INFO', feed: 'home' }]);
    expect(await metricMax(api, 'node-signals', 'app.activities_shown')).toBe(3);
    expect(await metricMax(api, 'node-signals', 'http.server.request.duration.count')).toBe(1);
  });
});
