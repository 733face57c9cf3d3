import { type ClientHttp2Session, connect } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { EXPORT_METHODS } from '../support/grpc.ts';
import { compress, makeDataset, makeKey, type Seed } from './http-case.ts';
import { mutate, pick, type Random, upTo } from './mutate.ts';

export interface GrpcCase {
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  /** How many of the bytes are sent before the call is reset; undefined: all of them, and the call is ended. */
  readonly resetAt: number | undefined;
}

export function makeGrpcCase(random: Random, seeds: readonly Seed[], corpus: readonly Buffer[]): GrpcCase {
  const seed = pick(
    random,
    seeds.filter(({ encoding }) => encoding === 'protobuf'),
  );
  const sent = compress(mutate(seed.bytes, random, corpus), random, corpus);
  const prefix = Buffer.alloc(5);
  prefix[0] = random() < 0.97 ? Number(sent.name !== '') : upTo(random, 255);
  const isLie = random() < 0.05;
  prefix.writeUInt32BE(isLie ? Math.floor(random() * 2 ** 32) : sent.bytes.length, 1);
  const message = Buffer.concat([prefix, sent.bytes]);
  const isTwice = random() < 0.02;
  const ownPath = EXPORT_METHODS[seed.signal];
  const path =
    random() < 0.93
      ? ownPath
      : pick(random, [...Object.values(EXPORT_METHODS), '/a/b', '/grpc.health.v1.Health/Check']);
  return {
    headers: {
      ':method': random() < 0.98 ? 'POST' : 'PUT',
      ':path': path,
      'content-type':
        random() < 0.97
          ? 'application/grpc'
          : pick(random, ['application/grpc+json', 'text/plain', 'application/grpc+proto']),
      te: 'trailers',
      ...makeKey(random),
      ...makeDataset(random),
      ...(sent.name === '' ? {} : { 'grpc-encoding': sent.name }),
      ...(random() < 0.95 ? {} : { 'grpc-timeout': pick(random, ['10S', '1m', '0n', '99999999H', '-1S', 'x']) }),
    },
    body: isTwice ? Buffer.concat([message, message]) : message,
    resetAt: random() < 0.03 ? upTo(random, message.length) : undefined,
  };
}

/** The gRPC status; 0 to 16, or the HTTP status where the call was none; undefined after a reset. */
export function sendGrpc(
  session: ClientHttp2Session,
  { headers, body, resetAt }: GrpcCase,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers);
    let status: number | undefined;
    const isReset = resetAt !== undefined;
    const timer = setTimeout(() => reject(new Error('no answer within 30 s')), 30_000);
    stream.on('response', (head) => {
      status = head['grpc-status'] === undefined ? httpFailure(head[':status']) : Number(head['grpc-status']);
    });
    stream.on('trailers', (trailers) => {
      status = Number(trailers['grpc-status']);
    });
    stream.on('error', (error) => {
      clearTimeout(timer);
      return isReset ? resolve(undefined) : reject(error);
    });
    stream.on('close', () => {
      clearTimeout(timer);
      if (isReset || status !== undefined) resolve(status);
      else reject(new Error('the call closed without a status'));
    });
    stream.resume();
    if (isReset) {
      stream.write(body.subarray(0, resetAt));
      setImmediate(() => stream.destroy());
    } else stream.end(body);
  });
}

const httpFailure = (status: number | undefined): number | undefined => (status === 200 ? undefined : status);

/** Opens connections anew when one is gone: the server may end one whose frames make no sense. */
export function createSessions(origin: string): { get(): ClientHttp2Session; close(): void } {
  let session: ClientHttp2Session | undefined;
  return {
    get() {
      if (session === undefined || session.closed || session.destroyed) {
        // What goes wrong with a connection is told by its calls.
        session = connect(origin).on('error', () => undefined);
      }
      return session;
    },
    close: () => session?.destroy(),
  };
}

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const EMPTY_SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

/** Frames that make no sense, on a connection of their own. Resolves once it is closed or has been silent for a moment. */
export function sendGarbageFrames(origin: string, random: Random, corpus: readonly Buffer[]): Promise<void> {
  const { hostname, port } = new URL(origin);
  const good = Buffer.concat([PREFACE, EMPTY_SETTINGS, EMPTY_SETTINGS]);
  const bytes = mutate(
    random() < 0.3 ? good : Buffer.concat([good, pick(random, corpus).subarray(0, 200)]),
    random,
    corpus,
  );
  return new Promise((resolve) => {
    const socket = connectTcp(Number(port), hostname, () => socket.end(bytes));
    socket.resume();
    socket.setTimeout(200, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
}
