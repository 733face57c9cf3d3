import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpanResponse, TraceResponse } from '../../src/api/contract/index.ts';
import { type ApiClient, drawTree, signIn } from '../support/api.ts';
import { type Child, startChild } from '../support/child.ts';
import { breakHome, type Example, installPackages, startFlask } from '../support/examples.ts';
import { readCounter } from '../support/metrics.ts';
import { ROOT } from '../support/repository.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';

const NODE_FOLDER = join(ROOT, 'tests/clients/node-xray');
const SAMPLING_RULE = 'aws.xray.sampling_rule_name';

let server: TestServer;
let api: ApiClient;
beforeAll(async () => {
  server = await startServer();
  api = await signIn(server);
});
afterAll(() => server?.close());

/** Asks with a trace header that has the SDK sample. Gives the id of the trace. */
async function askSampled(url: string, index: number): Promise<string> {
  const [time, rest] = [Math.floor(Date.now() / 1_000).toString(16), index.toString(16).padStart(24, 'a')];
  await fetch(url, { headers: { 'x-amzn-trace-id': `Root=1-${time}-${rest};Sampled=1` } });
  return time + rest;
}

const traceOf = (id: string, what: string) => api.waitForTrace(({ traceId }) => traceId === id, what);

async function fieldsOf(trace: TraceResponse, row = 0) {
  const { spans } = await api.span(trace.traceId, trace.spans.spanId[row] ?? '');
  const span = spans[0] as SpanResponse['spans'][number];
  return { span, fields: Object.fromEntries(span.fields.map(({ name, text }) => [name, text])) };
}

/** Asks until a segment says that the server's rule sampled it: the SDK fetches rules in the background. */
async function waitForRules(url: string, service: string): Promise<void> {
  const isRuled = async () => {
    await fetch(url);
    const { traces } = await api.traces({ service });
    for (const { traceId } of traces) {
      const { fields } = await fieldsOf(await api.trace(traceId));
      if (fields[SAMPLING_RULE] === 'Default') return true;
    }
    return undefined;
  };
  await waitFor(isRuled, { what: 'a segment that names its rule', everyMs: 300 });
}

/** Of so many requests at once without a trace header, how many became segments: one a second, and 5 % of the rest. */
async function sampledOf(url: string, requests: number): Promise<number> {
  const before = await readCounter(server, 'combray_records_accepted_total');
  for (let count = 0; count < requests; count++) await fetch(url);
  // A request after them all that is sampled for sure: what came before it has been counted.
  const last = await askSampled(url, 0xfff);
  await traceOf(last, 'the last request');
  return (await readCounter(server, 'combray_records_accepted_total')) - before - 1;
}

describe('aws-xray-sdk in Flask, told nothing but the daemon’s address', () => {
  let flask: Example;
  beforeAll(async () => {
    flask = await startFlask({
      AWS_XRAY_DAEMON_ADDRESS: server.xray,
      AWS_XRAY_TRACING_NAME: 'flask-shop',
      HEALTH_CHECK_SECONDS: '3600',
    });
  });
  afterAll(() => flask?.process.stop());

  it('a request is a segment with what the middleware knows', async () => {
    const trace = await traceOf(await askSampled(`${flask.origin}/api/activities/home`, 1), 'the home trace');
    const { span, fields } = await fieldsOf(trace);
    expect(span).toMatchObject({ service: 'flask-shop', kind: 'server', parentId: '', status: 0 });
    expect(BigInt(span.durationNs)).toBeGreaterThan(0n);
    expect(fields).toMatchObject({
      'http.request.method': 'GET',
      'url.full': `${flask.origin}/api/activities/home`,
      'url.path': '/api/activities/home',
      'http.response.status_code': '200',
      'telemetry.sdk.name': 'X-Ray for Python',
      'process.runtime.name': 'CPython',
    });
  });

  it('a raise is a failed segment with its traceback', async () => {
    await breakHome(flask, true);
    const trace = await traceOf(await askSampled(`${flask.origin}/api/activities/home`, 2), 'the failed trace');
    await breakHome(flask, false);
    expect(trace).toMatchObject({ spanCount: 1, errorCount: 1 });
    const { span, fields } = await fieldsOf(trace);
    expect(span).toMatchObject({ status: 2, statusMessage: 'the madeleines are missing' });
    expect(fields['aws.xray.fault']).toBe('true');
    const [exception] = span.events.filter(({ name }) => name === 'exception');
    const texts = Object.fromEntries((exception?.fields ?? []).map(({ name, text }) => [name, text]));
    expect(texts).toMatchObject({ 'exception.type': 'ValueError', 'exception.message': 'the madeleines are missing' });
    expect(texts['exception.stacktrace']).toMatch(
      /^Traceback \(most recent call last\):\n {2}File ".+\.py", line \d+, in /,
    );
  });

  it('samples by the rule it fetched: one a second and 5 %', async () => {
    const url = `${flask.origin}/api/activities/home`;
    await waitForRules(url, 'flask-shop');
    const sampled = await sampledOf(url, 200);
    // 200 requests take a second or two; that 5 % of them are 60 and more happens once in 10^20 times.
    expect(sampled).toBeGreaterThanOrEqual(1);
    expect(sampled).toBeLessThan(60);
  });
});

describe('aws-xray-sdk in Express, told nothing but the daemon’s address', () => {
  let app: Child;
  let origin: string;
  beforeAll(async () => {
    installPackages(NODE_FOLDER);
    app = startChild(process.execPath, ['app.cjs'], {
      cwd: NODE_FOLDER,
      env: { AWS_XRAY_DAEMON_ADDRESS: server.xray },
    });
    [, origin = ''] = await app.match(/listening on (http:\S+)/);
  });
  afterAll(() => app?.stop());

  it('a request is a segment with its subsegment, annotation and metadata', async () => {
    const trace = await traceOf(await askSampled(`${origin}/cart`, 3), 'the cart trace');
    expect(drawTree(trace)).toEqual(['node-shop', '  price']);
    const { span, fields } = await fieldsOf(trace, 1);
    expect(span).toMatchObject({ service: 'node-shop', kind: 'internal' });
    expect(fields).toMatchObject({
      articles: '3',
      'aws.xray.annotations': '["articles"]',
      'aws.xray.metadata.default': '{"basket":{"tea":2}}',
      'telemetry.sdk.name': 'X-Ray for Node.js',
    });
  });

  it('a raise is a failed segment with its stack', async () => {
    const trace = await traceOf(await askSampled(`${origin}/broken`, 4), 'the failed trace');
    const { span } = await fieldsOf(trace);
    expect(span).toMatchObject({ status: 2, statusMessage: 'the madeleines are missing' });
    const texts = Object.fromEntries((span.events[0]?.fields ?? []).map(({ name, text }) => [name, text]));
    expect(texts['exception.type']).toBe('TypeError');
    expect(texts['exception.stacktrace']).toMatch(/^TypeError: the madeleines are missing\n {4}at .*app\.cjs:\d+:0\)/);
  });

  it('samples by the rule it fetched', async () => {
    await waitForRules(`${origin}/cart`, 'node-shop');
    expect(await sampledOf(`${origin}/cart`, 200)).toBeLessThan(60);
  });
});
