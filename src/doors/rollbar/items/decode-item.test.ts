import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchRows } from '../../../../tests/support/batch-rows.ts';
import { ROOT } from '../../../../tests/support/repository.ts';
import { hexFromBytes } from '../../../base/hex.ts';
import type { JsonObject } from '../json.ts';
import { CONTEXT, RECEIVED_NS, SMALLEST } from '../rollbar.kit.ts';
import { type DecodedItem, decodeItem } from './decode-item.ts';

const FIXTURES = join(ROOT, 'tests/fixtures/rollbar');

function decode(payload: JsonObject, context: Partial<typeof CONTEXT> = {}): DecodedItem {
  const result = decodeItem(payload, { ...CONTEXT, ...context });
  if (!result.ok) throw new Error(result.problem);
  return result.item;
}

const decodeData = (data: JsonObject, context: Partial<typeof CONTEXT> = {}) =>
  decode({ data: { ...SMALLEST.data, ...data } }, context);
const fixture = (path: string) => decode(JSON.parse(readFileSync(join(FIXTURES, path, 'body.json'), 'utf8')));
const dataOf = ({ payload }: DecodedItem): Record<string, unknown> => JSON.parse(payload);

/** All attributes of the one row, whatever their type. */
function attributesOf({ batch }: DecodedItem): Record<string, unknown> {
  const [row] = batchRows(batch);
  return { ...(row?.attr_string as object), ...(row?.attr_int as object), ...(row?.attr_bool as object) };
}

describe('what real clients send', () => {
  it('every capture is an item of its uuid', () => {
    const paths = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('body.json'),
    );
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths) {
      const sent = JSON.parse(readFileSync(join(FIXTURES, path), 'utf8'));
      const item = decode(sent);
      // Not every client makes one.
      expect(item.uuid).toBe(sent.data.uuid ?? CONTEXT.newUuid());
      expect(dataOf(item).body).toEqual(sent.data.body);
    }
  });

  it('pyrollbar: the traceback, the request, the trace of its header', () => {
    const { telling, batch } = fixture('pyrollbar-1.5.0/raise-with-header');
    expect(telling).toMatchObject({
      teller: 'rollbar',
      level: 'error',
      deploymentEnvironment: 'production',
      host: 'web-1',
      url: 'http://127.0.0.1:4567/api/activities/home',
      urlPath: '/api/activities/home',
      context: '/api/activities/home',
      framework: 'flask',
      platform: 'unknown',
      language: 'python 3.11.7',
      serverRoot: '/srv/bootcamp',
      uuid: '078bf540dd1240b7a34d3212018d9b89',
      notifier: 'pyrollbar',
      spanId: undefined,
    });
    expect(hexFromBytes(telling.traceId!)).toBe('6a1b2c3d0102030405060708090a0b0c');
    expect(telling.body.kind === 'exception' && telling.body.chain).toMatchObject([
      { type: 'ValueError', message: 'the madeleines are missing' },
    ]);
    expect(telling.body.kind === 'exception' && telling.body.chain[0]?.frames.at(-1)).toEqual({
      filename: '/srv/bootcamp/app.py',
      method: 'home_activities',
      line: 43,
    });
    expect(batchRows(batch)).toMatchObject([
      {
        dataset: 'bootcamp',
        signal: 'error',
        kind: 'occurrence',
        trace_id: '6a1b2c3d0102030405060708090a0b0c',
        parent_id: '0000000000000000',
        name: 'exception',
        status_code: 2,
        status_message: 'the madeleines are missing',
        scope_name: 'pyrollbar',
        scope_version: '1.5.0',
      },
    ]);
  });

  it('attributes are OpenTelemetry’s names, and every field by its path', () => {
    expect(attributesOf(fixture('pyrollbar-1.5.0/raise-with-header'))).toMatchObject({
      'exception.type': 'ValueError',
      'exception.message': 'the madeleines are missing',
      level: 'error',
      'deployment.environment.name': 'production',
      'host.name': 'web-1',
      'server.host': 'web-1',
      'process.pid': '1630',
      'url.full': 'http://127.0.0.1:4567/api/activities/home',
      'url.path': '/api/activities/home',
      'http.request.method': 'GET',
      'user_agent.original': 'curl/7.88.1',
      'client.address': '127.0.0.1',
      'request.headers.Host': '127.0.0.1:4567',
      framework: 'flask',
    });
    expect(attributesOf(fixture('rollbar-browser-js-3.1.0/handled'))).toMatchObject({
      'person.id': '42',
      'user.id': '42',
      'user.email': 'leonie@shop.example',
      session_id: 'a678fa0f6e5f42850362abe82cae339f',
      'user_agent.original': expect.stringContaining('Mozilla'),
    });
  });

  it('rollbar.js in a page: its address is this request’s, its time is told by `client`', () => {
    const item = fixture('rollbar-browser-js-3.1.0/handled');
    expect(item.telling.userIp).toBe('203.0.113.9');
    expect(dataOf(item).request).toMatchObject({
      user_ip: '203.0.113.9',
      url: 'http://127.0.0.1:4567/?token=********',
    });
    expect(item.telling.timeNs / 1_000_000_000n).toBe(1_795_401_901n);
    expect(item.telling.body.kind === 'exception' && item.telling.body.chain.length).toBe(2);
  });

  it('rollbar.js for Node: what nobody caught is an error', () => {
    expect(fixture('node_rollbar-3.1.0-node-js/uncaught').telling.level).toBe('error');
    expect(fixture('rollbar-browser-js-3.1.0/uncaught').telling.level).toBe('error');
    expect(decodeData({ level: 'debug' }).telling.level).toBe('debug');
  });
});

describe('what is given back', () => {
  it('is what was sent, with what the server knows', () => {
    const sent = { ...SMALLEST.data, timestamp: 1_795_401_000, uuid: 'A-1', custom: { big: '1' }, unknown: [null, 0] };
    const item = decode({ data: sent });
    expect(item.uuid).toBe('A-1');
    expect(dataOf(item)).toEqual({
      ...sent,
      level: 'info',
      timestamp: 1_795_401_540,
      metadata: {
        customer_timestamp: 1_795_401_000,
        timestamp_ms: 1_795_401_540_250,
        access_token: '********',
        api_server_hostname: 'combray.example',
        debug: {},
      },
    });
  });

  it('has an environment, a level and a uuid where none were sent', () => {
    const item = decode({ data: { body: { message: { body: 'x' } }, environment: null, level: null } });
    expect(dataOf(item)).toMatchObject({ environment: 'unknown', level: 'info', uuid: CONTEXT.newUuid() });
    expect(item.uuid).toMatch(/^[\da-f]{32}$/);
    expect(decodeData({ uuid: '----' }).uuid).toBe(CONTEXT.newUuid());
  });

  it.each([
    ['ERROR', 'error'],
    ['Critical', 'critical'],
    ['warn', 'warning'],
    ['fatal', 'critical'],
    ['nonsense', 'info'],
    ['constructor', 'info'],
    ['__proto__', 'info'],
    ['', 'info'],
  ])('a level of %j is %s', (level, expected) => {
    const item = decodeData({ level });
    expect([item.telling.level, dataOf(item).level]).toEqual([expected, expected]);
  });

  it('a level that is not sent is the kind’s', () => {
    const trace = { frames: [], exception: { class: 'E' } };
    for (const [body, level] of [
      [{ trace }, 'error'],
      [{ trace_chain: [trace] }, 'error'],
      [{ crash_report: { raw: 'x' } }, 'error'],
      [{ message: { body: 'x' } }, 'info'],
    ] as const)
      expect(decodeData({ body }).telling.level).toBe(level);
  });

  it('a version by the first of the fields that have one, a language in lower case', () => {
    const places = [
      { code_version: '1' },
      { server: { code_version: '2' } },
      { client: { javascript: { code_version: '3' } } },
      { server: { sha: '4' } },
    ];
    expect(places.map((data) => decodeData(data).telling.codeVersion)).toEqual(['1', '2', '3', '4']);
    expect(decodeData({ ...places[0], ...places[1] }).telling.codeVersion).toBe('1');
    expect(decodeData({ language: 'Python 3.12' }).telling.language).toBe('python 3.12');
  });

  it('a number for a version or a person’s id is its digits, an empty list of PHP an empty map', () => {
    const item = decodeData({ code_version: 42, person: { id: 7, username: null }, server: [], custom: [] });
    expect(item.telling).toMatchObject({ codeVersion: '42', person: { id: '7', name: '', email: '' } });
  });
});

describe('what clients send that the contract does not have', () => {
  const trace = { frames: [], exception: { class: 'E', message: 'x' } };

  it('rollbar.js for Node: custom data at the top of `data` too, of whatever type', () => {
    const custom = { client: 'acme', request: 'GET /', person: 5, title: ['x'], code_version: {}, fingerprint: 1 };
    const item = decodeData({ ...custom, custom });
    expect(dataOf(item)).toMatchObject({ ...custom, custom });
    expect(item.telling).toMatchObject({
      url: '',
      title: '',
      codeVersion: '',
      person: { id: '', name: '', email: '' },
    });
    const problem = 'data.client should be object.';
    const refused = decodeItem({ data: { ...SMALLEST.data, client: 'acme', custom: { client: 'other' } } }, CONTEXT);
    expect(refused).toEqual({ ok: false, problem });
  });

  it('pyrollbar: a number for a message', () => {
    expect(decodeData({ body: { message: { body: 404 } } }).telling.body).toEqual({ kind: 'message', text: '404' });
  });

  it.each(['trace', 'trace_chain'])('rollbar-gem: words and custom data beside the exception of a %s', (kind) => {
    const told = { ...trace, exception: { ...trace.exception, description: 'no bread' }, extra: { order: { id: 7 } } };
    const body = { [kind]: kind === 'trace' ? told : [told, trace] };
    expect(attributesOf(decodeData({ body }))).toMatchObject({
      'exception.message': 'x',
      'body.trace.exception.description': 'no bread',
      'body.trace.extra.order.id': '7',
    });
    const twice = attributesOf(decodeData({ body, custom: told.extra }));
    expect(Object.keys(twice).filter((name) => name.endsWith('order.id'))).toEqual(['custom.order.id']);
  });

  it('rollbar-php: custom data beside the body, and a description that only repeats', () => {
    const told = { ...trace, exception: { ...trace.exception, description: 'x' } };
    const attributes = attributesOf(decodeData({ body: { trace: told, extra: { order: { id: 7 } } } }));
    expect(attributes).toMatchObject({ 'body.extra.order.id': '7' });
    expect(attributes).not.toHaveProperty(['body.trace.exception.description']);
  });

  it('rollbar-gem: an exception whose class has no name', () => {
    const { telling } = decodeData({ body: { trace: { ...trace, exception: { class: null, message: 'x' } } } });
    expect(telling.body).toMatchObject({ chain: [{ type: '', message: 'x' }] });
  });
});

describe('the identity of an item', () => {
  it('is its uuid’s, with and without dashes and capitals, in one project', () => {
    const identity = (uuid: string, projectId = CONTEXT.projectId) =>
      hexFromBytes(decodeData({ uuid }, { projectId }).telling.identity);
    const first = identity('078bf540-dd12-40b7-a34d-3212018d9b89');
    expect(first).toMatch(/^[\da-f]{32}$/);
    expect(identity('078BF540DD1240B7A34D3212018D9B89')).toBe(first);
    expect(identity('178bf540-dd12-40b7-a34d-3212018d9b89')).not.toBe(first);
    expect(identity('078bf540-dd12-40b7-a34d-3212018d9b89', 4 as typeof CONTEXT.projectId)).not.toBe(first);
  });
});

describe('where it happened', () => {
  const TRACE = '0af7651916cd43dd8448eb211c80319c';
  const SPAN = 'b7ad6b7169203331';
  const amzn = 'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=53995c3f42cd8ad8;Sampled=1';
  const traceparent = `00-${TRACE}-${SPAN}-01`;
  const cases: [string, JsonObject, string, string][] = [
    [
      'attributes',
      {
        attributes: [
          { key: 'trace_id', value: TRACE },
          { key: 'span_id', value: SPAN },
        ],
      },
      TRACE,
      SPAN,
    ],
    [
      'custom before the attributes of a tracer of rollbar.js’ own',
      { custom: { trace_id: TRACE }, attributes: [{ key: 'trace_id', value: '1'.repeat(32) }] },
      TRACE,
      '',
    ],
    [
      'attributes where custom has a name that is no id',
      { custom: { trace_id: 'none' }, attributes: [{ key: 'trace_id', value: TRACE }] },
      TRACE,
      '',
    ],
    [
      'a tracer given to rollbar.js',
      { custom: { opentracing_trace_id: TRACE, opentracing_span_id: SPAN } },
      TRACE,
      SPAN,
    ],
    ['custom', { custom: { trace_id: TRACE.toUpperCase(), span_id: SPAN } }, TRACE, SPAN],
    ['custom.otel', { custom: { otel: { trace_id: TRACE, span_id: SPAN } } }, TRACE, SPAN],
    ['names of Python’s logging', { custom: { otelTraceID: TRACE, otelSpanID: SPAN } }, TRACE, SPAN],
    ['X-Ray’s spelling', { custom: { trace_id: '1-0af76519-16cd43dd8448eb211c80319c' } }, TRACE, ''],
    ['the request’s traceparent', { request: { headers: { Traceparent: traceparent } } }, TRACE, ''],
    ['the request’s X-Amzn-Trace-Id', { request: { headers: { 'X-AMZN-TRACE-ID': amzn } } }, TRACE, ''],
    ['both headers', { request: { headers: { traceparent, 'X-Amzn-Trace-Id': amzn } } }, TRACE, ''],
    [
      'headers that disagree',
      { request: { headers: { traceparent, 'X-Amzn-Trace-Id': amzn.replace('Root=1-0', 'Root=1-1') } } },
      '',
      '',
    ],
    ['an id of zeros', { custom: { trace_id: '0'.repeat(32) } }, '', ''],
    ['nonsense', { custom: { trace_id: 'x' }, request: { headers: { traceparent: '00-1' } } }, '', ''],
    ['a list for headers', { request: { headers: ['traceparent'] } }, '', ''],
  ];
  it.each(cases)('%s', (_name, data, traceId, spanId) => {
    const { telling } = decodeData(data);
    expect(telling.traceId ? hexFromBytes(telling.traceId) : '').toBe(traceId);
    expect(telling.spanId ? hexFromBytes(telling.spanId) : '').toBe(spanId);
  });
});

describe('when it happened', () => {
  const received = RECEIVED_NS;
  const seconds = 1_795_401_540;
  it.each([
    ['not told', undefined, received],
    ['this very second: the moment of arrival', seconds, received],
    ['rounded up', seconds + 1, BigInt(seconds) * 1_000_000_000n + 500_000_000n],
    ['the second before: its end', seconds - 1, BigInt(seconds) * 1_000_000_000n - 1n],
    ['with a fraction', seconds - 1.5, BigInt(seconds * 1_000 - 1_500) * 1_000_000n],
    ['as text', `${seconds}`, received],
    ['in milliseconds', (seconds - 1) * 1_000 + 1, BigInt((seconds - 1) * 1_000 + 1) * 1_000_000n],
    ['before 1970', -5, received],
    ['as the smallest', -Number.MAX_VALUE, received],
  ])('%s', (_name, timestamp, expected) => {
    expect(decodeData({ timestamp }).telling.timeNs).toBe(expected);
  });

  it('a clock that is far off is told of', () => {
    const off = decodeData({ timestamp: seconds - 3_600 });
    expect(attributesOf(off)['meta.clock_skew_ms']).toMatch(/^-35\d{5}$/);
    expect(attributesOf(decodeData({ timestamp: seconds - 200 }))).not.toHaveProperty(['meta.clock_skew_ms']);
    const old = decodeData({ timestamp: seconds - 2 * 86_400 });
    expect(attributesOf(old)).toMatchObject({ 'meta.time_out_of_range': true });
    expect(old.oddities['time-out-of-range']).toBe(1);
  });
});

describe('the address of the user', () => {
  it.each([
    ['$remote_ip', '203.0.113.9', '203.0.113.9'],
    ['$remote_ip', '::ffff:203.0.113.9', '203.0.113.9'],
    ['$remote_ip_anonymize', '203.0.113.9', '203.0.113.0'],
    ['$remote_ip_anonymize', '2001:db8:1:2:3:4:5:6', '2001:db8:1::'],
    ['::ffff:192.0.2.1', '203.0.113.9', '192.0.2.1'],
    ['192.0.2.1', '203.0.113.9', '192.0.2.1'],
  ])('%s of a request from %s is %s', (sent, clientAddress, expected) => {
    const item = decodeData({ request: { user_ip: sent } }, { clientAddress });
    expect(item.telling.userIp).toBe(expected);
    expect(dataOf(item).request).toEqual({ user_ip: expected });
    expect(attributesOf(item)['client.address']).toBe(expected);
  });
});

describe('large and hostile payloads', () => {
  const frames = (count: number) =>
    Array.from({ length: count }, (_, line) => ({ filename: `f${line}.py`, lineno: line }));
  const trace = (count: number, type = 'E') => ({ frames: frames(count), exception: { class: type, message: 'x' } });

  it('10,000 frames: the outermost and innermost are told, all are kept', () => {
    const item = decodeData({ body: { trace: trace(10_000) } });
    const told = item.telling.body.kind === 'exception' ? item.telling.body.chain[0]!.frames : [];
    expect(told.length).toBe(1_000);
    expect([told[0]!.line, told[499]!.line, told[500]!.line, told.at(-1)!.line]).toEqual([0, 499, 9_500, 9_999]);
    expect((dataOf(item).body as { trace: { frames: unknown[] } }).trace.frames).toHaveLength(10_000);
  });

  it('a chain of 1,000', () => {
    const { telling } = decodeData({
      body: { trace_chain: Array.from({ length: 1_000 }, (_, at) => trace(1, `E${at}`)) },
    });
    expect(telling.body.kind === 'exception' && telling.body.chain.map(({ type }) => type).slice(-1)).toEqual(['E99']);
  });

  it('more fields than a row may have, and names of columns', () => {
    const custom = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`k${at}`, at]));
    const item = decodeData({ custom, name: 'x', duration_ms: 5, 'trace.trace_id': 'y', big: 'z'.repeat(10_000) });
    const attributes = attributesOf(item);
    expect(Object.keys(attributes).length).toBe(CONTEXT.limits.attributesMax);
    for (const name of ['name', 'duration_ms', 'trace.trace_id']) expect(attributes).not.toHaveProperty([name]);
    expect(item.oddities['value-cut']).toBe(1);
    expect(dataOf(item).custom).toEqual(custom);
  });

  /** Every field the API knows, so that each is met with every type. */
  const FIELDS = [
    'environment level timestamp code_version platform language framework context fingerprint title uuid project_package_paths',
    'attributes custom request request.url request.headers request.user_ip person person.id person.username server',
    'server.host server.root client client.javascript client.timestamp notifier notifier.name notifier.diagnostic',
    'body body.trace body.trace.frames body.trace.exception body.trace.exception.class body.trace.exception.message',
    'body.message body.message.body body.trace_chain body.crash_report body.crash_report.raw body.telemetry metadata',
    'body.trace.frames.0 body.trace.frames.0.filename body.trace.frames.0.lineno body.trace.frames.0.colno',
    'body.trace.frames.0.method body.trace.frames.0.code body.trace.frames.0.context body.trace.frames.0.context.pre',
    'body.trace.frames.0.locals body.trace.frames.0.args body.trace.frames.0.class_name body.telemetry.0',
    'body.telemetry.0.level body.telemetry.0.type body.telemetry.0.timestamp_ms body.telemetry.0.body',
    'body.telemetry.0.body.message attributes.0 attributes.0.key attributes.0.value request.method request.params',
    'request.GET request.POST request.body request.query_string server.pid server.argv person.email client.javascript.browser',
  ].flatMap((line) => line.split(' '));

  const RAISE = { environment: 'test', body: { trace: { frames: [{ filename: 'a.py' }], exception: { class: 'E' } } } };

  const withField = (data: Record<string, unknown>, path: string, value: unknown): Record<string, unknown> => {
    const [first = '', ...rest] = path.split('.');
    const inner = data[first];
    const below = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
    const changed = { ...data, [first]: rest.length === 0 ? value : withField(below, rest.join('.'), value) };
    return first === '0' ? (Object.values(changed) as unknown as Record<string, unknown>) : changed;
  };

  it('any value in any field is an item that can be given back, or a refusal that names the field', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('\0', '\ud800', '$remote_ip', '1e999', {}, [], [[]], [null], -1),
    );
    const change = fc.record({ path: fc.constantFrom(...FIELDS), value });
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(SMALLEST.data, RAISE),
        (changes, base) => {
          const data = changes.reduce((sofar, { path, value: set }) => withField(sofar, path, set), {
            ...base,
          } as Record<string, unknown>);
          const result = decodeItem({ data }, CONTEXT);
          if (result.ok) {
            expect(JSON.parse(result.item.payload)).toMatchObject({ uuid: result.item.uuid });
            expect(batchRows(result.item.batch)).toHaveLength(1);
          } else expect(result.problem).toMatch(/^data[.\w[\]]* (should|is missing|must)/);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
