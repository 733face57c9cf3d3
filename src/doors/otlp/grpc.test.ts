import { once } from 'node:events';
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type Client, compressionAlgorithms, Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { batchRows } from '../../../tests/support/batch-rows.ts';
import { callGrpc, EXPORT_METHODS, openGrpcClient } from '../../../tests/support/grpc.ts';
import { traceRequest } from '../../../tests/support/otlp-decode.ts';
import { encodeTraceRequest } from '../../../tests/support/otlp-protobuf.ts';
import { createManualClock } from '../../base/clock.ts';
import { createInflater } from '../../base/inflate.ts';
import { silentLog } from '../../base/log.ts';
import { type IntakeRequest, requestHash } from '../../intake/index.ts';
import { CombrayError } from '../../model/errors.ts';
import type { EnvironmentId } from '../../model/ids.ts';
import { DEFAULT_RECORD_LIMITS } from '../../model/limits.ts';
import { otlpGrpc } from './index.ts';

const NOW_MS = 1_790_000_000_000;
const message = Buffer.from(encodeTraceRequest(traceRequest([{ name: 'GET' }])));

const inflater = createInflater();
let server: Http2Server;
let client: Client;
let accepted: IntakeRequest[] = [];
let refused: [string, string][] = [];
let failure: Error | undefined;
let bugCount = 0;
let isReady = true;

beforeAll(async () => {
  const handler = otlpGrpc({
    bodyLimits: { bodyBytesMax: 50_000, inflatedBytesMax: 200_000 },
    recordLimits: DEFAULT_RECORD_LIMITS,
    retentionMs: 1_000,
    clock: createManualClock(NOW_MS),
    random: () => 0,
    log: silentLog,
    inflater,
    intake: {
      accept: async (given) => {
        if (failure) throw failure;
        accepted.push(given);
      },
      refused: (door, code) => refused.push([door, code]),
    },
    onBug: () => {
      bugCount++;
    },
    isReady: async () => isReady,
    admit: ({ headers }, access) => {
      if (access.credential === 'none') return undefined;
      if (headers['x-honeycomb-team'] === 'known') return 7 as EnvironmentId;
      throw new CombrayError('key-unknown', 'unknown API key - check your credentials');
    },
  });
  server = createServer().on('stream', handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = openGrpcClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
beforeEach(() => {
  accepted = [];
  refused = [];
  failure = undefined;
  bugCount = 0;
  isReady = true;
});
afterAll(async () => {
  client.close();
  server.close();
  await inflater.close();
});

function send(bytes: Uint8Array, headers: Record<string, string> = {}, path: string = EXPORT_METHODS.traces) {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries({ 'x-honeycomb-team': 'known', ...headers })) metadata.set(name, value);
  return callGrpc(client, path, bytes, { metadata });
}

describe('an export', () => {
  it('becomes rows as over HTTP, under the same hash, and is answered by an empty message', async () => {
    const answer = await send(message, { 'x-honeycomb-dataset': 'shop' });
    expect([answer.status, answer.body]).toEqual([0, Buffer.alloc(0)]);
    expect(accepted).toMatchObject([
      { door: 'otlp_grpc', environment: 7, source: 'otlp/1', recordCount: 1, bodyBytes: message.length },
    ]);
    expect(accepted[0]?.requestHash).toBe(requestHash(['/v1/traces', 'known', 'shop', message]));
    expect(batchRows(accepted[0]!.batch)).toMatchObject([{ name: 'GET' }]);
  });

  it('may be compressed by the official client', async () => {
    const compressing = openGrpcClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      'grpc.default_compression_algorithm': compressionAlgorithms.gzip,
    });
    const metadata = new Metadata();
    metadata.set('x-honeycomb-team', 'known');
    expect((await callGrpc(compressing, EXPORT_METHODS.traces, message, { metadata })).status).toBe(0);
    expect(accepted[0]?.bodyBytes).not.toBe(message.length);
    expect(batchRows(accepted[0]!.batch)).toMatchObject([{ name: 'GET' }]);
    compressing.close();
  });

  it('that is empty is a success', async () => {
    expect((await send(Buffer.alloc(0))).status).toBe(0);
    expect(accepted[0]?.recordCount).toBe(0);
  });

  it('tells what it left out', async () => {
    const spans = [{ name: 'kept' }, { name: 'without an id', spanId: '' }];
    const answer = await send(Buffer.from(encodeTraceRequest(traceRequest(spans))));
    const text = '1 of 2 spans rejected: span_id is missing (1)';
    const partial = Buffer.concat([Buffer.from([0x08, 1, 0x12, text.length]), Buffer.from(text)]);
    expect([answer.status, answer.body]).toEqual([0, Buffer.concat([Buffer.from([0x0a, partial.length]), partial])]);
    expect(accepted[0]?.batch.count).toBe(1);
  });
});

describe('a refusal', () => {
  it.each<[string, Uint8Array, Record<string, string>, string, [number, string, string]]>([
    [
      'an unknown key',
      message,
      { 'x-honeycomb-team': 'other' },
      EXPORT_METHODS.traces,
      [16, 'unknown API key - check your credentials', 'key-unknown'],
    ],
    [
      'a cut message',
      message.subarray(0, -1),
      {},
      EXPORT_METHODS.traces,
      [3, 'failed to parse OTLP request body', 'body-unreadable'],
    ],
    [
      'no message of ours',
      Buffer.from('hello'),
      {},
      EXPORT_METHODS.traces,
      [3, 'failed to parse OTLP request body', 'body-unreadable'],
    ],
    [
      'a message too large',
      Buffer.alloc(50_001),
      {},
      EXPORT_METHODS.traces,
      [8, 'request body is larger than 50000 bytes', 'body-too-large'],
    ],
    [
      'an unknown method',
      message,
      {},
      '/opentelemetry.proto.collector.trace.v1.TraceService/Import',
      [12, 'unknown method', 'method-not-allowed'],
    ],
  ])('of %s', async (_what, bytes, headers, path, [status, text, code]) => {
    const answer = await send(bytes, headers, path);
    expect(answer).toMatchObject({ status, message: expect.stringContaining(text), body: undefined });
    expect(answer.trailers.get('google.rpc.retryinfo-bin')).toEqual([]);
    expect(refused).toEqual([['otlp_grpc', code]]);
    expect(accepted).toEqual([]);
  });

  it.each(['overloaded', 'store-unavailable', 'shutting-down', 'rate-limited'] as const)(
    'for a while, %s, says when to come back',
    async (code) => {
      failure = new CombrayError(code, 'come back later');
      const answer = await send(message);
      expect([answer.status, answer.message]).toEqual([14, 'come back later']);
      expect(answer.trailers.get('google.rpc.retryinfo-bin')).toEqual([Buffer.from([0x0a, 2, 0x08, 1])]);
      expect(answer.trailers.get('grpc-status-details-bin')).toHaveLength(1);
      expect(refused).toEqual([['otlp_grpc', code]]);
    },
  );

  it('by a bug tells nothing', async () => {
    failure = new Error('secret detail');
    expect(await send(message)).toMatchObject({ status: 13, message: 'internal error' });
    expect(bugCount).toBe(1);
  });
});

describe('the health service', () => {
  const check = (service: string) =>
    send(
      Buffer.concat([Buffer.from([0x0a, service.length]), Buffer.from(service)]),
      { 'x-honeycomb-team': '' },
      '/grpc.health.v1.Health/Check',
    );
  const SERVING = Buffer.from([0x08, 1]);
  const NOT_SERVING = Buffer.from([0x08, 2]);

  it('answers everyone, for the server and for each service', async () => {
    for (const service of ['', 'opentelemetry.proto.collector.trace.v1.TraceService']) {
      expect((await check(service)).body).toEqual(SERVING);
    }
    expect((await check('nobody.Service')).status).toBe(5);
    expect((await send(Buffer.from([0xff]), {}, '/grpc.health.v1.Health/Check')).status).toBe(3);
    expect((await send(Buffer.alloc(0), {}, '/grpc.health.v1.Health/Watch')).status).toBe(12);
  });

  it('says while the stores do not answer', async () => {
    isReady = false;
    expect((await check('')).body).toEqual(NOT_SERVING);
  });
});
