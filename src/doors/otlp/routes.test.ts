import { deflateSync, gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance, type FastifyRequest, type LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { batchRows } from '../../../tests/support/batch-rows.ts';
import {
  attribute,
  logsRequest,
  metricsRequest,
  SPAN_ID,
  TRACE_ID,
  traceRequest,
} from '../../../tests/support/otlp-decode.ts';
import { encodeRequest, encodeTraceRequest } from '../../../tests/support/otlp-protobuf.ts';
import { createManualClock } from '../../base/clock.ts';
import { createInflater } from '../../base/inflate.ts';
import type { Log } from '../../base/log.ts';
import type { IntakeRequest } from '../../intake/index.ts';
import { CombrayError } from '../../model/errors.ts';
import type { EnvironmentId } from '../../model/ids.ts';
import { DEFAULT_RECORD_LIMITS } from '../../model/limits.ts';
import { otlpRoutes } from './index.ts';
import { OTLP_SIGNALS, type OtlpSignal, signalPath } from './signals.ts';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
const NOW_MS = 1_790_000_000_000;
const KEY = 'a key that is known';
const bodyLimits = { bodyBytesMax: 50_000, inflatedBytesMax: 200_000 };

const request = traceRequest([
  { name: 'GET', startTimeUnixNano: `${NOW_MS}000000`, endTimeUnixNano: `${NOW_MS + 1}000000` },
]);
const protobuf = Buffer.from(encodeTraceRequest(request));
const json = JSON.stringify(request);

let app: FastifyInstance;
let accepted: IntakeRequest[] = [];
let refused: string[] = [];
let failure: Error | undefined;
let bodyReads = 0;
let bugCount = 0;
const logged: unknown[] = [];
const log: Log = {
  debug: (fields) => logged.push(fields),
  info: (fields) => logged.push(fields),
  warn: (fields) => logged.push(fields),
  error: (fields) => logged.push(fields),
};
const inflater = createInflater();

beforeAll(async () => {
  app = Fastify({ bodyLimit: 100 });
  app.addHook('preParsing', async () => {
    bodyReads++;
  });
  await app.register(otlpRoutes, {
    bodyLimits,
    recordLimits: DEFAULT_RECORD_LIMITS,
    retentionMs: 1_000,
    clock: createManualClock(NOW_MS),
    random: () => 0.99,
    log,
    inflater,
    intake: {
      accept: async (given) => {
        if (failure) throw failure;
        accepted.push(given);
      },
      refused: (_door, code) => refused.push(code),
    },
    onBug: () => {
      bugCount++;
    },
    authorize: async ({ headers }: FastifyRequest) => {
      if (headers['x-honeycomb-team'] === undefined)
        throw new CombrayError('key-missing', "missing 'x-honeycomb-team' header");
      if (headers['x-honeycomb-team'] !== KEY)
        throw new CombrayError('key-unknown', 'unknown API key - check your credentials');
    },
    environmentOf: () => 7 as EnvironmentId,
  });
});
beforeEach(() => {
  accepted = [];
  refused = [];
  failure = undefined;
  bodyReads = 0;
  bugCount = 0;
  logged.length = 0;
});
afterAll(() => Promise.all([app.close(), inflater.close()]));

const post = (payload: string | Buffer, headers: Record<string, string> = {}, url = '/v1/traces') =>
  app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': PROTOBUF, 'x-honeycomb-team': KEY, ...headers },
  });
const asJson = { 'content-type': JSON_TYPE };

/** google.rpc.Status in protobuf: field 2, length, message. */
function statusOf({ rawPayload }: LightMyRequestResponse): string {
  expect(rawPayload[0]).toBe(0x12);
  const isLong = (rawPayload[1] ?? 0) >= 0x80;
  const length = isLong ? ((rawPayload[1] ?? 0) & 0x7f) + (rawPayload[2] ?? 0) * 128 : (rawPayload[1] ?? 0);
  expect(rawPayload.length).toBe((isLong ? 3 : 2) + length);
  return rawPayload.subarray(isLong ? 3 : 2).toString();
}

describe('each signal has a path of its own', () => {
  const logs = logsRequest([{ timeUnixNano: `${NOW_MS}000000`, body: { stringValue: 'x' }, traceId: TRACE_ID }]);
  const metrics = metricsRequest([
    { name: 'm', gauge: { dataPoints: [{ timeUnixNano: `${NOW_MS}000000`, asInt: '1' }] } },
  ]);
  const bodies: Readonly<Record<OtlpSignal, object>> = { traces: request, logs, metrics };
  const send = (signal: OtlpSignal, encoding: 'protobuf' | 'json', body: OtlpSignal, slash = '') =>
    app.inject({
      method: 'POST',
      url: `${signalPath(signal)}${slash}`,
      headers: { 'content-type': encoding === 'json' ? JSON_TYPE : PROTOBUF, 'x-honeycomb-team': KEY },
      payload: encoding === 'json' ? JSON.stringify(bodies[body]) : Buffer.from(encodeRequest(body, bodies[body])),
    });
  const ways = OTLP_SIGNALS.flatMap((signal) => [[signal, 'protobuf'] as const, [signal, 'json'] as const]);

  it.each(ways)('%s in %s are kept, with a slash at the end too', async (signal, encoding) => {
    for (const slash of ['', '/']) {
      const response = await send(signal, encoding, signal, slash);
      expect([response.statusCode, response.body]).toEqual([200, encoding === 'json' ? '{}' : '']);
    }
    const kinds = { traces: 'trace', logs: 'log', metrics: 'metric' };
    expect(accepted.map(({ batch }) => batch.signal)).toEqual([[kinds[signal]], [kinds[signal]]]);
  });

  const mistakes = ways.flatMap(([signal, encoding]) =>
    OTLP_SIGNALS.filter((other) => other !== signal).map((other) => [other, encoding, signal] as const),
  );
  it.each(mistakes)('%s in %s sent to the path of %s are refused with a hint', async (body, encoding, signal) => {
    const response = await send(signal, encoding, body);
    expect(response.statusCode).toBe(400);
    expect(response.body).toContain(signalPath(body));
    expect(accepted).toEqual([]);
  });

  it.each(OTLP_SIGNALS)('an empty request for %s is kept', async (signal) => {
    const headers = { 'content-type': JSON_TYPE, 'x-honeycomb-team': KEY };
    const response = await app.inject({ method: 'POST', url: signalPath(signal), headers, payload: '{}' });
    expect([response.statusCode, response.body]).toEqual([200, '{}']);
  });

  it('the same body is another request on another path, and the same one on another transport', async () => {
    const hashes = new Set<bigint | undefined>();
    for (const signal of OTLP_SIGNALS) {
      await app.inject({
        method: 'POST',
        url: signalPath(signal),
        headers: { 'content-type': PROTOBUF, 'x-honeycomb-team': KEY },
        payload: Buffer.alloc(0),
      });
      hashes.add(accepted.at(-1)?.requestHash);
    }
    expect(hashes.size).toBe(3);
  });

  it.each([
    ['logs', { rejectedLogRecords: '1', errorMessage: '1 of 2 log records rejected: it cannot be decoded (1)' }],
    ['metrics', { rejectedDataPoints: '1', errorMessage: '1 of 2 data points rejected: it cannot be decoded (1)' }],
  ] as const)('a bad one of two %s is reported as its signal reports it', async (signal, partialSuccess) => {
    const bad = {
      logs: logsRequest([{}, { flags: -1 }]),
      metrics: metricsRequest([{ name: 'm', gauge: { dataPoints: [{ asInt: '1' }, { flags: -1 }] } }]),
    };
    const headers = { 'content-type': JSON_TYPE, 'x-honeycomb-team': KEY };
    const response = await app.inject({ method: 'POST', url: signalPath(signal), headers, payload: bad[signal] });
    expect([response.statusCode, response.json()]).toEqual([200, { partialSuccess }]);
  });

  it('the header of the dataset reaches logs and metrics', async () => {
    for (const signal of ['logs', 'metrics'] as const) {
      const headers = { 'content-type': JSON_TYPE, 'x-honeycomb-team': KEY, 'x-honeycomb-dataset': 'My Data' };
      await app.inject({ method: 'POST', url: signalPath(signal), headers, payload: bodies[signal] });
      expect(accepted.at(-1)?.batch.dataset).toEqual(['my-data']);
    }
  });
});

describe('success', () => {
  it.each([
    [PROTOBUF, protobuf],
    ['application/protobuf', protobuf],
    ['Application/X-Protobuf; charset=utf-8', protobuf],
    [JSON_TYPE, json],
    ['application/json; charset=utf-8', json],
  ])('%s: 200 in the same type, an empty answer', async (type, body) => {
    const answer = await post(body, { 'content-type': type });
    const isJson = type.includes('json');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe(type.split(';')[0]?.toLowerCase());
    expect(answer.body).toBe(isJson ? '{}' : '');
    expect(accepted.length).toBe(1);
  });

  it('hands over rows, counts and who sent them; the hash is that of the inflated body', async () => {
    await post(protobuf);
    await post(gzipSync(protobuf), { 'content-encoding': 'gzip' });
    await post(protobuf, { 'x-honeycomb-dataset': 'other' });
    const [plain, compressed, other] = accepted;
    expect(plain).toMatchObject({
      door: 'otlp_http',
      environment: 7,
      source: 'otlp/1',
      recordCount: 1,
      rejected: [],
      bodyBytes: protobuf.length,
    });
    expect(batchRows(plain!.batch)).toMatchObject([{ name: 'GET', duration_ns: '1000000' }]);
    expect(compressed?.requestHash).toBe(plain?.requestHash);
    expect(compressed?.bodyBytes).toBe(gzipSync(protobuf).length);
    expect(other?.requestHash).not.toBe(plain?.requestHash);
  });

  it('takes the path with a slash at its end, not another one', async () => {
    expect((await post(protobuf, {}, '/v1/traces/')).statusCode).toBe(200);
    expect((await post(protobuf, {}, '/V1/traces')).statusCode).toBe(404);
  });

  it.each([
    ['no bytes', PROTOBUF, Buffer.alloc(0)],
    ['{}', JSON_TYPE, '{}'],
    ['an empty list', JSON_TYPE, '{"resourceSpans":[]}'],
  ])('%s: an empty request', async (_what, type, body) => {
    expect((await post(body, { 'content-type': type })).statusCode).toBe(200);
    expect(accepted[0]).toMatchObject({ recordCount: 0, batch: { count: 0 } });
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['zlib', deflateSync],
    ['identity', (body: Buffer) => body],
    [
      'zstd',
      (body: Buffer) =>
        Buffer.concat([
          Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 56, ((body.length << 3) & 0xff) | 1, body.length >> 5, 0]),
          body,
        ]),
    ],
  ])('content-encoding %s', async (encoding, compress) => {
    expect((await post(compress(protobuf), { 'content-encoding': encoding })).statusCode).toBe(200);
    expect(accepted[0]?.batch.count).toBe(1);
  });

  it('spans before retention or more than a day ahead are flagged', async () => {
    const at = (ms: number) => ({ startTimeUnixNano: `${ms}000000`, endTimeUnixNano: `${ms}000000` });
    const day = 86_400_000;
    const times = [NOW_MS - 1_001, NOW_MS - 1_000, NOW_MS + day, NOW_MS + day + 1];
    await post(JSON.stringify(traceRequest(times.map(at))), asJson);
    expect(batchRows(accepted[0]!.batch).map(({ attr_bool }) => attr_bool)).toEqual([
      { 'meta.time_out_of_range': true },
      {},
      {},
      { 'meta.time_out_of_range': true },
    ]);
  });
});

describe('partial success', () => {
  const spans = Array.from({ length: 10 }, (_, index) => ({
    spanId: (index + 1).toString(16).padStart(16, '0'),
    ...(index === 3 ? { traceId: '01'.repeat(15) } : {}),
    ...(index === 5 ? { spanId: '' } : {}),
  }));
  const message = '2 of 10 spans rejected: trace_id is not 16 bytes long (1), span_id is missing (1)';

  it('JSON: the count as text and the reasons', async () => {
    const answer = await post(JSON.stringify(traceRequest(spans)), asJson);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ partialSuccess: { rejectedSpans: '2', errorMessage: message } });
    expect(accepted[0]).toMatchObject({ recordCount: 10, batch: { count: 8 } });
    expect(accepted[0]?.rejected.length).toBe(2);
  });

  it('protobuf: the same', async () => {
    const { rawPayload } = await post(Buffer.from(encodeTraceRequest(traceRequest(spans))));
    const inner = Buffer.concat([Buffer.from([0x08, 2, 0x12, message.length]), Buffer.from(message)]);
    expect(rawPayload).toEqual(Buffer.concat([Buffer.from([0x0a, inner.length]), inner]));
  });
});

describe('refusals', () => {
  it.each([
    ['text/plain', 'x'],
    ['', 'x'],
    ['application/jsonp', '{}'],
    ['multipart/form-data; boundary=x', 'x'],
    ['constructor', 'x'],
  ])('content type %j: 415 as text, before the key', async (type, body) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/traces',
      payload: body,
      headers: { 'content-type': type },
    });
    expect(answer.statusCode).toBe(415);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.body).toBe(
      'unsupported content-type, valid types are: application/protobuf, application/x-protobuf, application/json',
    );
    expect(refused).toEqual(['content-type-unsupported']);
  });

  it('no key and an unknown key: 401 before the body is read', async () => {
    const headers = { 'content-type': PROTOBUF };
    const missing = await app.inject({ method: 'POST', url: '/v1/traces', payload: protobuf, headers });
    expect(missing.statusCode).toBe(401);
    // Source: honeycomb.io answers "missing 'x-honeycomb-team' header" in 33 bytes behind tag and length.
    expect(missing.rawPayload.subarray(0, 2).toString('hex')).toBe('1221');
    expect(statusOf(missing)).toBe("missing 'x-honeycomb-team' header");
    const unknown = await post('not even JSON', { ...asJson, 'x-honeycomb-team': 'other' });
    expect([unknown.statusCode, unknown.json()]).toEqual([
      401,
      { message: 'unknown API key - check your credentials' },
    ]);
    expect(bodyReads).toBe(0);
    expect(refused).toEqual(['key-missing', 'key-unknown']);
  });

  it.each([
    ['a cut body', protobuf.subarray(0, -1), {}],
    ['JSON that is none', '{"resourceSpans":[', asJson],
    ['gzip that is cut', gzipSync(protobuf).subarray(0, -5), { 'content-encoding': 'gzip' }],
    ['gzip that is none', protobuf, { 'content-encoding': 'gzip' }],
    ['gzip that nobody announced', gzipSync(protobuf), {}],
    [
      'a logs request',
      JSON.stringify({ resourceLogs: [] })
        .replace('Logs', 'Spans')
        .replace('[]', '[{"scopeSpans":[{"spans":[{"body":{"stringValue":"x"}}]}]}]'),
      asJson,
    ],
  ])('%s: 400 with a message in the type of the request', async (_what, body, headers: Record<string, string>) => {
    const answer = await post(body, headers);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe(headers['content-type'] ?? PROTOBUF);
    const message = headers['content-type'] ? (answer.json() as { message: string }).message : statusOf(answer);
    expect(message).toMatch(/^failed to parse OTLP request body|\/v1\/logs/);
    expect(refused).toEqual(['body-unreadable']);
    expect(answer.headers['retry-after']).toBeUndefined();
  });

  it.each(['snappy', 'br', 'gzip, gzip', 'toString'])(
    'content-encoding %s: 400 before the body is read',
    async (encoding) => {
      const answer = await post(protobuf, { 'content-encoding': encoding });
      expect(answer.statusCode).toBe(400);
      expect(statusOf(answer)).toContain(`unsupported content-encoding '${encoding.toLowerCase()}'`);
      expect(bodyReads).toBe(0);
    },
  );

  it('too large as sent: 413, by announcement and by what comes', async () => {
    expect((await post(Buffer.alloc(bodyLimits.bodyBytesMax + 1))).statusCode).toBe(413);
    const announced = await post('', { 'content-length': '1000000000' });
    expect([announced.statusCode, statusOf(announced)]).toEqual([413, 'request body is larger than 50000 bytes']);
    expect(refused).toEqual(['body-too-large', 'body-too-large']);
  });

  it('too large inflated: 413', async () => {
    const answer = await post(gzipSync(Buffer.alloc(10_000_000)), { 'content-encoding': 'gzip' });
    expect([answer.statusCode, statusOf(answer)]).toEqual([
      413,
      'request body is larger than 200000 bytes after decompression',
    ]);
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const)(
    '%s: 405 as text, with the methods there are',
    async (method) => {
      const answer = await app.inject({ method, url: '/v1/traces', headers: { 'content-type': JSON_TYPE } });
      expect(answer.statusCode).toBe(405);
      expect(answer.headers.allow).toBe('POST, OPTIONS');
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(refused).toEqual(['method-not-allowed']);
    },
  );

  it.each([
    ['overloaded', 503],
    ['rate-limited', 429],
    ['store-unavailable', 503],
    ['shutting-down', 503],
  ] as const)('%s: %i with Retry-After of 1 to 3 s', async (code, status) => {
    failure = new CombrayError(code, 'come back later');
    const answer = await post(protobuf);
    expect([answer.statusCode, statusOf(answer)]).toEqual([status, 'come back later']);
    expect(answer.headers['retry-after']).toBe('3');
    expect(refused).toEqual([code]);
  });

  it('a bug: 500 that tells nothing, and is logged', async () => {
    failure = new Error('secret detail');
    const answer = await post(json, asJson);
    expect([answer.statusCode, answer.json()]).toEqual([500, { message: 'internal error' }]);
    expect([logged.length, bugCount, refused]).toEqual([1, 1, ['internal']]);
  });
});

describe('browsers', () => {
  const origin = 'https://shop.example.com';

  it('a preflight is answered, with the headers that were asked for', async () => {
    const answer = await app.inject({
      method: 'OPTIONS',
      url: '/v1/traces',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type, x-honeycomb-team,traceparent',
      },
    });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type, x-honeycomb-team,traceparent',
      'access-control-max-age': '7200',
      vary: 'Origin',
    });
    expect(refused).toEqual([]);
  });

  it('headers that are no names are not repeated', async () => {
    const headers = { origin, 'access-control-request-headers': 'x: y; z' };
    const answer = await app.inject({ method: 'OPTIONS', url: '/v1/traces', headers });
    expect(answer.headers['access-control-allow-headers']).toBeUndefined();
  });

  it('answers and errors alike may be read, and when to come back', async () => {
    const good = await post(protobuf, { origin });
    const bad = await post('', { origin, 'content-type': 'text/plain' });
    const wrongMethod = await app.inject({ method: 'GET', url: '/v1/traces', headers: { origin } });
    for (const { headers } of [good, bad, wrongMethod]) {
      expect(headers['access-control-allow-origin']).toBe(origin);
      expect(headers['access-control-expose-headers']).toBe('Retry-After');
    }
    expect((await post(protobuf)).headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('names and values of any kind', () => {
  it('HTML, NUL and 64 kB are kept as text', async () => {
    const hostile = '<script>alert("\0")</script>';
    const long = 'ä'.repeat(20_000);
    const body = traceRequest([{ spanId: SPAN_ID, name: hostile, attributes: [attribute(hostile, long)] }]);
    expect((await post(JSON.stringify(body), asJson)).statusCode).toBe(200);
    expect(batchRows(accepted[0]!.batch)[0]).toMatchObject({ name: hostile, attr_string: { [hostile]: long } });
  });
});
