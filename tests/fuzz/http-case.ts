import { request } from 'node:http';
import { deflateSync, gzipSync } from 'node:zlib';
import { BOOTSTRAP } from '../support/server.ts';
import { mutate, pick, type Random, upTo } from './mutate.ts';

/** What mutations start from: each body as one signal and encoding has it. */
export interface Seed {
  readonly signal: 'traces' | 'logs' | 'metrics';
  readonly encoding: 'protobuf' | 'json';
  readonly bytes: Buffer;
}

/** Inflated, each is more than the server takes. */
const BOMBS: readonly Buffer[] = [gzipSync(Buffer.alloc(80 * 2 ** 20)), gzipSync(Buffer.alloc(70 * 2 ** 20, '[{"'))];

export interface Compressed {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Compressed truly, or not as its name says, or broken on the way. */
export function compress(bytes: Buffer, random: Random, corpus: readonly Buffer[]): Compressed {
  const chance = random();
  if (chance < 0.4) return { name: '', bytes };
  if (chance < 0.65) return { name: 'gzip', bytes: gzipSync(bytes) };
  if (chance < 0.75) return { name: 'deflate', bytes: deflateSync(bytes) };
  if (chance < 0.76) return { name: 'gzip', bytes: pick(random, BOMBS) };
  const name = pick(random, ['gzip', 'deflate', 'zstd', 'snappy', 'identity', 'gzip, gzip', 'x'.repeat(300)]);
  if (chance < 0.9) return { name, bytes: mutate(gzipSync(bytes), random, corpus) };
  return { name: 'zstd', bytes: mutate(zstdFrame(bytes), random, corpus) };
}

/** A zstd frame of raw blocks (RFC 8878, 3.1.1): Node 20 cannot compress. */
function zstdFrame(bytes: Buffer): Buffer {
  const header = Buffer.alloc(9);
  header.writeUInt32LE(0xfd2fb528);
  header[4] = 0b1010_0000;
  header.writeUInt32LE(bytes.length, 5);
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length || at === 0; at += 65_536) {
    const isLast = at + 65_536 >= bytes.length;
    const block = bytes.subarray(at, at + 65_536);
    const blockHeader = Buffer.alloc(3);
    blockHeader.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, 3);
    blocks.push(blockHeader, block);
  }
  return Buffer.concat([header, ...blocks]);
}

export function makeKey(random: Random): Record<string, string> {
  const chance = random();
  if (chance < 0.96) return { 'x-honeycomb-team': BOOTSTRAP.key };
  if (chance < 0.98) return {};
  return { 'x-honeycomb-team': pick(random, ['nobody', '', 'ü'.normalize('NFD').slice(0, 1), 'x'.repeat(5_000)]) };
}

export function makeDataset(random: Random): Record<string, string> {
  if (random() < 0.9) return {};
  return {
    'x-honeycomb-dataset': pick(random, ['', 'shop', '../..', "'; DROP TABLE events", 'y'.repeat(2_000), 'a b']),
  };
}

const TYPES = [
  'application/x-protobuf',
  'application/json',
  'application/protobuf; a=b',
  'text/plain',
  'application/grpc',
  '',
];
const OTHER_METHODS = ['PUT', 'GET', 'DELETE', 'HEAD', 'OPTIONS'];

export interface HttpCase {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  /** Fewer bytes than announced come, then the connection ends. */
  readonly isCut: boolean;
}

export function makeHttpCase(random: Random, seeds: readonly Seed[], corpus: readonly Buffer[]): HttpCase {
  const seed = pick(random, seeds);
  const sent = compress(mutate(seed.bytes, random, corpus), random, corpus);
  const signal = random() < 0.9 ? seed.signal : pick(random, ['traces', 'logs', 'metrics']);
  const own = seed.encoding === 'json' ? 'application/json' : 'application/x-protobuf';
  const type = random() < 0.93 ? own : pick(random, TYPES);
  const isCut = random() < 0.03;
  return {
    method: random() < 0.96 ? 'POST' : pick(random, OTHER_METHODS),
    path: `/v1/${signal}${pick(random, ['', '', '', '/', '?a=b'])}`,
    headers: {
      ...makeKey(random),
      ...makeDataset(random),
      ...(type === '' ? {} : { 'content-type': type }),
      ...(sent.name === '' ? {} : { 'content-encoding': sent.name }),
      'content-length': String(sent.bytes.length + (isCut ? 1 + upTo(random, 1_000) : 0)),
    },
    body: sent.bytes,
    isCut,
  };
}

/** The status, or undefined where the connection ended without one, as it may after a body that was cut. */
export function sendHttp(
  origin: string,
  { method, path, headers, body, isCut }: HttpCase,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, { method, headers, timeout: 30_000 }, (answer) => {
      answer.resume();
      answer.once('error', reject);
      answer.once('end', () => {
        sent.destroy();
        resolve(answer.statusCode);
      });
    });
    sent.once('timeout', () => reject(new Error('no answer within 30 s')));
    sent.once('error', (error) => (isCut ? resolve(undefined) : reject(error)));
    sent.write(body);
    if (!isCut) sent.end();
    else setImmediate(() => sent.destroy());
  });
}
