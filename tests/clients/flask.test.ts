import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpanResponse, TraceResponse } from '../../src/api/contract/index.ts';
import { type ApiClient, drawTree, logRecords, metricMax, signIn } from '../support/api.ts';
import { breakHome, type Example, exporterEnvironment, startFlask } from '../support/examples.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';

describe('examples/bootcamp: Flask with the official SDK, told nothing but endpoint, headers and name', () => {
  let server: TestServer;
  let api: ApiClient;
  let flask: Example;

  beforeAll(async () => {
    server = await startServer();
    api = await signIn(server);
    flask = await startFlask({
      ...exporterEnvironment(server, BOOTSTRAP.key, 'backend-flask'),
      HEALTH_CHECK_SECONDS: '1',
    });
  });

  afterAll(async () => {
    await flask?.process.stop();
    await server?.close();
  });

  const spanNamed = async (trace: TraceResponse, name: string): Promise<SpanResponse['spans'][number]> => {
    const row = trace.spans.name.findIndex((index) => trace.names[index] === name);
    const { spans } = await api.span(trace.traceId, trace.spans.spanId[row] ?? '');
    expect(spans).toHaveLength(1);
    return spans[0]!;
  };

  it('each request is a trace of exactly two spans', async () => {
    for (let count = 0; count < 3; count++) expect((await fetch(`${flask.origin}/api/activities/home`)).ok).toBe(true);
    const listed = await waitFor(
      async () => {
        const { traces } = await api.traces({ rootName: '/api/activities/home' });
        return traces.length >= 3 ? traces : undefined;
      },
      { what: 'three traces' },
    );
    expect(listed).toHaveLength(3);
    for (const { traceId, rootService, spanCount, errorCount } of listed) {
      expect({ rootService, spanCount, errorCount }).toEqual({
        rootService: 'backend-flask',
        spanCount: 2,
        errorCount: 0,
      });
      expect(drawTree(await api.trace(traceId))).toEqual(['GET /api/activities/home', '  home-activities-mock-data']);
    }
  });

  it('the hand-made span carries app.now and app.result_length', async () => {
    await fetch(`${flask.origin}/api/activities/home`);
    const trace = await api.waitForTrace(({ rootName }) => rootName === 'GET /api/activities/home', 'the home trace');
    const { fields } = await spanNamed(trace, 'home-activities-mock-data');
    const field = (name: string) => fields.find((candidate) => candidate.name === name);
    expect(field('app.result_length')).toEqual({ name: 'app.result_length', type: 'int', text: '3' });
    expect(field('app.now')).toMatchObject({ type: 'string', text: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
  });

  it('the server span carries what the Flask instrumentation knows', async () => {
    const trace = await api.waitForTrace(({ rootName }) => rootName === 'GET /api/activities/home', 'the home trace');
    const span = await spanNamed(trace, 'GET /api/activities/home');
    expect(span).toMatchObject({ service: 'backend-flask', kind: 'server', parentId: '', status: 0 });
    const names = span.fields.map(({ name }) => name);
    for (const name of [
      'trace.trace_id',
      'trace.span_id',
      'duration_ms',
      'http.route',
      'service.name',
      'telemetry.sdk.language',
    ])
      expect(names).toContain(name);
    expect(BigInt(span.durationNs)).toBeGreaterThan(0n);
  });

  it('the health check is called by itself: a client span above a server span', async () => {
    const trace = await api.waitForTrace(({ rootName }) => rootName === 'GET', 'a health check');
    expect(drawTree(trace)).toEqual(['GET', '  GET /api/health-check']);
  });

  it('home, switched to raise, is a failed trace with its exception in both spans', async () => {
    await breakHome(flask, true);
    expect((await fetch(`${flask.origin}/api/activities/home`)).status).toBe(500);
    await breakHome(flask, false);
    const trace = await api.waitForTrace(({ errorCount }) => errorCount > 0, 'the failed trace');
    expect(trace).toMatchObject({ spanCount: 2, errorCount: 2 });
    for (const name of ['GET /api/activities/home', 'home-activities-mock-data']) {
      const span = await spanNamed(trace, name);
      expect(span.status).toBe(2);
      const [exception] = span.events.filter((event) => event.name === 'exception');
      const texts = Object.fromEntries((exception?.fields ?? []).map((field) => [field.name, field.text]));
      expect(texts).toMatchObject({
        'exception.type': 'ValueError',
        'exception.message': 'the madeleines are missing',
        'exception.stacktrace': expect.stringContaining('app.py'),
      });
    }
  });

  it('what it logs arrives with its trace, what it raises with its exception', async () => {
    await fetch(`${flask.origin}/api/activities/home`);
    const home = await api.waitForTrace(
      ({ rootName, errorCount }) => rootName === 'GET /api/activities/home' && errorCount === 0,
      'the home trace',
    );
    const said = await logRecords(api, 'backend-flask', 'showing 3 activities');
    expect(said.map((row) => row['trace.trace_id'])).toContain(home.traceId);
    expect(said[0]).toMatchObject({ severity_text: 'INFO', feed: 'home', 'library.name': 'home.activities' });
    const [raised] = await logRecords(api, 'backend-flask', 'Exception on /api/activities/home [GET]');
    expect(raised).toMatchObject({ severity_text: 'ERROR', 'exception.type': 'ValueError' });
    expect((await api.trace(String(raised?.['trace.trace_id']))).errorCount).toBe(2);
  });

  it('its own metric and those of the instrumentation arrive', async () => {
    await fetch(`${flask.origin}/api/activities/home`);
    expect(await metricMax(api, 'backend-flask', 'app.activities_shown')).toBeGreaterThanOrEqual(3);
    expect(await metricMax(api, 'backend-flask', 'http.server.duration.count')).toBeGreaterThanOrEqual(1);
  });
});
