import { describe, expect, it } from 'vitest';
import { type SpanKind, STATUS_ERROR } from '../../../model/event-batch.ts';
import type { JsonObject } from '../json.ts';
import { documentOfSpan } from './span-document.ts';
import { spanOf } from './spans.kit.ts';

const map = (...args: Parameters<typeof spanOf>) => documentOfSpan(spanOf(...args));
const client = (attributes: Record<string, unknown>, fields: Parameters<typeof spanOf>[0] = {}) =>
  map({ kind: 'client', ...fields, attributes });

describe('a span as a document of X-Ray', () => {
  it('is a segment where it entered its service, with ids, times and flags', () => {
    expect(map()).toEqual({
      name: 'api',
      id: '00000000000000a1',
      trace_id: '1-6a9b1200-aaaaaaaaaaaaaaaaaaaaaaaa',
      parent_id: '00000000000000b1',
      start_time: 1_790_000_000,
      end_time: 1_790_000_000.25,
      error: false,
      fault: false,
      throttle: false,
    });
    expect(map({ parentId: '', kind: 'internal' })).not.toHaveProperty('parent_id');
    expect(map({ kind: 'consumer' })).not.toHaveProperty('type');
  });

  it('is a subsegment of its own anywhere else', () => {
    expect(map({ kind: 'internal', name: 'render' })).toMatchObject({
      type: 'subsegment',
      name: 'render',
      parent_id: '00000000000000b1',
      trace_id: '1-6a9b1200-aaaaaaaaaaaaaaaaaaaaaaaa',
    });
    expect(map({ kind: 'internal' })).not.toHaveProperty('namespace');
  });

  it('is a segment around its call where a trace begins with a call', () => {
    const { subsegments, ...segment } = client(
      { 'server.address': 'shop.example' },
      { parentId: '', service: 'browser' },
    );
    expect(segment).toMatchObject({ name: 'browser', start_time: 1_790_000_000, end_time: 1_790_000_000.25 });
    expect(segment.id).not.toBe('00000000000000a1');
    // Who was called names this id as its parent.
    expect(subsegments).toMatchObject([{ id: '00000000000000a1', name: 'shop.example', namespace: 'remote' }]);
    expect(map({ parentId: '', kind: 'client' }).id).toBe(map({ parentId: '', kind: 'client' }).id);
  });
});

describe("the first span of a service, as AWS's distributions mark it", () => {
  const root = (kind: SpanKind, attributes: Record<string, unknown> = {}) => {
    const marks = { 'aws.span.kind': 'LOCAL_ROOT', 'aws.local.service': 'orders', 'aws.remote.service': 'AWS.SDK.SQS' };
    const links = [{ traceId: 'c'.repeat(32), spanId: 'c'.repeat(16), attributes: new Map() }];
    return map({ kind, attributes: { ...marks, ...attributes }, links });
  };

  it.each(['server', 'internal'] as const)('is a segment under its local name: %s', (kind) => {
    const segment = root(kind);
    expect(segment).toMatchObject({ name: 'orders', id: '00000000000000a1', parent_id: '00000000000000b1' });
    expect(segment).not.toHaveProperty('type');
    expect(segment).not.toHaveProperty('subsegments');
    expect(segment).not.toHaveProperty('namespace');
  });

  it.each(['client', 'producer', 'consumer'] as const)('is a segment around what it depends on: %s', (kind) => {
    const { subsegments, ...segment } = root(kind, {
      'rpc.method': 'SendMessage',
      'rpc.system': 'aws-api',
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_ec2',
      'host.id': 'i-1',
    });
    expect(segment).toMatchObject({
      name: 'orders',
      parent_id: '00000000000000b1',
      aws: { ec2: { instance_id: 'i-1' } },
    });
    expect(segment).not.toHaveProperty('aws.operation');
    expect(subsegments).toMatchObject([
      { name: 'SQS', id: '00000000000000a1', namespace: 'aws', aws: { operation: 'SendMessage' } },
    ]);
    const [call] = subsegments as JsonObject[];
    expect([segment, call].map((each) => each && 'links' in each)).toEqual([kind === 'consumer', kind !== 'consumer']);
  });

  it('is nothing else where another value stands there', () => {
    expect(map({ kind: 'internal', attributes: { 'aws.span.kind': 'INTERNAL' } })).toMatchObject({
      type: 'subsegment',
    });
  });
});

describe('its name and flags', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ['aws.remote.service', { 'aws.remote.service': 'AWS.SDK.S3', 'peer.service': 'x' }, 'S3', 'remote'],
    ['peer.service', { 'peer.service': 'billing', 'server.address': '10.0.0.1' }, 'billing', 'remote'],
    ['aws.service', { 'aws.service': 'DynamoDB', 'rpc.service': 'x' }, 'DynamoDB', 'aws'],
    ['rpc of aws-api', { 'rpc.system': 'aws-api', 'rpc.service': 'SQS' }, 'SQS', 'aws'],
    [
      'database at its host',
      { 'db.system': 'postgresql', 'db.name': 'orders', 'net.peer.name': 'pg' },
      'orders@pg',
      'remote',
    ],
    [
      'database by number',
      { 'db.system.name': 'redis', 'db.namespace': '0', 'server.address': 'cache' },
      'redis@cache',
      'remote',
    ],
    ['rpc.service', { 'rpc.service': 'cart.Carts', 'server.address': 'x' }, 'cart.Carts', 'remote'],
    ['http.host', { 'http.host': 'shop.example:8080' }, 'shop.example:8080', 'remote'],
    ['net.peer.name', { 'net.peer.name': 'far' }, 'far', 'remote'],
    ['host of the URL', { 'url.full': 'https://far.example/x' }, 'far.example', 'remote'],
    ['span name', {}, 'GET /cart', 'remote'],
    ['characters that X-Ray refuses', { 'peer.service': 'a?b*(c)' }, 'abc', 'remote'],
    ['nothing that may stay', { 'peer.service': '???' }, 'span', 'remote'],
    ['200 characters at most', { 'peer.service': 'x'.repeat(300) }, 'x'.repeat(200), 'remote'],
  ])('names a call by: %s', (_what, attributes, name, namespace) => {
    expect(client(attributes)).toMatchObject({ name, namespace });
  });

  it.each<[Record<string, unknown>, string | undefined]>([
    [{}, undefined],
    [{ 'cloud.platform': 'gcp_cloud_run' }, undefined],
    [{ 'cloud.platform': 'constructor' }, undefined],
    [{ 'cloud.platform': 'aws_ecs', 'aws.ecs.launchtype': 'constructor' }, 'AWS::ECS::Container'],
    [{ 'cloud.platform': 'aws_ec2' }, 'AWS::EC2::Instance'],
    [{ 'cloud.platform': 'aws_ecs' }, 'AWS::ECS::Container'],
    [{ 'cloud.platform': 'aws_ecs', 'aws.ecs.launchtype': 'FARGATE' }, 'AWS::ECS::Fargate'],
    [{ 'cloud.platform': 'aws_ecs', 'aws.ecs.launchtype': 'ec2' }, 'AWS::ECS::EC2'],
    [{ 'cloud.platform': 'aws_elastic_beanstalk' }, 'AWS::ElasticBeanstalk::Environment'],
    [{ 'cloud.platform': 'aws_eks' }, 'AWS::EKS::Container'],
    [{ 'cloud.platform': 'aws_app_runner' }, 'AWS::AppRunner::Service'],
  ])('has the origin of %j', (attributes, origin) => {
    expect(map({ attributes }).origin).toBe(origin);
  });

  it.each<[number | undefined, number, string]>([
    [undefined, 0, ''],
    [200, 0, ''],
    [404, 0, 'error'],
    [429, 0, 'error throttle'],
    [503, 0, 'fault'],
    [undefined, STATUS_ERROR, 'fault'],
    [404, STATUS_ERROR, 'error'],
    [200, STATUS_ERROR, 'fault'],
  ])('with HTTP status %s and status %i is flagged: %s', (http, status, flags) => {
    for (const name of ['http.response.status_code', 'http.status_code']) {
      const document = map({ status, attributes: http === undefined ? {} : { [name]: http } });
      expect(['error', 'fault', 'throttle'].filter((flag) => document[flag]).join(' ')).toBe(flags);
    }
  });
});

describe('its blocks', () => {
  it.each<[string, Record<string, unknown>]>([
    [
      'new',
      {
        'http.request.method': 'GET',
        'url.scheme': 'https',
        'server.address': 'shop.example',
        'server.port': 443,
        'url.path': '/cart',
        'url.query': 'id=1',
        'user_agent.original': 'curl',
        'client.address': '192.0.2.1',
        'http.response.status_code': 200,
        'http.response.body.size': 12,
      },
    ],
    [
      'old',
      {
        'http.method': 'GET',
        'http.scheme': 'https',
        'http.host': 'shop.example',
        'http.target': '/cart?id=1',
        'http.user_agent': 'curl',
        'http.client_ip': '192.0.2.1',
        'http.status_code': 200,
        'http.response_content_length': 12,
      },
    ],
  ])('has its HTTP block from the %s conventions', (_generation, attributes) => {
    expect(map({ attributes }).http).toEqual({
      request: {
        method: 'GET',
        url: 'https://shop.example/cart?id=1',
        user_agent: 'curl',
        client_ip: '192.0.2.1',
        x_forwarded_for: true,
      },
      response: { status: 200, content_length: 12 },
    });
  });

  it('takes the peer for the client without saying that it came from a header', () => {
    const http = map({ attributes: { 'http.request.method': 'GET', 'network.peer.address': '192.0.2.9' } }).http;
    expect(http).toEqual({ request: { method: 'GET', client_ip: '192.0.2.9' } });
  });

  it('has an SQL block for databases of SQL alone', () => {
    const attributes = {
      'db.system': 'postgresql',
      'db.name': 'orders',
      'db.statement': 'SELECT 1',
      'db.user': 'me',
      'db.connection_string': 'postgresql://pg',
    };
    expect(client(attributes, { name: 'SELECT orders' }).sql).toEqual({
      url: 'SELECT orders',
      connection_string: 'postgresql://pg/orders',
      sanitized_query: 'SELECT 1',
      database_type: 'postgresql',
      user: 'me',
    });
    expect(client({ 'db.system': 'mysql', 'db.name': 'a' }).sql).toMatchObject({ connection_string: 'localhost/a' });
    for (const system of ['redis', 'mongodb']) expect(client({ 'db.system': system }).sql).toBeUndefined();
  });

  it('has an AWS block', () => {
    const attributes = {
      'aws.service': 'DynamoDB',
      'aws.operation': 'GetItem',
      'aws.region': 'eu-west-1',
      'aws.request_id': 'R',
      'aws.dynamodb.table_names': ['carts'],
    };
    expect(client(attributes).aws).toEqual({
      operation: 'GetItem',
      region: 'eu-west-1',
      request_id: 'R',
      table_name: 'carts',
    });
    expect(client({ 'aws.dynamodb.table_names': ['a', 'b'] }).aws).toBeUndefined();
    const host = { 'cloud.provider': 'aws', 'cloud.platform': 'aws_ec2', 'host.id': 'i-1', 'cloud.account.id': '1' };
    expect(map({ attributes: host }).aws).toEqual({ account_id: '1', ec2: { instance_id: 'i-1' } });
    const sdk = {
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.language': 'python',
      'telemetry.sdk.version': '1',
    };
    expect(map({ attributes: sdk }).aws).toEqual({
      xray: { sdk: 'opentelemetry for python', sdk_version: '1', auto_instrumentation: false },
    });
  });
});

describe('what else it holds', () => {
  it('annotates what the sender names, and keeps the rest as metadata', () => {
    const document = map({
      attributes: {
        'aws.xray.annotations': ['cart.id', 'a b', 'list', 'missing'],
        'cart.id': 7,
        'a b': true,
        list: [1],
        other: 'x',
        'aws.xray.metadata.debug': '{"deep":[1]}',
        'aws.xray.metadata.text': 'no JSON',
        'enduser.id': 'me',
      },
    });
    expect(document.annotations).toEqual({ 'cart.id': 7, a_b: true });
    expect(document.metadata).toEqual({
      default: { list: [1], other: 'x', 'enduser.id': 'me' },
      debug: { deep: [1] },
      text: 'no JSON',
    });
    expect(document.user).toBe('me');
  });

  it('keeps what it has beside the default namespace of its metadata', () => {
    const attributes = { other: 'x', 'aws.xray.metadata.default': '{"size":3}', 'aws.xray.metadata.debug': '1' };
    expect(map({ attributes }).metadata).toEqual({ default: { other: 'x', size: 3 }, debug: 1 });
    expect(map({ attributes: { other: 'x', 'aws.xray.metadata.default': 'no map' } }).metadata).toEqual({
      default: { other: 'x', 'aws.xray.metadata.default': 'no map' },
    });
  });

  it('keeps its links', () => {
    const links = [{ traceId: 'b'.repeat(32), spanId: '00000000000000c1' }];
    expect(map({ links }).links).toEqual([{ trace_id: `1-bbbbbbbb-${'b'.repeat(24)}`, id: '00000000000000c1' }]);
  });

  it('tells of its exceptions with their causes', () => {
    const stack = [
      'shop.CartError: no cart',
      '\tat shop.Cart.add(Cart.java:12)',
      'Caused by: java.io.IOException: gone',
      '\tat a.B.c(B.java)',
    ];
    const { cause } = map({
      kind: 'client',
      exceptions: [
        {
          'exception.type': 'shop.CartError',
          'exception.message': 'no cart',
          'exception.stacktrace': stack.join('\n'),
        },
      ],
    });
    const { exceptions } = cause as { exceptions: JsonObject[] };
    expect(exceptions).toMatchObject([
      { type: 'shop.CartError', message: 'no cart', remote: true, cause: exceptions[1]?.id },
      { type: 'java.io.IOException', message: 'gone', stack: [{ path: 'B.java', label: 'a.B.c' }] },
    ]);
    expect(exceptions[0]?.stack).toEqual([{ path: 'Cart.java', line: 12, label: 'shop.Cart.add' }]);
    expect(exceptions[1]).not.toHaveProperty('cause');
    expect(new Set(exceptions.map(({ id }) => id)).size).toBe(2);
  });

  it('makes an exception of a status that says why', () => {
    expect(map({ status: STATUS_ERROR, statusMessage: 'out of stock' }).cause).toMatchObject({
      exceptions: [{ message: 'out of stock' }],
    });
    expect(map({ status: STATUS_ERROR }).cause).toBeUndefined();
  });
});
