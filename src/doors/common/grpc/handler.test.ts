import { once } from 'node:events';
import { type ClientHttp2Session, connect, createServer, type Http2Server, type IncomingHttpHeaders } from 'node:http2';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createInflater } from '../../../base/inflate.ts';
import { CombrayError } from '../../../model/errors.ts';
import type { EnvironmentId } from '../../../model/ids.ts';
import { createGrpcHandler } from './handler.ts';
import { frameMessage } from './message-frame.ts';
import type { GrpcCall } from './method.ts';

const PATH = '/a.Service/Method';
const bodyLimits = { bodyBytesMax: 50_000, inflatedBytesMax: 200_000 };

const inflater = createInflater();
let server: Http2Server;
let session: ClientHttp2Session;
let calls: GrpcCall[] = [];
let refused: string[] = [];
let bugs: unknown[] = [];
let answerWith: () => Promise<Uint8Array>;

beforeAll(async () => {
  const handler = createGrpcHandler({
    methods: [
      {
        path: PATH,
        access: { credential: 'key', scope: 'send_events', environment: 'key' },
        unreadable: 'cannot be inflated',
        answer: (call) => {
          calls.push(call);
          return answerWith();
        },
      },
    ],
    bodyLimits,
    inflater,
    admit: ({ headers }) => {
      if (headers['x-honeycomb-team'] === undefined) throw new CombrayError('key-missing', 'no key');
      return 7 as EnvironmentId;
    },
    onRefused: (code) => refused.push(code),
    onBug: (error) => bugs.push(error),
    random: () => 0.99,
  });
  server = createServer().on('stream', handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
beforeEach(() => {
  calls = [];
  refused = [];
  bugs = [];
  answerWith = async () => Buffer.from('answer');
});
afterAll(async () => {
  session.close();
  server.close();
  await inflater.close();
});

interface Sent {
  readonly headers?: Record<string, string>;
  readonly chunks?: readonly Uint8Array[];
}

/** One call at the level of frames: what was sent is as given, what came is as it came. */
async function call({ headers = {}, chunks = [frameMessage(Buffer.from('question'))] }: Sent = {}) {
  const stream = session.request({
    ':method': 'POST',
    ':path': PATH,
    'content-type': 'application/grpc',
    te: 'trailers',
    'x-honeycomb-team': 'key',
    ...headers,
  });
  let trailers: IncomingHttpHeaders = {};
  stream.on('trailers', (given) => {
    trailers = given;
  });
  const answered = once(stream, 'response') as Promise<[IncomingHttpHeaders & { ':status': number }]>;
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  const [head] = await answered;
  const body = await buffer(stream);
  return { head, body, status: head['grpc-status'] ?? trailers['grpc-status'], trailers };
}

const compressed = (payload: Uint8Array) => {
  const frame = frameMessage(payload);
  frame[0] = 1;
  return frame;
};

describe('a call', () => {
  it('gives the method its message and environment, and the client one message and status 0 in trailers', async () => {
    const { head, body, trailers } = await call();
    expect(head).toMatchObject({ ':status': 200, 'content-type': 'application/grpc' });
    expect(head['grpc-status']).toBeUndefined();
    expect(body).toEqual(frameMessage(Buffer.from('answer')));
    expect(trailers['grpc-status']).toBe('0');
    expect(calls).toMatchObject([{ environment: 7, sentBytes: 8 }]);
    expect(Buffer.from(calls[0]!.message).toString()).toBe('question');
    expect(refused).toEqual([]);
  });

  it('may come in any pieces', async () => {
    const frame = frameMessage(Buffer.from('question'));
    const pieces = [...frame].map((byte) => Buffer.from([byte]));
    expect((await call({ chunks: pieces })).status).toBe('0');
    expect(Buffer.from(calls[0]!.message).toString()).toBe('question');
  });

  it('may carry an empty message', async () => {
    expect((await call({ chunks: [frameMessage(Buffer.alloc(0))] })).status).toBe('0');
    expect(calls[0]?.message.length).toBe(0);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('is inflated: %s', async (encoding, compress) => {
    const sent = compress(Buffer.from('question'));
    expect((await call({ headers: { 'grpc-encoding': encoding }, chunks: [compressed(sent)] })).status).toBe('0');
    expect(Buffer.from(calls[0]!.message).toString()).toBe('question');
    expect(calls[0]?.sentBytes).toBe(sent.length);
  });

  it('is taken as sent where only the headers speak of compression', async () => {
    expect((await call({ headers: { 'grpc-encoding': 'gzip' } })).status).toBe('0');
    expect(Buffer.from(calls[0]!.message).toString()).toBe('question');
  });
});

describe('a call is refused', () => {
  const large = frameMessage(Buffer.alloc(bodyLimits.bodyBytesMax + 1));
  const lying = frameMessage(Buffer.from('question'));
  lying.writeUInt32BE(0xffff_ffff, 1);
  const foreignFlag = frameMessage(Buffer.from('question'));
  foreignFlag[0] = 2;
  const small = frameMessage(Buffer.from('a'));
  const gzip = { 'grpc-encoding': 'gzip' };
  const bomb = compressed(gzipSync(Buffer.alloc(10_000_000)));

  it.each<[string, Sent, string, string]>([
    ['for an unknown path', { headers: { ':path': '/a.Service/Other' } }, '12', 'method-not-allowed'],
    ['for its path in other case', { headers: { ':path': '/a.service/method' } }, '12', 'method-not-allowed'],
    ['without a message', { chunks: [] }, '13', 'message-malformed'],
    ['cut inside its prefix', { chunks: [small.subarray(0, 4)] }, '13', 'message-malformed'],
    ['cut inside its message', { chunks: [small.subarray(0, 5)] }, '13', 'message-malformed'],
    ['with two messages', { chunks: [small, small] }, '13', 'message-malformed'],
    ['with a byte behind its message', { chunks: [small, Buffer.alloc(1)] }, '13', 'message-malformed'],
    ['with a flag that is none', { chunks: [foreignFlag] }, '13', 'message-malformed'],
    ['compressed without grpc-encoding', { chunks: [compressed(gzipSync('a'))] }, '13', 'message-malformed'],
    ['in an encoding nobody knows', { headers: { 'grpc-encoding': 'snappy' } }, '12', 'content-encoding-unsupported'],
    ['too large', { chunks: [large] }, '8', 'body-too-large'],
    ['too large by announcement', { chunks: [lying] }, '8', 'body-too-large'],
    ['too large inflated', { headers: gzip, chunks: [bomb] }, '8', 'body-too-large'],
    [
      'with gzip that is cut',
      { headers: gzip, chunks: [compressed(gzipSync('question').subarray(0, -3))] },
      '3',
      'body-unreadable',
    ],
    ['with a timeout that is none', { headers: { 'grpc-timeout': '10 seconds' } }, '3', 'request-invalid'],
  ])('%s', async (_what, sent, status, code) => {
    const answer = await call(sent);
    expect([answer.head[':status'], answer.status, answer.body.length]).toEqual([200, status, 0]);
    expect(refused).toEqual([code]);
    expect(calls).toEqual([]);
    // With RetryInfo a client would send for ever what is refused for good.
    expect(Object.keys(answer.head).filter((name) => name.endsWith('-bin'))).toEqual([]);
  });

  it('by its key before a byte of its message has come', async () => {
    const stream = session.request({ ':method': 'POST', ':path': PATH, 'content-type': 'application/grpc' });
    const [head] = (await once(stream, 'response')) as [IncomingHttpHeaders];
    expect([head['grpc-status'], head['grpc-message']]).toEqual(['16', 'no key']);
    expect(refused).toEqual(['key-missing']);
    stream.close();
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['PUT', { ':method': 'PUT' }, 405, 'method-not-allowed'],
    ['gRPC-Web', { 'content-type': 'application/grpc-web+proto' }, 415, 'content-type-unsupported'],
    ['OTLP/HTTP', { 'content-type': 'application/x-protobuf' }, 415, 'content-type-unsupported'],
  ])('that is none: %s gets an HTTP status', async (_what, headers, status, code) => {
    const { head, body } = await call({ headers });
    expect([head[':status'], head['grpc-status']]).toEqual([status, undefined]);
    expect(body.toString()).toContain('gRPC');
    expect(refused).toEqual([code]);
  });

  it('by a bug: a status that tells nothing', async () => {
    answerWith = () => Promise.reject(new Error('secret detail'));
    const { head } = await call();
    expect([head['grpc-status'], head['grpc-message']]).toEqual(['13', 'internal error']);
    expect(bugs).toHaveLength(1);
    expect(refused).toEqual(['internal']);
  });

  it('in words of any script', async () => {
    answerWith = () => Promise.reject(new CombrayError('request-invalid', '100 % ü\n'));
    expect((await call()).head['grpc-message']).toBe('100 %25 %C3%BC%0A');
  });

  it('for a while: when to come back stands in both places', async () => {
    answerWith = () => Promise.reject(new CombrayError('overloaded', 'later'));
    const { head } = await call();
    expect(head['grpc-status']).toBe('14');
    // RetryInfo { retry_delay { seconds: 3 } }
    const retryInfo = Buffer.from([0x0a, 2, 0x08, 3]);
    expect(head['google.rpc.retryinfo-bin']).toBe(retryInfo.toString('base64'));
    const type = 'type.googleapis.com/google.rpc.RetryInfo';
    const detail = Buffer.concat([
      Buffer.from([0x0a, type.length]),
      Buffer.from(type),
      Buffer.from([0x12, 4]),
      retryInfo,
    ]);
    const status = Buffer.concat([
      Buffer.from([0x08, 14, 0x12, 5]),
      Buffer.from('later'),
      Buffer.from([0x1a, detail.length]),
      detail,
    ]);
    expect(Buffer.from(String(head['grpc-status-details-bin']), 'base64')).toEqual(status);
  });
});

describe('a call that takes too long', () => {
  const open = (timeout: string) =>
    session.request({
      ':method': 'POST',
      ':path': PATH,
      'content-type': 'application/grpc',
      'x-honeycomb-team': 'key',
      'grpc-timeout': timeout,
    });

  it('to send its message is refused', async () => {
    const stream = open('20m');
    stream.write(frameMessage(Buffer.from('question')).subarray(0, 7));
    const [head] = (await once(stream, 'response')) as [IncomingHttpHeaders];
    expect(head['grpc-status']).toBe('4');
    expect(refused).toEqual(['deadline-exceeded']);
    stream.close();
  });

  it('to answer ends for the client; what was begun goes on and is not counted as refused', async () => {
    let finish: (answer: Uint8Array) => void = () => undefined;
    answerWith = () => new Promise((resolve) => (finish = resolve));
    const stream = open('20m');
    stream.end(frameMessage(Buffer.from('question')));
    const [head] = (await once(stream, 'response')) as [IncomingHttpHeaders];
    expect(head['grpc-status']).toBe('4');
    finish(Buffer.from('late'));
    answerWith = async () => Buffer.from('answer');
    expect((await call()).status).toBe('0');
    expect(refused).toEqual([]);
  });

  it.each(['POST', 'PUT'])('for its client, which takes %s back in the same packet, harms nobody', async (method) => {
    const frame = (type: number, flags: number, streamId: number, payload: Uint8Array) => {
      const head = Buffer.alloc(9);
      head.writeUIntBE(payload.length, 0, 3);
      head.writeUInt8(type, 3);
      head.writeUInt8(flags, 4);
      head.writeUInt32BE(streamId, 5);
      return Buffer.concat([head, payload]);
    };
    // RFC 7541, 6.2.2: literals without indexing, new names.
    const literal = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
    const pseudo = { ':method': method, ':scheme': 'http', ':authority': 'localhost', ':path': PATH };
    const block = Buffer.concat(
      Object.entries({ ...pseudo, 'content-type': 'application/grpc', 'x-honeycomb-team': 'key' }).map(
        ([name, value]) => Buffer.concat([Buffer.from([0]), literal(name), literal(value)]),
      ),
    );
    const taken = [1, 3, 5, 7].flatMap((id) => [frame(1, 4, id, block), frame(3, 0, id, Buffer.from([0, 0, 0, 8]))]);
    const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    const socket = connectTcp((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(Buffer.concat([preface, frame(4, 0, 0, Buffer.alloc(0)), ...taken]));
    await expect.poll(() => refused.length).toBe(4);
    socket.destroy();
    expect((await call()).status).toBe('0');
    expect(bugs).toEqual([]);
  });

  it('for its client, which leaves, harms nobody', async () => {
    const stream = open('1H');
    stream.on('error', () => undefined);
    stream.write(frameMessage(Buffer.from('question')).subarray(0, 7));
    await new Promise((resolve) => session.ping(resolve));
    stream.destroy();
    await expect.poll(() => refused).toEqual(['body-unreadable']);
    expect((await call()).status).toBe('0');
  });
});
