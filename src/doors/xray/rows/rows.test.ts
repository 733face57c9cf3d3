import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readStackTrace } from '../../../model/stack-trace.ts';
import { readDatagram } from '../datagram.ts';
import { readRows, rowOf, SEGMENT, START, textsOf } from './rows.kit.ts';

/** A datagram as an SDK sent it. */
function captured(path: string) {
  const datagram = readDatagram(
    readFileSync(new URL(`../../../../tests/fixtures/xray/${path}/datagram.txt`, import.meta.url)),
  );
  if (!datagram.ok) throw new Error(datagram.reason);
  return readRows(datagram.document).rows;
}

describe('rows of what SDKs sent', () => {
  it('Python: a raise is an exception whose traceback is read as Python’s', () => {
    const [exception, span] = captured('aws-xray-sdk-python-2.15.0/raise');
    expect(span).toMatchObject({
      kind: 'span',
      service: 'backend-flask',
      span_kind: 'server',
      status_code: 2,
      status_message: 'the madeleines are missing',
    });
    expect(exception).toMatchObject({ kind: 'span_event', name: 'exception', parent_name: 'backend-flask' });
    const texts = textsOf(exception);
    expect(texts['exception.type']).toBe('ValueError');
    const [read] = readStackTrace(texts['exception.stacktrace'] ?? '');
    expect(read).toMatchObject({ type: 'ValueError', message: 'the madeleines are missing' });
    expect(read?.frames[0]).toMatchObject({ filename: 'serving.py', line: 402, method: 'handle' });
    expect(read?.frames.at(-1)).toMatchObject({ filename: 'app.py', line: 1356, method: 'do_teardown_request' });
  });

  it('Node: a raise has its innermost frame first, as V8 prints it', () => {
    const [exception] = captured('aws-xray-sdk-node-3.12.0/raise');
    const [read] = readStackTrace(textsOf(exception)['exception.stacktrace'] ?? '');
    expect(read).toMatchObject({ type: 'FeedError', message: 'the madeleines are missing' });
    // Outermost first; frames inside Node have no line.
    expect(read?.frames.at(-1)).toMatchObject({ filename: '/srv/backend-node/server.js', line: 42 });
  });
});

describe('rows of a document', () => {
  it.each<[string, object, number]>([
    ['nothing', {}, 0],
    ['a fault', { fault: true }, 2],
    ['a 5xx', { http: { response: { status: 503 } } }, 2],
    ['a cause elsewhere', { cause: 'bbbbbbbbbbbbbbbb' }, 2],
    // The caller's failure.
    ['an error', { error: true, http: { response: { status: 404 } } }, 0],
  ])('with %s: status', (_what, fields, status) => {
    expect(rowOf(fields)).toMatchObject({ status_code: status });
  });

  it('a subsegment of another service is a client’s span, and its 4xx a failure; both have the segment’s resource', () => {
    const call = {
      id: 'bbbbbbbbbbbbbbbb',
      name: 'DynamoDB',
      start_time: START,
      end_time: START,
      namespace: 'aws',
      error: true,
      aws: { table_name: 't', retries: 2 },
    };
    const { rows } = readRows(
      JSON.stringify({
        ...SEGMENT,
        origin: 'AWS::ECS::Fargate',
        aws: { ecs: { container: 'c' } },
        subsegments: [call],
      }),
    );
    expect(rows.map(({ span_kind, status_code, service }) => [span_kind, status_code, service])).toEqual([
      ['server', 0, 'backend'],
      ['client', 2, 'backend'],
    ]);
    expect(rows[1]).toMatchObject({
      attr_string: {
        'aws.service': 'DynamoDB',
        'aws.table_name': 't',
        'aws.xray.origin': 'AWS::ECS::Fargate',
        'cloud.platform': 'aws_ecs',
        'container.name': 'c',
      },
      attr_bool: { 'aws.xray.error': true },
    });
  });

  it('annotations keep their types and odd names, and lose what is none; what is lost is counted', () => {
    const annotations = {
      'cart.size': 3,
      'aws:api_id': 'x',
      ok: false,
      list: [1],
      none: null,
      long: 'y'.repeat(1_001),
      '': 1,
    };
    const { rows, oddities } = readRows(
      JSON.stringify({ ...SEGMENT, annotations, metadata: { ns: { a: [1, { b: 2 }] } } }),
    );
    expect(rows[0]).toMatchObject({
      attr_float: { 'cart.size': 3 },
      attr_bool: { ok: false },
      attr_string: {
        'aws:api_id': 'x',
        long: 'y'.repeat(1_000),
        'aws.xray.annotations': '["cart.size","aws:api_id","ok","long"]',
        'aws.xray.metadata.ns': '{"a":[1,{"b":2}]}',
      },
    });
    expect(oddities).toMatchObject({ 'value-dropped': 1, 'value-cut': 1 });
  });

  it.each<[string, object, number]>([
    ['what is right, or says nothing', { http: null, aws: '', subsegments: [], parent_id: '0000000000000000' }, 0],
    ['texts for blocks', { http: 'x', aws: 'x', sql: 'x', service: 'x', subsegments: 'x', links: 'x' }, 6],
    ['blocks in blocks', { http: { request: [], response: 1 }, cause: { exceptions: {} } }, 3],
    ['a cause that is none', { cause: 7 }, 1],
    ['exceptions that are none', { cause: { exceptions: [{}, 'x', null] } }, 1],
    ['texts for flags', { fault: 'true', error: false, throttle: 1 }, 2],
    ['a parent that is none', { parent_id: 'x' }, 1],
    ['links that lead nowhere', { links: [{}, 'x', { trace_id: '1-2-3', id: 'cccccccccccccccc' }] }, 3],
  ])('%s: values of a wrong type are left out and counted', (_what, fields, count) => {
    const { rows, oddities } = readRows(JSON.stringify({ ...SEGMENT, ...fields }));
    expect(rows.at(-1)).toMatchObject({ kind: 'span', name: 'backend' });
    expect(oddities['value-dropped']).toBe(count);
  });

  it('blocks become the fields of the conventions, numbers also from texts', () => {
    const row = rowOf({
      user: 'u1',
      resource_arn: 'arn:x',
      http: {
        request: {
          method: 'GET',
          url: 'http://shop.example:4567/cart?x=1',
          user_agent: '',
          client_ip: '192.0.2.1, 10.0.0.1',
          x_forwarded_for: true,
          traced: true,
        },
        response: { status: '404', content_length: '265' },
      },
      sql: { sanitized_query: 'SELECT 1', database_type: 'PostgreSQL', user: 'db', url: 'h:1/d' },
      service: { version: '1.2', runtime: 'CPython', runtime_version: '3.11.7', name: 'unknown' },
      aws: { account_id: '123456789012', xray: { rule_name: 'Default' }, api_gateway: { stage: 'prod' } },
    });
    expect(row).toMatchObject({
      status_code: 0,
      attr_string: {
        'enduser.id': 'u1',
        'aws.xray.resource_arn': 'arn:x',
        'http.request.method': 'GET',
        'url.full': 'http://shop.example:4567/cart?x=1',
        'url.scheme': 'http',
        'url.path': '/cart',
        'server.address': 'shop.example',
        'client.address': '192.0.2.1, 10.0.0.1',
        'db.system.name': 'postgresql',
        'db.query.text': 'SELECT 1',
        'db.user': 'db',
        'aws.xray.sql.url': 'h:1/d',
        'service.version': '1.2',
        'process.runtime.name': 'CPython',
        'process.runtime.version': '3.11.7',
        'aws.xray.service.name': 'unknown',
        'cloud.account.id': '123456789012',
        'aws.xray.sampling_rule_name': 'Default',
        'aws.api_gateway': '{"stage":"prod"}',
      },
      attr_int: { 'server.port': '4567', 'http.response.status_code': '404', 'http.response.body.size': '265' },
      attr_bool: { 'aws.xray.x_forwarded_for': true, 'aws.xray.traced': true },
    });
    expect(textsOf(row)).not.toHaveProperty('user_agent.original');
  });

  it.each([
    ['aws', 'client'],
    ['remote', 'client'],
    ['local', 'internal'],
    ['anything', 'internal'],
    [undefined, 'internal'],
  ])('a subsegment of namespace %s is of kind %s', (namespace, kind) => {
    const part = { id: 'bbbbbbbbbbbbbbbb', name: 'part', start_time: START, end_time: START, namespace };
    const { rows } = readRows(JSON.stringify({ ...SEGMENT, subsegments: [part] }));
    expect(rows.map(({ span_kind }) => span_kind)).toEqual(['server', kind]);
  });

  it('the name of the SDK is read from either block that has it', () => {
    expect(rowOf({ aws: { tracing: { sdk: 'X-Ray for Java' } } })).toMatchObject({
      attr_string: { 'telemetry.sdk.name': 'X-Ray for Java', 'aws.tracing': '{"sdk":"X-Ray for Java"}' },
    });
  });

  it('metadata nested deeper than any value may be is left to the document', () => {
    const metadata = `{"deep":${'['.repeat(20_000)}${']'.repeat(20_000)},"flat":1}`;
    const { rows, oddities } = readRows(JSON.stringify({ ...SEGMENT, metadata: '?' }).replace('"?"', metadata));
    expect(Object.keys(rows[0]?.attr_string as object)).toEqual(['aws.xray.metadata.flat']);
    expect(oddities['value-dropped']).toBe(1);
  });

  it('an end before the start makes no duration, a time out of range is flagged', () => {
    expect(rowOf({ end_time: START - 1 })).toMatchObject({
      duration_ns: '0',
      attr_bool: { 'meta.invalid_duration': true },
    });
    expect(rowOf({ start_time: 1, end_time: 2 })).toMatchObject({ attr_bool: { 'meta.time_out_of_range': true } });
  });

  it('a link is a row of its own', () => {
    const links = [
      {
        trace_id: '1-57ff426a-80c11c39b0c928905eb0828d',
        id: 'cccccccccccccccc',
        attributes: { ReferenceType: 'parent' },
      },
      'x',
    ];
    const { rows } = readRows(JSON.stringify({ ...SEGMENT, links }));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      kind: 'span_link',
      parent_name: 'backend',
      attr_string: { ReferenceType: 'parent' },
    });
  });
});
