import { describe, expect, it } from 'vitest';
import type { BatchRow } from '../../../tests/support/batch-rows.ts';
import { attribute, decodeBoth } from '../../../tests/support/otlp-decode.ts';

// The expected vector of Honeycomb's own translator, here with its facts and our columns.
// Source: honeycombio/husky 0.43 otlp/traces_direct_test.go TestUnmarshalTraceRequestDirect_Complete.
const START = 1_234_567_890_123_456_789n;
const END = 1_234_567_890_987_654_321n;
const startPlus = (ms: bigint) => String(START + ms * 1_000_000n);
const TRACE_1 = '0102030405060708090a0b0c0d0e0f10';
const TRACE_2 = '00000000000000001a2b3c4d5e6f7089';
const LINKED = { traceId: '3132333435363738393a3b3c3d3e3f40', spanId: '4142434445464748' };

const SERVICE_1 = {
  attributes: [
    attribute('service.name', 'service1'),
    attribute('sampleRate', 10),
    attribute('deployment.environment', 'production'),
    attribute('empty_attr', {}),
    { key: 'nil_attr' },
    attribute('bytes_attr', { bytesValue: 'AQIDBA==' }),
    attribute('array_attr', {
      arrayValue: {
        values: [{ stringValue: 'item1' }, { intValue: '42' }, { boolValue: true }, { doubleValue: 3.14 }],
      },
    }),
    attribute('kvlist_attr', {
      kvlistValue: {
        values: [
          attribute('nested_string', 'nested_value'),
          attribute('nested_int', 123),
          attribute('nested_bool', false),
          attribute('nested_double', { doubleValue: 456.789 }),
        ],
      },
    }),
    attribute('conflicting', 'resource'),
  ],
};

const SERVER_SPAN = {
  traceId: TRACE_1,
  spanId: '0102030405060708',
  parentSpanId: '1112131415161718',
  traceState: 'w3c=true;th=8',
  name: 'HTTP GET /api/users',
  kind: 2,
  startTimeUnixNano: String(START),
  endTimeUnixNano: String(END),
  attributes: [
    attribute('http.status_code', 200),
    attribute('response.size', { doubleValue: 1234.56 }),
    attribute('success', true),
    attribute('unfriendly\\to "json"', 'I need\\ to "escape"'),
    attribute('empty.attr', {}),
    { key: 'nil.attr' },
    attribute('conflicting', 'span'),
  ],
  events: [
    {
      timeUnixNano: startPlus(100n),
      name: 'cache_miss',
      attributes: [attribute('cache.key', 'user:123'), attribute('conflicting', 'event')],
    },
    {
      timeUnixNano: startPlus(200n),
      name: 'exception',
      attributes: [
        attribute('exception.type', 'ValueError'),
        attribute('exception.message', 'Invalid user ID'),
        attribute('exception.stacktrace', 'stack trace here...'),
        attribute('exception.escaped', true),
      ],
    },
  ],
  links: [{ ...LINKED, traceState: 'vendor=value', attributes: [attribute('conflicting', 'link')] }],
  status: { code: 1, message: 'Request completed successfully' },
};

const REVERSED_SPAN = {
  traceId: TRACE_1,
  spanId: '5152535455565758',
  name: 'Error Operation',
  kind: 1,
  startTimeUnixNano: String(END),
  endTimeUnixNano: String(START),
  status: { code: 2, message: 'Operation failed' },
  events: [
    {
      timeUnixNano: String(END - 100_000_000n),
      name: 'exception',
      attributes: [attribute('exception.type', 'RuntimeError'), attribute('exception.message', 'First exception')],
    },
    {
      timeUnixNano: String(END + 100_000_000n),
      name: 'exception',
      attributes: [attribute('exception.type', 'IOError'), attribute('exception.message', 'Second exception')],
    },
  ],
  links: [{ ...LINKED, attributes: [attribute('link.from', 'error_span')] }],
};

const REQUEST = {
  resourceSpans: [
    {
      resource: SERVICE_1,
      scopeSpans: [
        {
          scope: {
            name: 'go.opentelemetry.io/contrib/instrumentation/net/http',
            version: '1.0.0',
            attributes: [attribute('scope.attr', 'scope_value'), attribute('conflicting', 'scope')],
          },
          spans: [
            SERVER_SPAN,
            {
              traceId: TRACE_1,
              spanId: '2122232425262728',
              parentSpanId: '0102030405060708',
              name: 'DB Query',
              kind: 3,
              startTimeUnixNano: String(START + 50_000_000n),
              endTimeUnixNano: String(END - 50_000_000n),
              status: { code: 0 },
            },
          ],
        },
        { scope: { name: 'custom-library', version: '2.0.0' }, spans: [REVERSED_SPAN] },
      ],
    },
    {
      resource: { attributes: [attribute('service.name', 'service2')] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: TRACE_2,
              spanId: '2122232425262728',
              name: 'Publish Message',
              kind: 4,
              startTimeUnixNano: String(START),
              endTimeUnixNano: String(END),
            },
          ],
        },
      ],
    },
    {
      resource: SERVICE_1,
      // Husky keeps a span without ids; the protocol calls it invalid, so this one has them and nothing else.
      scopeSpans: [{ spans: [{ traceId: TRACE_1, spanId: '6162636465666768' }] }],
    },
  ],
};

const { rows, rejected, recordCount } = decodeBoth(REQUEST);

function row(index: number): Record<string, unknown> & { attributes: Record<string, unknown> } {
  const found = rows[index] as BatchRow;
  const maps = ['attr_string', 'attr_int', 'attr_float', 'attr_bool'].map((name) => found[name] as object);
  return { ...found, attributes: Object.assign({}, ...maps) };
}

const FROM_SERVICE_1 = {
  'deployment.environment': 'production',
  bytes_attr: '"AQIDBA=="',
  array_attr: '["item1",42,true,3.14]',
  'kvlist_attr.nested_string': 'nested_value',
  'kvlist_attr.nested_int': '123',
  'kvlist_attr.nested_bool': false,
  'kvlist_attr.nested_double': 456.789,
};
const FROM_HTTP_SCOPE = {
  ...FROM_SERVICE_1,
  'scope.attr': 'scope_value',
  'telemetry.instrumentation_library': true,
};

describe("the vector of Honeycomb's translator", () => {
  it('has 9, 1 and 1 rows: events, links, span; each in the dataset of its service', () => {
    expect({ rejected, recordCount }).toEqual({ rejected: [], recordCount: 5 });
    expect(rows.map(({ dataset, kind, name }) => `${dataset} ${kind} ${name}`)).toEqual([
      'service1 span_event cache_miss',
      'service1 span_event exception',
      'service1 span_link ',
      'service1 span HTTP GET /api/users',
      'service1 span DB Query',
      'service1 span_event exception',
      'service1 span_event exception',
      'service1 span_link ',
      'service1 span Error Operation',
      'service2 span Publish Message',
      'service1 span ',
    ]);
  });

  it('takes the sample rate of the resource for every row, and out of the attributes', () => {
    expect(rows.map(({ weight }) => weight)).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 1, 10]);
    expect(JSON.stringify(rows)).not.toContain('sampleRate');
  });

  it('the server span', () => {
    expect(row(3)).toMatchObject({
      trace_id: TRACE_1,
      parent_id: '1112131415161718',
      time: String(START),
      duration_ns: '864197532',
      span_kind: 'server',
      status_code: 1,
      status_message: 'Request completed successfully',
      trace_state: 'w3c=true;th=8',
      scope_name: 'go.opentelemetry.io/contrib/instrumentation/net/http',
      scope_version: '1.0.0',
    });
    expect(row(3).attributes).toEqual({
      ...FROM_HTTP_SCOPE,
      'http.status_code': '200',
      'response.size': 1234.56,
      success: true,
      'unfriendly\\to "json"': 'I need\\ to "escape"',
      'span.num_events': '2',
      'span.num_links': '1',
      'exception.type': 'ValueError',
      'exception.message': 'Invalid user ID',
      'exception.stacktrace': 'stack trace here...',
      'exception.escaped': true,
      conflicting: 'span',
    });
  });

  it('its events', () => {
    const common = { parent_id: SERVER_SPAN.spanId, parent_name: SERVER_SPAN.name, span_id: '0'.repeat(16) };
    expect(row(0)).toMatchObject({ ...common, time: startPlus(100n), duration_ns: '-1', status_code: 1 });
    expect(row(0).attributes).toEqual({
      ...FROM_HTTP_SCOPE,
      'cache.key': 'user:123',
      'meta.time_since_span_start_ms': 100,
      conflicting: 'event',
    });
    expect(row(1)).toMatchObject({ ...common, time: startPlus(200n), name: 'exception' });
    expect(row(1).attributes).toMatchObject({ 'meta.time_since_span_start_ms': 200, conflicting: 'scope' });
  });

  it('its link', () => {
    expect(row(2)).toMatchObject({
      time: String(START),
      parent_id: SERVER_SPAN.spanId,
      parent_name: SERVER_SPAN.name,
      link_trace_id: LINKED.traceId,
      link_span_id: LINKED.spanId,
    });
    expect(row(2).attributes).toEqual({
      ...FROM_HTTP_SCOPE,
      'trace.link.trace_state': 'vendor=value',
      conflicting: 'link',
    });
  });

  it('the child span takes the attributes of its scope', () => {
    expect(row(4)).toMatchObject({ span_kind: 'client', status_code: 0, duration_ns: '764197532' });
    expect(row(4).attributes).toMatchObject({ conflicting: 'scope', 'span.num_events': '0', 'span.num_links': '0' });
  });

  it('the reversed span lasts 0 and says so, and repeats only its first exception', () => {
    expect(row(8)).toMatchObject({ status_code: 2, status_message: 'Operation failed', duration_ns: '0' });
    expect(row(8).attributes).toEqual({
      ...FROM_SERVICE_1,
      'meta.invalid_duration': true,
      'span.end_time_unix_nano': String(START),
      'span.num_events': '2',
      'span.num_links': '1',
      'exception.type': 'RuntimeError',
      'exception.message': 'First exception',
      conflicting: 'resource',
    });
  });

  it('its early event is at 0 and says so, the late one is not', () => {
    expect(row(5)).toMatchObject({ time: String(END - 100_000_000n), status_code: 2 });
    expect(row(5).attributes).toMatchObject({
      'meta.time_since_span_start_ms': 0,
      'meta.invalid_time_since_span_start': true,
    });
    expect(row(6).attributes['meta.time_since_span_start_ms']).toBe(100);
    expect(row(6).attributes).not.toHaveProperty(['meta.invalid_time_since_span_start']);
    expect(row(7)).toMatchObject({ status_code: 2, time: String(END) });
  });

  it('a span with nothing but ids', () => {
    expect(row(10)).toMatchObject({
      time: '0',
      duration_ns: '0',
      name: '',
      span_kind: 'unspecified',
      status_code: 0,
      scope_name: '',
    });
    expect(row(10).attributes).toEqual({
      ...FROM_SERVICE_1,
      'span.num_events': '0',
      'span.num_links': '0',
      conflicting: 'resource',
    });
  });

  it('a trace id of 64 bits keeps its zeros in the store', () => {
    expect(row(9)).toMatchObject({ trace_id: TRACE_2, span_kind: 'producer', duration_ns: '864197532' });
    expect(row(9).attributes).toEqual({ 'span.num_events': '0', 'span.num_links': '0' });
  });

  it('keeps what queries do not see: arrays, bytes, maps and empty values', () => {
    expect(rows[10]?.attr_json).toMatchObject({
      empty_attr: '{}',
      nil_attr: '{}',
      bytes_attr: '{"bytesValue":"AQIDBA=="}',
      kvlist_attr: expect.stringContaining('{"key":"nested_int","value":{"intValue":"123"}}'),
    });
    expect(rows[3]?.attr_json).toMatchObject({ 'empty.attr': '{}', 'nil.attr': '{}' });
  });
});
