import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/repository.ts';
import { BOOTSTRAP } from '../support/server.ts';
import { compress, type HttpCase } from './http-case.ts';
import { mutate, pick, type Random, upTo } from './mutate.ts';
import { mutateJson } from './mutate-json.ts';

/** Of one datagram over IPv4: 2^16 - 1 less the headers of IP and UDP. */
const DATAGRAM_BYTES_MAX = 65_507;

/** What was captured of one product, as JSON: `rollbar` items, `xray` documents. */
export function readDocuments(product: 'rollbar' | 'xray'): readonly unknown[] {
  const folder = join(ROOT, 'tests/fixtures', product);
  const file = product === 'rollbar' ? 'body.json' : 'datagram.txt';
  const names = readdirSync(folder).flatMap((sdk) => readdirSync(join(folder, sdk)).map((name) => `${sdk}/${name}`));
  return names.map((name) => {
    const text = readFileSync(join(folder, name, file), 'utf8');
    return JSON.parse(product === 'rollbar' ? text : text.slice(text.indexOf('}') + 1));
  });
}

/** Another value somewhere, and now and then other bytes. */
function mutated(document: unknown, random: Random, corpus: readonly unknown[]): Buffer {
  const bytes = Buffer.from(JSON.stringify(mutateJson(document, random, corpus)) ?? '');
  return random() < 0.15 ? mutate(bytes, random, [bytes]) : bytes;
}

const PATHS = ['', '/?access_token=x', '//', '/%00', `/${'9'.repeat(40)}`];
const TOKENS = ['', 'nobody', 'x'.repeat(5_000), BOOTSTRAP.key, BOOTSTRAP.awsKey.id];

export function makeItemCase(random: Random, items: readonly unknown[]): HttpCase {
  const bytes = mutated(pick(random, items), random, items);
  const isForm = random() < 0.1;
  const form = Buffer.from(`payload=${encodeURIComponent(bytes.toString('latin1'))}`);
  const sent = random() < 0.7 ? { name: '', bytes: isForm ? form : bytes } : compress(bytes, random, [bytes]);
  const isCut = random() < 0.03;
  const token = random() < 0.95 ? BOOTSTRAP.rollbarToken : pick(random, TOKENS);
  return {
    method: random() < 0.97 ? 'POST' : pick(random, ['PUT', 'GET', 'DELETE', 'OPTIONS', 'PATCH']),
    path: `/api/1/item${random() < 0.9 ? '/' : pick(random, PATHS)}`,
    headers: {
      ...(random() < 0.1 ? {} : { 'x-rollbar-access-token': token }),
      'content-type': isForm ? 'application/x-www-form-urlencoded' : pick(random, TYPES),
      ...(sent.name === '' ? {} : { 'content-encoding': sent.name }),
      ...(random() < 0.9 ? {} : { 'x-amzn-trace-id': traceHeader(random) }),
      'content-length': String(sent.bytes.length + (isCut ? 1 + upTo(random, 1_000) : 0)),
    },
    body: sent.bytes,
    isCut,
  };
}

/** Node sends nothing but printable characters. */
const traceHeader = (random: Random): string =>
  mutate(TRACE_HEADER, random, [TRACE_HEADER])
    .toString('latin1')
    .replaceAll(/[^\x20-\x7e]/g, '?');

const TRACE_HEADER = Buffer.from('Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1');
const TYPES = [
  'application/json',
  'application/json',
  'application/json; charset=UTF-8',
  'text/plain',
  'multipart/form-data',
];

const SEGMENTS = '/TraceSegments';
const INPUTS: readonly (readonly [path: string, input: object])[] = [
  ['/GetSamplingRules', { NextToken: 'x' }],
  [
    '/SamplingTargets',
    {
      SamplingStatisticsDocuments: [
        {
          RuleName: 'Default',
          ClientID: 'a'.repeat(24),
          Timestamp: 1,
          RequestCount: 1,
          SampledCount: 1,
          BorrowCount: 0,
        },
      ],
    },
  ],
  ['/TelemetryRecords', { TelemetryRecords: [{ Timestamp: 1, SegmentsSentCount: 1, BackendConnectionErrors: {} }] }],
  ['/Traces', { TraceIds: ['1-5759e988-bd862e3fe1be46a994272793'], NextToken: 'x' }],
  ['/TraceSummaries', { StartTime: 1, EndTime: 2, TimeRangeType: 'Event', Sampling: true, SamplingStrategy: {} }],
  ['/ServiceGraph', { StartTime: 1, EndTime: 2, GroupName: 'Default', GroupARN: 'x' }],
  ['/TraceGraph', { TraceIds: ['1-5759e988-bd862e3fe1be46a994272793'] }],
  ['/Groups', { NextToken: 'x' }],
  ['/CreateGroup', { GroupName: 'x' }],
];

const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => upTo(random, 15).toString(16)).join('');

/** Most documents are of a segment of their own, as real ones are; the rest replace each other again and again. */
function makeDocument(random: Random, documents: readonly unknown[]): Buffer {
  const captured = pick(random, documents);
  const own = { trace_id: `1-5759e988-${hex(random, 24)}`, id: hex(random, 16) };
  const document = random() < 0.9 ? { ...(captured as object), ...own } : captured;
  return mutated(document, random, documents);
}

/** One operation of X-Ray's API, as the daemon's port takes it. */
export function makeOperationCase(random: Random, documents: readonly unknown[]): HttpCase {
  const texts = () => makeDocument(random, documents).toString();
  const [path, input] =
    random() < 0.5
      ? ([SEGMENTS, { TraceSegmentDocuments: Array.from({ length: upTo(random, 5) }, texts) }] as const)
      : pick(random, INPUTS);
  const bytes = random() < 0.5 ? Buffer.from(JSON.stringify(input)) : mutated(input, random, [input, ...documents]);
  const sent = random() < 0.85 ? { name: '', bytes } : compress(bytes, random, [bytes]);
  return {
    method: random() < 0.97 ? 'POST' : pick(random, ['PUT', 'GET', 'DELETE']),
    path,
    headers: {
      'content-type': pick(random, TYPES),
      ...(sent.name === '' ? {} : { 'content-encoding': sent.name }),
      'content-length': String(sent.bytes.length),
    },
    body: sent.bytes,
    isCut: false,
  };
}

const HEADERS = [
  '{"format":"json","version":1}\n',
  '{"format": "json", "version": 1}\n',
  '{"format":"xml"}\n',
  '\n',
  '',
];

export function makeDatagram(random: Random, documents: readonly unknown[]): Buffer {
  const header = random() < 0.9 ? HEADERS[0] : pick(random, HEADERS);
  const body = makeDocument(random, documents);
  return Buffer.concat([Buffer.from(header ?? ''), body]).subarray(0, DATAGRAM_BYTES_MAX);
}
