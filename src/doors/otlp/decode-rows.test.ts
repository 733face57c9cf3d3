import { describe, expect, it } from 'vitest';
import {
  attribute,
  decodeBoth,
  decodeJson,
  decodeRows,
  SPAN_ID,
  TRACE_ID,
  traceRequest,
} from '../../../tests/support/otlp-decode.ts';
import { DEFAULT_RECORD_LIMITS } from '../../model/limits.ts';

const spanRow = (span: object, around: Parameters<typeof traceRequest>[1] = {}) => {
  const { rows } = decodeBoth(traceRequest([span], around));
  return rows[rows.length - 1]!;
};
const many = (count: number) => Array.from({ length: count }, (_, index) => attribute(`a${index}`, index));
const nested = (depth: number): object =>
  depth === 0 ? { stringValue: 'deep' } : { arrayValue: { values: [nested(depth - 1)] } };
const limits = { ...DEFAULT_RECORD_LIMITS, attributesMax: 5, keyBytesMax: 8, valueBytesMax: 16 };

describe('name clashes', () => {
  const all = (name: string) => ({
    resource: { attributes: [attribute(name, 'resource')] },
    scope: { attributes: [attribute(name, 'scope')] },
  });

  it('own attributes win over columns, columns over scope and resource', () => {
    expect(spanRow({ name: 'GET', attributes: [attribute('name', 'own')] }, all('name'))).toMatchObject({
      name: 'GET',
      attr_string: { name: 'own' },
    });
    for (const column of ['name', 'type', 'span.kind', 'status_code', 'duration_ms', 'trace.span_id']) {
      expect(spanRow({}, all(column)).attr_string).toEqual({});
    }
  });

  it('a column that a row does not have leaves its name to scope and resource', () => {
    for (const column of ['status_message', 'error', 'trace.parent_id', 'library.name', 'parent_name']) {
      expect(spanRow({}, all(column)).attr_string).toEqual({ [column]: 'scope' });
    }
    const failed = { parentSpanId: SPAN_ID, status: { code: 2, message: 'no' } };
    for (const column of ['status_message', 'error', 'trace.parent_id']) {
      expect(spanRow(failed, all(column)).attr_string).toEqual({});
    }
    const { rows } = decodeBoth(traceRequest([{ name: 'x', links: [{}] }], all('name')));
    expect(rows.map(({ attr_string }) => attr_string)).toEqual([{ name: 'scope' }, {}]);
  });

  it('the first of two in one list wins', () => {
    const twice = { attributes: [attribute('a', 'first'), attribute('a', 2), attribute('a', nested(1))] };
    expect(spanRow(twice)).toMatchObject({ attr_string: { a: 'first' }, attr_json: {} });
    expect(spanRow({}, { resource: twice })).toMatchObject({ attr_string: { a: 'first' }, attr_json: {} });
  });

  it('an own value of any type hides an inherited one, an empty one hides only the lossless form', () => {
    const inherited = { resource: { attributes: [attribute('a', nested(1))] } };
    expect(spanRow({ attributes: [attribute('a', 1)] }, inherited)).toMatchObject({ attr_string: {}, attr_json: {} });
    expect(spanRow({ attributes: [attribute('a', {})] }, inherited)).toMatchObject({
      attr_string: { a: '["deep"]' },
      attr_json: { a: '{}' },
    });
  });

  it('service.name of the resource is a column, any other an attribute', () => {
    const resource = { attributes: [attribute('service.name', 'shop')] };
    expect(spanRow({ attributes: [attribute('service.name', 'own')] }, { resource })).toMatchObject({
      service: 'shop',
      dataset: 'shop',
      attr_string: { 'service.name': 'own' },
    });
    expect(spanRow({}, { resource: { attributes: [attribute('service.name', 7)] } })).toMatchObject({
      service: '',
      dataset: 'unknown_service',
      attr_int: { 'service.name': '7' },
    });
    expect(
      spanRow({}, { resource: { attributes: [attribute('service.name', ' unknown_service:node')] } }),
    ).toMatchObject({
      service: ' unknown_service:node',
      dataset: 'unknown_service',
    });
  });
});

describe('the sample rate', () => {
  const double = (value: number | string) => ({ doubleValue: value });
  it.each<[string, object[], number]>([
    ['an int', [attribute('sampleRate', 4)], 4],
    ['text', [attribute('SampleRate', '2.5')], 3],
    ['a double is rounded half up', [attribute('sampleRate', double(1.49))], 1],
    ['lower case wins', [attribute('SampleRate', 2), attribute('sampleRate', 3)], 3],
    ['zero and less count once', [attribute('sampleRate', -5)], 1],
    ['NaN counts once', [attribute('sampleRate', double('NaN'))], 1],
    ['at most 2^31-1', [attribute('sampleRate', double('Infinity'))], 2_147_483_647],
    ['other spellings are attributes', [attribute('samplerate', 9), attribute('sample_rate', 9)], 1],
    ['a bool is no rate', [attribute('sampleRate', true), attribute('SampleRate', 6)], 6],
  ])('%s', (_what, attributes, weight) => {
    expect(spanRow({ attributes }).weight).toBe(weight);
  });

  it('of the span wins over scope over resource, and leaves all of them', () => {
    const rate = (value: number) => ({ attributes: [attribute('sampleRate', value)] });
    expect(spanRow(rate(2), { scope: rate(3), resource: rate(4) })).toMatchObject({ weight: 2, attr_int: INT_COUNTS });
    expect(spanRow({}, { scope: rate(3), resource: rate(4) })).toMatchObject({ weight: 3, attr_int: INT_COUNTS });
  });

  it('of an event is not the rate of its row', () => {
    const { rows } = decodeBoth(
      traceRequest([
        { attributes: [attribute('sampleRate', 5)], events: [{ attributes: [attribute('sampleRate', 7)] }] },
      ]),
    );
    expect(rows.map(({ weight }) => weight)).toEqual([5, 5]);
  });

  it('stays an attribute where it cannot be read', () => {
    expect(spanRow({ attributes: [attribute('sampleRate', 'often')] })).toMatchObject({
      weight: 1,
      attr_string: { sampleRate: 'often' },
    });
  });
});
const INT_COUNTS = { 'span.num_events': '0', 'span.num_links': '0' };

describe('values', () => {
  const map = (...entries: object[]) => ({ kvlistValue: { values: entries } });

  it('maps are flattened five levels deep, the sixth is text', () => {
    let value: object = map(attribute('level1', 'value6'));
    for (const level of [2, 3, 4, 5, 6]) value = map(attribute(`level${level}`, value));
    expect(spanRow({ attributes: [attribute('map6', value)] }).attr_string).toEqual({
      'map6.level6.level5.level4.level3.level2': '{"level1":"value6"}',
    });
  });

  it('JSON text is sorted, takes the first of two keys, and escapes only what JSON must', () => {
    const value = map(attribute('b', 1), attribute('a', '<&>'), attribute('b', 2), attribute('', {}));
    expect(spanRow({ attributes: [attribute('list', { arrayValue: { values: [value] } })] }).attr_string).toEqual({
      list: '[{"":null,"a":"<&>","b":1}]',
    });
  });

  it('numbers keep what they are', () => {
    const doubles = ['NaN', 'Infinity', '-Infinity', -0, 5e-324].map((value) => ({ doubleValue: value }));
    const ints = ['-9223372036854775808', '9223372036854775807'].map((value) => ({ intValue: value }));
    const row = spanRow({
      attributes: [
        attribute('list', { arrayValue: { values: [...doubles.slice(0, 3), ...doubles.slice(4), ...ints] } }),
        attribute('nan', doubles[0]!),
        attribute('min', ints[0]!),
      ],
    });
    expect(row).toMatchObject({
      attr_string: { list: '["NaN","Infinity","-Infinity",5e-324,-9223372036854775808,9223372036854775807]' },
      attr_float: { nan: 'nan' },
      attr_int: { min: '-9223372036854775808' },
    });
    expect(row.attr_json).toMatchObject({ list: expect.stringContaining('{"doubleValue":"NaN"}') });
    // JSON.stringify writes no -0, so this one is written by hand.
    const text = JSON.stringify(traceRequest([{ attributes: [attribute('a', nested(1))] }]));
    const withMinusZero = text.replace('{"stringValue":"deep"}', '{"doubleValue":-0}');
    expect(decodeRows(Buffer.from(withMinusZero), 'json').rows[0]?.attr_json).toEqual({
      a: '{"arrayValue":{"values":[{"doubleValue":-0}]}}',
    });
  });

  it('what queries cannot see is kept: empty names, empty values, empty maps, empty lists', () => {
    const row = spanRow({
      attributes: [
        attribute('', 'nameless'),
        attribute('nothing', {}),
        attribute('map', map()),
        attribute('list', { arrayValue: {} }),
        attribute('bytes', { bytesValue: '' }),
      ],
    });
    expect(row.attr_string).toEqual({ list: '[]', bytes: '""' });
    expect(row.attr_json).toEqual({
      '': '{"stringValue":"nameless"}',
      nothing: '{}',
      map: '{"kvlistValue":{"values":[]}}',
      list: '{"arrayValue":{"values":[]}}',
      bytes: '{"bytesValue":""}',
    });
  });

  it('JSON text ends at 65,535 bytes, the lossless form goes on', () => {
    const row = spanRow({
      attributes: [attribute('a', { arrayValue: { values: [{ stringValue: 'ä'.repeat(50_000) }] } })],
    });
    const { a } = row.attr_string as { a: string };
    expect(Buffer.byteLength(a)).toBe(65_534);
    expect((row.attr_json as { a: string }).a).toContain('ä'.repeat(50_000));
  });
});

describe('limits', () => {
  it('strings over 1 MiB are cut on a character and named', () => {
    const row = spanRow({
      name: 'n'.repeat(2 ** 20 + 1),
      attributes: [attribute('big', 'ä'.repeat(2 ** 19 + 1)), attribute('fits', 'x'.repeat(2 ** 20))],
    });
    expect((row.attr_string as { big: string }).big).toBe('ä'.repeat(2 ** 19));
    expect((row.attr_string as { fits: string }).fits.length).toBe(2 ** 20);
    expect((row.name as string).length).toBe(2 ** 20);
    expect(row.attr_string).toMatchObject({ 'meta.truncated': '["big","name"]' });
  });

  it('names and nested values too, and every column', () => {
    const long = 'x'.repeat(20);
    const { rows } = decodeBoth(
      traceRequest(
        [
          {
            name: long,
            traceState: long,
            status: { message: long },
            attributes: [
              attribute('long name', 'v'),
              attribute('list', { arrayValue: { values: [{ stringValue: long }] } }),
            ],
            events: [{ name: long }],
            links: [{ traceState: long, attributes: [attribute('b', { bytesValue: 'A'.repeat(40) })] }],
          },
        ],
        { scope: { name: long, version: long } },
      ),
      { limits },
    );
    const sixteen = 'x'.repeat(16);
    const scope = { scope_name: sixteen, scope_version: sixteen };
    expect(rows[0]).toMatchObject({ ...scope, name: sixteen, parent_name: sixteen });
    expect(rows[2]).toMatchObject({ ...scope, name: sixteen, trace_state: sixteen, status_message: sixteen });
    const truncated = rows.map(({ attr_string }) =>
      JSON.parse((attr_string as Record<string, string>)['meta.truncated']!),
    );
    expect(truncated).toEqual([
      ['name', 'parent_name', 'library.name', 'library.version'],
      ['b', 'parent_name', 'trace.link.trace_state', 'library.name', 'library.version'],
      ['long nam', 'list', 'name', 'status_message', 'trace.trace_state', 'library.name', 'library.version'],
    ]);
    expect(rows[2]?.attr_json).toMatchObject({ list: `{"arrayValue":{"values":[{"stringValue":"${sixteen}"}]}}` });
    expect(rows[1]?.attr_json).toMatchObject({ b: `{"bytesValue":"${'A'.repeat(22)}=="}` });
  });

  it('a span with too many attributes is rejected, scope and resource counted, its neighbour kept', () => {
    const around = { resource: { attributes: many(2) }, scope: { attributes: many(1) } };
    const { rows, rejected } = decodeBoth(
      traceRequest([{ attributes: many(2) }, { attributes: many(3) }, { events: [{ attributes: many(3) }] }], around),
      { limits },
    );
    expect(rows.length).toBe(1);
    expect(rejected).toEqual([
      { index: 1, reason: 'attributes-too-many' },
      { index: 2, reason: 'attributes-too-many' },
    ]);
  });

  it('attributes are counted as a map makes them', () => {
    const value = { kvlistValue: { values: many(6) } };
    expect(decodeBoth(traceRequest([{ attributes: [attribute('m', value)] }]), { limits }).rejected.length).toBe(1);
  });

  it('a value as deep as allowed is kept, a deeper one rejects its span; in a resource all spans of it', () => {
    const [fits, deep] = [attribute('a', nested(9)), attribute('a', nested(10))];
    const shallow = { limits: { ...DEFAULT_RECORD_LIMITS, depthMax: 9 } };
    const bad = { index: 1, reason: 'value-too-deep' };
    const { rejected, rows } = decodeBoth(traceRequest([{ attributes: [fits] }, { attributes: [deep] }, {}]), shallow);
    expect([rejected, rows.length]).toEqual([[bad], 2]);
    expect(decodeBoth(traceRequest([{}, {}], { resource: { attributes: [deep] } }), shallow).rejected.length).toBe(2);
    expect(decodeBoth(traceRequest([{}, {}], { scope: { attributes: [deep] } }), shallow).rejected.length).toBe(2);
    expect(decodeBoth(traceRequest([{ links: [{ attributes: [deep] }] }, {}]), shallow).rejected.length).toBe(1);
  });
});

describe('ids', () => {
  it.each<[string, object]>([
    ['trace-id-empty', { traceId: '' }],
    ['trace-id-zero', { traceId: '0'.repeat(32) }],
    ['trace-id-length', { traceId: '01'.repeat(15) }],
    ['trace-id-length', { traceId: '01'.repeat(17) }],
    ['span-id-empty', { spanId: '' }],
    ['span-id-zero', { spanId: '0'.repeat(16) }],
    ['span-id-length', { spanId: '01'.repeat(16) }],
  ])('%s: the span is left out, its neighbours are kept', (reason, bad) => {
    const { rows, rejected, recordCount } = decodeBoth(traceRequest([{}, bad, {}]));
    expect([rows.length, rejected, recordCount]).toEqual([2, [{ index: 1, reason }], 3]);
  });

  it('a parent of zeros is none, one of a wrong length is noted', () => {
    expect(spanRow({ parentSpanId: '0'.repeat(16) })).toMatchObject({ parent_id: '0'.repeat(16), attr_string: {} });
    expect(spanRow({ parentSpanId: 'abcd' })).toMatchObject({
      parent_id: '0'.repeat(16),
      attr_string: { 'meta.invalid_parent_id': 'abcd' },
    });
  });

  it('a link without good ids is kept', () => {
    const { rows } = decodeBoth(traceRequest([{ links: [{}, { traceId: 'ab', spanId: TRACE_ID }] }]));
    expect(rows[0]).toMatchObject({ kind: 'span_link', link_trace_id: '0'.repeat(32), attr_string: {} });
    expect(rows[1]).toMatchObject({
      link_span_id: '0'.repeat(16),
      attr_string: { 'meta.invalid_link_trace_id': 'ab', 'meta.invalid_link_span_id': TRACE_ID },
    });
  });

  it('a request in which no span has any id is taken for one of logs', () => {
    const spans = [{ traceId: '', spanId: '', body: { stringValue: 'a log' } }];
    expect(() => decodeJson(traceRequest(spans))).toThrow(/\/v1\/logs/);
    expect(decodeBoth(traceRequest([{ traceId: '' }])).rejected.length).toBe(1);
  });
});

describe('times', () => {
  const MAX = 2n ** 63n - 1n;
  const row = (start: bigint, end: bigint, options = {}) => {
    const span = { startTimeUnixNano: String(start), endTimeUnixNano: String(end) };
    return decodeBoth(traceRequest([span]), options).rows[0]!;
  };

  it('start or end missing: lasts 0, the end is kept', () => {
    expect(row(5n, 0n)).toMatchObject({
      time: '5',
      duration_ns: '0',
      attr_bool: {},
      attr_int: { 'span.end_time_unix_nano': '0' },
    });
    expect(row(0n, 5n)).toMatchObject({ time: '0', duration_ns: '0', attr_int: { 'span.end_time_unix_nano': '5' } });
    expect(row(0n, 0n).attr_int).toEqual(INT_COUNTS);
  });

  it('beyond 2^63: held at the last time there is, flagged, kept as text', () => {
    expect(row(2n ** 64n - 2n, 2n ** 64n - 1n)).toMatchObject({
      time: String(MAX),
      duration_ns: '0',
      attr_bool: { 'meta.time_out_of_range': true },
      attr_string: {
        'span.start_time_unix_nano': '18446744073709551614',
        'span.end_time_unix_nano': '18446744073709551615',
      },
    });
    const { rows } = decodeBoth(traceRequest([{ events: [{ timeUnixNano: '18446744073709551615' }] }]));
    expect(rows[0]).toMatchObject({
      time: String(MAX),
      attr_bool: { 'meta.time_out_of_range': true },
      attr_string: { 'span_event.time_unix_nano': '18446744073709551615' },
    });
  });

  it('odd times and cut values are counted, a row at a time', () => {
    const timeRange = { earliestNs: 100n, latestNs: 200n };
    const spans = [
      { name: 'far too long', events: [{ timeUnixNano: '5' }] },
      { attributes: [attribute('a', 'x'.repeat(20))] },
    ];
    const { oddities } = decodeBoth(traceRequest(spans), { timeRange, limits: { ...limits, valueBytesMax: 8 } });
    expect(oddities).toEqual({ 'text-repaired': 0, 'value-cut': 3, 'time-out-of-range': 3 });
  });

  it('outside of what is expected: as sent, flagged', () => {
    const timeRange = { earliestNs: 100n, latestNs: 200n };
    expect(row(100n, 200n, { timeRange }).attr_bool).toEqual({});
    expect(row(99n, 150n, { timeRange })).toMatchObject({ time: '99', attr_bool: { 'meta.time_out_of_range': true } });
    expect(row(150n, 201n, { timeRange })).toMatchObject({
      duration_ns: '51',
      attr_bool: { 'meta.time_out_of_range': true },
    });
  });

  it('longer than a day: flagged', () => {
    const day = 86_400_000_000_000n;
    expect(row(1n, 1n + day).attr_bool).toEqual({});
    expect(row(1n, 2n + day).attr_bool).toEqual({ 'meta.long_duration': true });
  });

  it('nanoseconds are exact', () => {
    expect(row(1_790_000_000_123_456_789n, 1_790_000_000_123_456_790n)).toMatchObject({
      time: '1790000000123456789',
      duration_ns: '1',
    });
  });
});

describe('numbers that no word stands for', () => {
  it('unknown kinds and status codes are kept beside the default', () => {
    expect(spanRow({ kind: 17, status: { code: -1 } })).toMatchObject({
      span_kind: 'unspecified',
      status_code: 0,
      attr_int: { 'meta.unknown_span_kind': '17', 'meta.unknown_status_code': '-1' },
    });
  });
});
