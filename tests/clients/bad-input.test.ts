import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, drawTree, signIn } from '../support/api.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';

const MIB = 1024 * 1024;
const withKey = { 'x-honeycomb-team': BOOTSTRAP.key };
const protobuf = { ...withKey, 'content-type': 'application/x-protobuf' };

/** The most memory a process ever had, in bytes. */
function peakBytes(pid: number): number {
  const [, kib] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
}

let serial = 0;
const freshTraceId = (): string => `${++serial}`.padStart(32, 'e');
const goodBody = (more: Partial<Parameters<typeof otlpJson>[0]> = {}): string =>
  otlpJson({ traceId: freshTraceId(), spanCount: 2, startMs: Date.now() - 1_000, ...more });

describe('bad input over the wire', () => {
  let server: TestServer;
  let api: ApiClient;

  beforeAll(async () => {
    // Off, so that a missing key is refused on loopback too.
    server = await startServer({ env: { COMBRAY_KEYLESS: 'off' } });
    api = await signIn(server);
  });
  afterAll(() => server?.close());

  it.each([
    ['a JSON body that is none', '{"resourceSpans": [', { ...withKey }],
    ['a protobuf body that is cut short', new Uint8Array([0x0a, 0x7f, 0x01]), protobuf],
    ['gzip that is none', 'not gzip', { ...protobuf, 'content-encoding': 'gzip' }],
    ['an unknown content encoding', '{}', { ...withKey, 'content-encoding': 'br' }],
  ])('%s: 400 with a message in the type of the request', async (_what, body, headers: Record<string, string>) => {
    const answer = await postTraces(server, body, headers);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain(headers['content-type'] ?? 'application/json');
    expect((await answer.text()).length).toBeGreaterThan(5);
  });

  it('no key and an unknown key: 401', async () => {
    expect((await postTraces(server, goodBody(), {})).status).toBe(401);
    expect((await postTraces(server, goodBody(), { 'x-honeycomb-team': 'nobody-knows-this-key0' })).status).toBe(401);
  });

  it('a wrong content type: 415', async () => {
    expect((await postTraces(server, 'a=b', { ...withKey, 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('a wrong method: 405', async () => {
    const answer = await fetch(`${server.otlpHttp}/v1/traces`, { headers: withKey });
    expect(answer.status).toBe(405);
  });

  it('too large as sent: 413', async () => {
    const answer = await postTraces(server, new Uint8Array(21 * MIB), protobuf);
    expect(answer.status).toBe(413);
  });

  it('too large once inflated: 413, long before it is inflated whole', async () => {
    const bomb = gzipSync(new Uint8Array(512 * MIB));
    const before = peakBytes(server.process.pid);
    const answer = await postTraces(server, bomb, { ...protobuf, 'content-encoding': 'gzip' });
    expect(answer.status).toBe(413);
    // The limit is 64 MiB; twice that leaves room for the buffers it is collected in.
    expect(peakBytes(server.process.pid) - before).toBeLessThan(128 * MIB);
  });

  it('many bodies that inflate to nearly the limit, at once: memory for a few of them', async () => {
    // One field that OTLP does not know, so that nothing but its size matters.
    const length = 60 * MIB;
    const varint = [length & 0x7f, (length >> 7) & 0x7f, (length >> 14) & 0x7f, length >> 21].map((bits, at) =>
      at < 3 ? bits | 0x80 : bits,
    );
    const body = gzipSync(Buffer.concat([Buffer.from([0x7a, ...varint]), Buffer.alloc(length)]));
    const before = peakBytes(server.process.pid);
    const headers = { ...protobuf, 'content-encoding': 'gzip' };
    const answers = await Promise.all(Array.from({ length: 16 }, () => postTraces(server, body, headers)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(peakBytes(server.process.pid) - before).toBeLessThan(400 * MIB);
  });

  it('a bad span inside a good batch is left out and counted, its neighbours are kept', async () => {
    const traceId = freshTraceId();
    const request = JSON.parse(goodBody({ traceId, spanCount: 3 }));
    request.resourceSpans[0].scopeSpans[0].spans[1].spanId = '';
    const answer = await postTraces(server, JSON.stringify(request), withKey);
    expect(answer.status).toBe(200);
    const { partialSuccess } = (await answer.json()) as { partialSuccess: { rejectedSpans: number | string } };
    expect(Number(partialSuccess.rejectedSpans)).toBe(1);
    expect(drawTree(await api.trace(traceId))).toEqual(['root', '  child 2']);
  });

  it('names and values of any kind are kept as they are', async () => {
    const traceId = freshTraceId();
    const hostile = '<script>alert(1)</script> "\'\\ \u2028 \u0000 \u{1F36A}';
    const long = 'x'.repeat(64 * 1024);
    const attributes = { '<b>key</b>': hostile, long };
    expect((await postTraces(server, goodBody({ traceId, name: hostile, attributes }), withKey)).status).toBe(200);
    const trace = await api.trace(traceId);
    expect(trace.names).toContain(hostile);
    const { spans } = await api.span(traceId, trace.spans.spanId[0] ?? '');
    const texts = Object.fromEntries((spans[0]?.fields ?? []).map(({ name, text }) => [name, text]));
    expect(texts).toMatchObject({ '<b>key</b>': hostile, long });
  });

  it('a lone surrogate becomes U+FFFD', async () => {
    const traceId = freshTraceId();
    // JSON.stringify writes it as an escape, so the bytes on the wire are valid UTF-8.
    expect((await postTraces(server, goodBody({ traceId, name: 'a\ud800b' }), withKey)).status).toBe(200);
    expect((await api.trace(traceId)).names).toContain('a\uFFFDb');
  });

  it('the server is as healthy as before', async () => {
    expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
    expect(server.process.isRunning()).toBe(true);
    expect(server.process.stderr()).not.toMatch(/"level":(50|60)/);
  });
});
