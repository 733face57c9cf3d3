import { describe, expect, it } from 'vitest';
import { ATTRIBUTE_INT, ATTRIBUTE_STRING } from '../../model/event-batch.ts';
import { EventBatchBuilder, type EventFields } from '../../model/event-batch-builder.ts';
import { spanIdOf, traceIdOf } from '../issues.kit.ts';
import { pathOf, tellingsOf } from './tellings-of.ts';

type Attributes = Readonly<Record<string, string | bigint>>;
type Row = Partial<EventFields> & { readonly attributes?: Attributes };

const COMMON = { timeNs: 7n, signal: 'trace', dataset: 'd', service: 'backend', traceId: traceIdOf('t') } as const;

function batchOf(...rows: readonly Row[]) {
  const builder = new EventBatchBuilder();
  for (const { attributes = {}, ...fields } of rows) {
    for (const [key, value] of Object.entries(attributes)) {
      builder.attribute(key, typeof value === 'string' ? ATTRIBUTE_STRING : ATTRIBUTE_INT, value);
    }
    builder.endRow({ ...COMMON, kind: 'span_event', ...fields });
  }
  return builder.build();
}

const span = (name: string, parent: string | undefined, more: Row = {}): Row => ({
  kind: 'span',
  spanId: spanIdOf(name),
  parentId: parent === undefined ? undefined : spanIdOf(parent),
  ...more,
});
const failure = (on: string, more: Row = {}): Row => ({
  name: 'exception',
  parentId: spanIdOf(on),
  ...more,
  attributes: { 'exception.type': 'shop.NoRows', 'exception.message': 'none', ...more.attributes },
});

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');

describe('rows that tell of exceptions', () => {
  it('are span events and log records with a type, a stack trace, or the name and a message', () => {
    const batch = batchOf(
      span('s', undefined, { attributes: { 'exception.type': 'copied to the span' } }),
      { name: 'exception', attributes: { 'exception.message': 'm' } },
      { name: 'retry', attributes: { 'exception.message': 'no exception' } },
      { kind: 'log_record', attributes: { 'exception.type': 'T' } },
      { kind: 'log_record', attributes: { body: 'fine' } },
      { name: 'any', attributes: { 'exception.stacktrace': 'E: m\n    at f (/a.js:1:2)' } },
    );
    expect(tellingsOf(batch, 'otlp/1').map(({ row }) => row)).toEqual([1, 3, 5]);
    expect(tellingsOf(batch, 'otlp/1')[2]?.telling.body).toMatchObject({ chain: [{ type: 'E', message: 'm' }] });
  });

  it('know the request of the nearest span that entered the service, not what that service called', () => {
    const batch = batchOf(
      failure('call'),
      span('call', 'home', { spanKind: 'client', attributes: { 'url.full': 'http://db.example/rows' } }),
      span('home', 'server'),
      span('server', 'front', {
        spanKind: 'server',
        attributes: { 'http.target': '/home?x=1', 'http.route': '/home', 'client.address': '192.0.2.1' },
      }),
      span('front', undefined, { spanKind: 'server', attributes: { 'url.path': '/front' } }),
    );
    const [told] = tellingsOf(batch, 'otlp/1');
    expect(told?.telling).toMatchObject({ urlPath: '/home', context: '/home', userIp: '192.0.2.1', teller: 'otlp' });
    expect(told?.lineage?.map(({ spanId }) => spanId)).toEqual(
      ['call', 'home', 'server', 'front'].map((name) => hex(spanIdOf(name))),
    );
  });

  it('know where middleware only passes errors on', () => {
    const batch = batchOf(failure('m'), span('m', 'server', { attributes: { 'express.type': 'middleware' } }));
    expect(tellingsOf(batch, 'otlp/1')[0]?.lineage).toEqual([
      { spanId: hex(spanIdOf('m')), parentId: hex(spanIdOf('server')), isRelay: true },
    ]);
  });

  it('end where spans name each other as parents', () => {
    const batch = batchOf(failure('a'), span('a', 'b'), span('b', 'a'));
    expect(tellingsOf(batch, 'otlp/1')[0]?.lineage?.length).toBeLessThanOrEqual(200);
  });

  it.each([
    [undefined, 'error'],
    [24n, 'critical'],
    [17n, 'error'],
    [13n, 'warning'],
    [9n, 'info'],
    [5n, 'debug'],
  ])('of severity %s are of level %s', (severity, level) => {
    const attributes = { 'exception.type': 'T', ...(severity === undefined ? {} : { severity_code: severity }) };
    expect(tellingsOf(batchOf({ kind: 'log_record', attributes }), 'otlp/1')[0]?.telling.level).toBe(level);
  });

  it('are the same tellings in another message, and two where one message says them twice', () => {
    const ids = (...rows: Row[]) => tellingsOf(batchOf(...rows), 'otlp/1').map(({ telling }) => hex(telling.identity));
    const [first] = ids(failure('a'));
    expect(ids(span('b', undefined), failure('a'))).toEqual([first]);
    expect(
      new Set([...ids(failure('a'), failure('a')), ...ids(failure('a', { timeNs: 8n })), ...ids(failure('b'))]).size,
    ).toBe(4);
  });

  it('of X-Ray are the same when a document is sent again, and others once anything they say has changed', () => {
    const told = (change: Row = {}, attributes: Row['attributes'] = {}) => {
      const own = { 'aws.xray.exception.id': '19ee398e9fe85577', 'exception.message': 'm', ...attributes };
      const [telling] = tellingsOf(batchOf(failure('a', { timeNs: 7n, ...change, attributes: own })), 'xray/1');
      expect(telling?.telling.teller).toBe('xray');
      return hex(telling?.telling.identity);
    };
    expect(told()).toBe(told());
    const changed = [
      told({ timeNs: 9n }),
      told({ service: 'other' }),
      told({}, { 'exception.message': 'n' }),
      told({}, { 'exception.stacktrace': 'T: m\n    at f (a.js:1:1)' }),
      told({}, { 'aws.xray.exception.id': '29ee398e9fe85577' }),
      told({}, { 'user.id': 'ada' }),
    ];
    expect(new Set([told(), ...changed]).size).toBe(7);
  });

  it.each([
    ['http://127.0.0.1:4567/api/home?x=1#y', '/api/home'],
    ['https://shop.example', '/'],
    ['/home?x=1', '/home'],
    ['', ''],
  ])('path of %j is %j', (url, path) => {
    expect(pathOf(url)).toBe(path);
  });
});
