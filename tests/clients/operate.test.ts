import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnvironment, startChild } from '../support/child.ts';
import { callGrpc, EXPORT_METHODS, openGrpcClient } from '../support/grpc.ts';
import { readCounter } from '../support/metrics.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { ROOT, readRepositoryFile } from '../support/repository.ts';
import { BOOTSTRAP, makeDataDirectory, spawnServer, startServer, type TestServer } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';

let serial = 0;
const freshBody = (): string =>
  otlpJson({ traceId: `${++serial}`.padStart(32, 'a'), spanCount: 2, startMs: Date.now() - 1_000 });

describe('npm start', () => {
  it('neither installs nor builds when nothing has changed', () => {
    const started = spawnSync(process.execPath, [join(ROOT, 'scripts/start.mjs'), '--version'], { encoding: 'utf8' });
    const { version } = JSON.parse(readRepositoryFile('package.json'));
    expect([started.status, started.stdout, started.stderr]).toEqual([0, `${version}\n`, '']);
  });

  it('ends its server, drained, when npm is told to end', async () => {
    const dataDirectory = makeDataDirectory();
    const ports = {
      COMBRAY_HTTP_PORT: '0',
      COMBRAY_OTLP_HTTP_PORT: '0',
      COMBRAY_OTLP_GRPC_PORT: '0',
      COMBRAY_XRAY_PORT: '0',
    };
    const npm = startChild('npm', ['start'], { cwd: ROOT, env: { COMBRAY_DATA: dataDirectory, ...ports } });
    await npm.match(/sign-in\?token=/);
    const { pid } = JSON.parse(readFileSync(join(dataDirectory, 'combray.json'), 'utf8'));
    await npm.stop('SIGTERM');
    await waitFor(() => (existsSync(`/proc/${pid}`) ? undefined : true), { what: 'the server to end' });
    expect(existsSync(join(dataDirectory, 'combray.json'))).toBe(false);
    rmSync(dataDirectory, { recursive: true, force: true });
  });
});

describe('a server as its operator sees it', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ isBootstrapped: false });
  });
  afterAll(() => server?.close());

  it('combray.json names the process, its version and its ports', () => {
    const file = JSON.parse(readFileSync(join(server.dataDirectory, 'combray.json'), 'utf8'));
    expect(file).toMatchObject({ pid: server.process.pid, version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(`http://127.0.0.1:${file.ports.http}`).toBe(server.origin);
    expect(`http://127.0.0.1:${file.ports.otlpHttp}`).toBe(server.otlpHttp);
    expect(`http://127.0.0.1:${file.ports.otlpGrpc}`).toBe(server.otlpGrpc);
  });

  it('the first-run block gives lines that work when pasted', async () => {
    const [, headers = ''] = await server.process.match(/OTEL_EXPORTER_OTLP_HEADERS=x-honeycomb-team=(\S+)/);
    expect(server.process.stdout()).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${server.otlpHttp}`);
    expect((await postTraces(server, freshBody(), { 'x-honeycomb-team': headers })).status).toBe(200);
  });

  it('--print-setup gives a running server a new key within a second, and a new link', async () => {
    const child = spawnServer({ dataDirectory: server.dataDirectory, isBootstrapped: false, args: ['--print-setup'] });
    expect(await child.exited).toEqual({ code: 0, signal: null });
    const [, key = ''] = await child.match(/x-honeycomb-team=(\S+)/);
    const accepted = async () =>
      (await postTraces(server, freshBody(), { 'x-honeycomb-team': key })).ok ? true : undefined;
    await waitFor(accepted, { what: 'the new key to be known', timeoutMs: 1_500 });
    const [, token] = await child.match(/sign-in\?token=(\S+)/);
    const signIn = () =>
      fetch(`${server.origin}/api/ui/session/link`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.origin },
        body: JSON.stringify({ token }),
      });
    expect((await signIn()).status).toBe(204);
    expect((await signIn()).status).toBe(401);
  });

  it('on loopback a missing key goes to the first environment, unless the request came through a proxy', async () => {
    expect((await postTraces(server, freshBody(), {})).status).toBe(200);
    expect((await postTraces(server, freshBody(), { 'x-forwarded-for': '203.0.113.9' })).status).toBe(401);
    expect((await postTraces(server, freshBody(), { 'x-honeycomb-team': 'unknown-unknown-unkno1' })).status).toBe(401);
  });

  it('/healthz, /readyz and the intake counters of /metrics', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await fetch(`${server.origin}${path}`)).status).toBe(200);
    const [accepted, requests, bytes, inserts] = await Promise.all(
      ['records_accepted', 'requests', 'body_bytes', 'inserts'].map((name) =>
        readCounter(server, `combray_${name}_total`),
      ),
    );
    await postTraces(server, freshBody(), {});
    expect(await readCounter(server, 'combray_records_accepted_total')).toBe((accepted ?? 0) + 2);
    expect(await readCounter(server, 'combray_requests_total')).toBe((requests ?? 0) + 1);
    expect(await readCounter(server, 'combray_body_bytes_total')).toBeGreaterThan(bytes ?? 0);
    expect(await readCounter(server, 'combray_inserts_total')).toBeGreaterThan(inserts ?? 0);
  });
});

it('a full queue is a retryable refusal with a delay of one to three seconds', async () => {
  const server = await startServer({ env: { COMBRAY_QUEUE_MAX: '1KiB' } });
  const attributes = { long: 'x'.repeat(4096) };
  const body = () =>
    otlpJson({ traceId: `${++serial}`.padStart(32, 'b'), spanCount: 20, startMs: Date.now(), attributes });
  const answers = await Promise.all(Array.from({ length: 40 }, () => postTraces(server, body(), {})));
  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) {
    expect([429, 503]).toContain(answer.status);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(3);
  }
  await server.close();
});

it('with a certificate every listener speaks TLS', async () => {
  const folder = makeDataDirectory();
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', ...subject].concat(
      ['-keyout', key, '-out', certificate],
    ),
    { stdio: 'ignore', env: cleanEnvironment({}) },
  );
  const child = spawnServer({
    dataDirectory: join(folder, 'data'),
    env: { COMBRAY_TLS_CERT: certificate, COMBRAY_TLS_KEY: key },
  });
  const [, otlpHttp = ''] = await child.match(/OTEL_EXPORTER_OTLP_ENDPOINT=(https:\S+)/);
  const [, origin = ''] = await child.match(/(https:\S+)\/sign-in/);
  expect(otlpHttp).not.toBe(origin);
  const status = (url: string) =>
    new Promise((resolve, reject) => {
      const sent = request(url, { ca: readFileSync(certificate) }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', reject).end();
    });
  expect(await Promise.all([origin, otlpHttp].map((base) => status(`${base}/readyz`)))).toEqual([200, 200]);
  const [, otlpGrpc = ''] = await child.match(/over gRPC: OTEL_EXPORTER_OTLP_ENDPOINT=(https:\S+)/);
  const client = openGrpcClient(otlpGrpc, { caPem: readFileSync(certificate) });
  const metadata = new Metadata();
  metadata.set('x-honeycomb-team', BOOTSTRAP.key);
  expect(await callGrpc(client, EXPORT_METHODS.traces, Buffer.alloc(0), { metadata })).toMatchObject({ status: 0 });
  client.close();
  expect(await child.stop()).toEqual({ code: 0, signal: null });
  rmSync(folder, { recursive: true, force: true });
});
