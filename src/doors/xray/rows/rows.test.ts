import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type BatchRow, batchRows } from '../../../../tests/support/batch-rows.ts';
import { DEFAULT_RECORD_LIMITS } from '../../../model/limits.ts';
import { readStackTrace } from '../../../model/stack-trace.ts';
import { readDatagram } from '../datagram.ts';
import { planSpans } from '../documents/assembly.ts';
import { readDocument } from '../documents/document.ts';
import { nextVersion } from '../documents/segment-version.ts';
import { rowsOf } from './rows.ts';

const NOW_NS = 1_795_401_600_000_000_000n;
const DAY_NS = 86_400_000_000_000n;

function read(text: string) {
  const result = readDocument(text);
  if (!result.ok) throw new Error(result.refusal.message);
  const { document } = result;
  const version = nextVersion(undefined, { nowNs: NOW_NS, isInProgress: document.isInProgress, isSettled: true });
  const planned = planSpans(new Map([[document.id, { document, version }]]));
  const timeRange = { earliestNs: NOW_NS - 30n * DAY_NS, latestNs: NOW_NS + DAY_NS };
  const { batch, oddities } = rowsOf([...planned.values()], { limits: DEFAULT_RECORD_LIMITS, timeRange });
  return { rows: batchRows(batch), oddities };
}

const START = Number(NOW_NS / 1_000_000_000n) - 60;
const SEGMENT = {
  trace_id: '1-6b03a77b-b7a2cc41dcaf04e94b8355b9',
  id: 'aaaaaaaaaaaaaaaa',
  name: 'backend',
  start_time: START,
  end_time: START + 1,
};
const rowOf = (fields: object) => read(JSON.stringify({ ...SEGMENT, ...fields })).rows.at(-1);

const textsOf = (row: BatchRow | undefined) => (row?.attr_string ?? {}) as Readonly<Record<string, string>>;

/** A datagram as an SDK sent it. */
function captured(path: string) {
  const datagram = readDatagram(
    readFileSync(new URL(`../../../../tests/fixtures/xray/${path}/datagram.txt`, import.meta.url)),
  );
  if (!datagram.ok) throw new Error(datagram.reason);
  return read(datagram.document).rows;
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
    const { rows } = read(
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
    const { rows, oddities } = read(
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
    const { rows, oddities } = read(JSON.stringify({ ...SEGMENT, ...fields }));
    expect(rows.at(-1)).toMatchObject({ kind: 'span', name: 'backend' });
    expect(oddities['value-dropped']).toBe(count);
  });

  it('a cause that is described in a subsegment is named, as Python and as Node send it', () => {
    const id = 'bbbbbbbbbbbbbbbb';
    for (const cause of [id, { id, exceptions: [] }]) {
      const { rows } = read(JSON.stringify({ ...SEGMENT, cause }));
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ status_code: 2, attr_string: { 'aws.xray.cause': id } });
    }
  });

  it('the name of the SDK is read from either block that has it', () => {
    expect(rowOf({ aws: { tracing: { sdk: 'X-Ray for Java' } } })).toMatchObject({
      attr_string: { 'telemetry.sdk.name': 'X-Ray for Java', 'aws.tracing': '{"sdk":"X-Ray for Java"}' },
    });
  });

  it('metadata nested deeper than any value may be is left to the document', () => {
    const metadata = `{"deep":${'['.repeat(20_000)}${']'.repeat(20_000)},"flat":1}`;
    const { rows, oddities } = read(JSON.stringify({ ...SEGMENT, metadata: '?' }).replace('"?"', metadata));
    expect(Object.keys(rows[0]?.attr_string as object)).toEqual(['aws.xray.metadata.flat']);
    expect(oddities['value-dropped']).toBe(1);
  });

  it('causes stand in the trace of what they caused, and in a circle none is lost', () => {
    const exception = (id: string, cause?: string) => ({
      id,
      cause,
      type: `T${id}`,
      message: 'm',
      stack: [{ path: 'a.js', line: 1, label: 'f' }],
    });
    const events = (exceptions: object[]) =>
      read(JSON.stringify({ ...SEGMENT, cause: { exceptions } })).rows.filter(({ kind }) => kind === 'span_event');
    const [event, ...others] = events([exception('1', '2'), exception('2', '3'), exception('3')]);
    expect(others).toEqual([]);
    const trace = textsOf(event)['exception.stacktrace'] ?? '';
    expect(readStackTrace(trace).map(({ type }) => type)).toEqual(['T1', 'T2', 'T3']);
    expect(events([exception('1', '2'), exception('2', '1')])).toHaveLength(2);
    expect(events([exception('0'), exception('1', '2'), exception('2', '1')])).toHaveLength(3);
  });

  it('Java: an exception told again for each cause that a subsegment has told of is one', () => {
    const told = { id: '81ed5c55f6430c1f', type: 'CartError', message: 'm', cause: '64b8d18b0181e815' };
    const { rows } = read(JSON.stringify({ ...SEGMENT, cause: { exceptions: [told, told, told] } }));
    expect(rows.map(({ kind }) => kind)).toEqual(['span_event', 'span']);
  });

  it('Java: a cause that a subsegment tells of stands in the trace of what it caused', () => {
    const exception = (id: string, fields = {}) => ({
      id,
      type: `T${id}`,
      stack: [{ path: 'A.java', line: 1, label: 'f' }],
      ...fields,
    });
    const inner = {
      id: 'bbbbbbbbbbbbbbbb',
      name: 'price',
      start_time: START,
      end_time: START,
      cause: { exceptions: [exception('2', { cause: '3' }), exception('3')] },
    };
    const cause = { exceptions: [exception('1', { cause: '2' })] };
    const { rows } = read(JSON.stringify({ ...SEGMENT, cause, subsegments: [inner] }));
    const traces = rows
      .filter(({ kind }) => kind === 'span_event')
      .map((row) => readStackTrace(textsOf(row)['exception.stacktrace'] ?? '').map(({ type }) => type));
    expect(traces).toEqual([
      ['T1', 'T2', 'T3'],
      ['T2', 'T3'],
    ]);
  });

  it('Ruby: exceptions without ids are each the cause of the one before; of others each stands alone', () => {
    const exception = (type: string) => ({ type, message: 'm', stack: [{ path: 'a.rb', line: '7', label: 'f' }] });
    const events = (sdk: string) => {
      const cause = { exceptions: ['CartError', 'KeyError', 'IOError'].map(exception) };
      const { rows } = read(JSON.stringify({ ...SEGMENT, aws: { xray: { sdk } }, cause }));
      return rows.filter(({ kind }) => kind === 'span_event').map(textsOf);
    };
    const [event, ...others] = events('X-Ray for Ruby');
    expect(others).toEqual([]);
    expect(event).toMatchObject({ 'exception.type': 'CartError' });
    const parts = readStackTrace(event?.['exception.stacktrace'] ?? '');
    expect(parts.map(({ type }) => type)).toEqual(['CartError', 'KeyError', 'IOError']);
    expect(parts.map(({ frames }) => frames[0]?.line)).toEqual([7, 7, 7]);
    expect(events('X-Ray for Node.js')).toHaveLength(3);
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
    const { rows } = read(JSON.stringify({ ...SEGMENT, links }));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      kind: 'span_link',
      parent_name: 'backend',
      attr_string: { ReferenceType: 'parent' },
    });
  });
});
