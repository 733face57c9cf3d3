import { describe, expect, it } from 'vitest';
import {
  attribute,
  decodeJson,
  decodeRows,
  SPAN_ID,
  TRACE_ID,
  traceRequest,
} from '../../../tests/support/otlp-decode.ts';
import { CombrayError } from '../../model/errors.ts';

const CANONICAL = traceRequest(
  [
    {
      parentSpanId: 'aabbccddeeff0011',
      name: 'GET',
      kind: 2,
      startTimeUnixNano: '1790000000123456789',
      endTimeUnixNano: '1790000000123456799',
      attributes: [attribute('n', { intValue: '9007199254740993' }), attribute('d', { doubleValue: 1.5 })],
      events: [{ timeUnixNano: '1790000000123456790', name: 'e', droppedAttributesCount: 1 }],
      status: { code: 2, message: 'no' },
    },
  ],
  { resource: { attributes: [attribute('service.name', 'shop')] } },
);
const CANONICAL_TEXT = JSON.stringify(CANONICAL);
const expected = decodeJson(CANONICAL);

const decodeText = (text: string) => decodeRows(Buffer.from(text), 'json');

function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (typeof value !== 'object' || value === null) return value;
  const rename = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [rename(key), inSnakeCase(member)]));
}

describe('what clients write instead of the canonical form', () => {
  it.each<[string, string]>([
    ['a byte order mark', `\u{FEFF}${CANONICAL_TEXT}`],
    ['snake_case keys', JSON.stringify(inSnakeCase(CANONICAL))],
    ['upper-case hex', CANONICAL_TEXT.replace('aabbccddeeff0011', 'AABBCCDDEEFF0011')],
    [
      'base64 ids',
      CANONICAL_TEXT.replace(TRACE_ID, Buffer.from(TRACE_ID, 'hex').toString('base64'))
        .replace(SPAN_ID, Buffer.from(SPAN_ID, 'hex').toString('base64'))
        .replace('aabbccddeeff0011', 'qrvM3e7/ABE='),
    ],
    [
      'names of enums',
      CANONICAL_TEXT.replace('"kind":2', '"kind":"SPAN_KIND_SERVER"').replace('"code":2', '"code":"STATUS_CODE_ERROR"'),
    ],
    ['64-bit integers as numbers', CANONICAL_TEXT.replace(/"(1790\d+|9007\d+)"/g, '$1')],
    [
      'numbers as text',
      CANONICAL_TEXT.replace('"kind":2', '"kind":"2"').replace('1.5', '"1.5"').replace('Count":1', 'Count":"1"'),
    ],
    [
      'unknown keys',
      CANONICAL_TEXT.replace('"kind":2', '"kind":2,"new":{"a":[1]}').replace(
        '{"resourceSpans"',
        '{"x":null,"resourceSpans"',
      ),
    ],
    [
      'null for what is absent',
      CANONICAL_TEXT.replace('"kind":2', '"kind":2,"links":null,"traceState":null,"flags":null'),
    ],
    ['white space', JSON.stringify(CANONICAL, null, '\t')],
  ])('%s', (_what, text) => {
    expect(text).not.toBe(CANONICAL_TEXT);
    expect(decodeText(text)).toEqual(expected);
  });

  it('attributes as a plain object', () => {
    const attributes = {
      text: 'x',
      int: 5,
      float: 1.5,
      flag: true,
      nothing: null,
      list: [1, 'a', null, [false]],
      map: { b: { c: 1 } },
      wrapped: { stringValue: 'y' },
      __proto__x: 1,
    };
    const [row] = decodeJson(traceRequest([{ attributes }])).rows;
    expect(row).toMatchObject({
      attr_string: { text: 'x', list: '[1,"a",null,[false]]', wrapped: 'y' },
      attr_int: { int: '5', 'map.b.c': '1', __proto__x: '1' },
      attr_float: { float: 1.5 },
      attr_bool: { flag: true },
      attr_json: { nothing: '{}' },
    });
  });

  it('names that objects inherit are ordinary names', () => {
    const text = CANONICAL_TEXT.replace(
      '"attributes":[{"key":"n"',
      '"attributes":[{"key":"__proto__","value":{"intValue":"1"}},{"key":"n"',
    );
    expect(Object.keys(decodeText(text).rows[1]?.attr_int as object)).toContain('__proto__');
    const plain = traceRequest([{ attributes: JSON.parse('{"__proto__":"x","constructor":"y"}') }]);
    expect(decodeJson(plain).rows[0]?.attr_string).toEqual(JSON.parse('{"__proto__":"x","constructor":"y"}'));
  });
});

describe('spans of a wrong shape', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['text', 'span'],
    ['a name that is no text', { name: 5 }],
    ['an id that is no hex', { spanId: 'not an id, is it?' }],
    ['an id with a stray character', { traceId: `${TRACE_ID.slice(1)}g` }],
    ['a kind of an unknown name', { kind: 'SPAN_KIND_ROOT' }],
    ['a time with a fraction', { startTimeUnixNano: 1.5 }],
    ['a time below zero', { startTimeUnixNano: '-1' }],
    ['a time beyond 64 bits', { startTimeUnixNano: '18446744073709551616' }],
    ['a count below zero', { droppedLinksCount: -1 }],
    ['flags beyond 32 bits', { flags: 4_294_967_296 }],
    ['an int64 beyond 64 bits', { attributes: [attribute('a', { intValue: '9223372036854775808' })] }],
    ['a double that is none', { attributes: [attribute('a', { doubleValue: 'many' })] }],
    ['a bool that is none', { attributes: [attribute('a', { boolValue: 'maybe' })] }],
    ['bytes that are no base64', { attributes: [attribute('a', { bytesValue: '{}' })] }],
    ['an array that is no object', { attributes: [attribute('a', { arrayValue: [] })] }],
    ['a list entry that is no attribute', { attributes: ['a'] }],
    ['attributes that are text', { attributes: 'a=b' }],
    ['events that are an object', { events: {} }],
    ['a status that is text', { status: 'ok' }],
  ])('%s: left out, the neighbour is kept', (_what, bad) => {
    const span =
      typeof bad === 'object' && bad !== null && !Array.isArray(bad)
        ? { traceId: TRACE_ID, spanId: SPAN_ID, ...bad }
        : bad;
    const request = { resourceSpans: [{ scopeSpans: [{ spans: [span, { traceId: TRACE_ID, spanId: SPAN_ID }] }] }] };
    const { rows, rejected } = decodeJson(request);
    expect([rows.length, rejected]).toEqual([1, [{ index: 0, reason: 'record-malformed' }]]);
  });
});

describe('bodies that cannot be read', () => {
  it.each([
    '',
    ' ',
    'null',
    '[]',
    '"text"',
    '5',
    '{',
    '{"resourceSpans":',
    CANONICAL_TEXT.slice(0, -1),
    '\u0000',
    '{"resourceSpans":{}}',
    '{"resourceSpans":[5]}',
    '{"resourceSpans":[{"resource":[]}]}',
    '{"resourceSpans":[{"scopeSpans":"x"}]}',
    '{"resourceSpans":[{"scopeSpans":[{"scope":7}]}]}',
    '{"resourceSpans":[{"scopeSpans":[{"spans":{}}]}]}',
    '{"resourceSpans":[{"resource":{"attributes":[{"key":5}]}}]}',
  ])('%j', (text) => {
    expect(() => decodeText(text)).toThrow(CombrayError);
    expect(() => decodeText(text)).toThrow(/^failed to parse OTLP request body: /);
  });

  it.each([
    '{}',
    '{"resourceSpans":[]}',
    '{"resourceSpans":null}',
    '{"resourceSpans":[{}]}',
    '{"resourceSpans":[{"scopeSpans":[{}]}]}',
  ])('%s is empty, not unreadable', (text) => {
    expect(decodeText(text)).toMatchObject({ rows: [], rejected: [], recordCount: 0 });
  });
});

describe('text that is none', () => {
  it('lone surrogates become U+FFFD, are counted, and NUL stays', () => {
    const { rows, oddities } = decodeJson(
      traceRequest([{ name: 'a\ud800b', attributes: [attribute('k\udfff', 'v\0'), attribute('pair', '😀')] }]),
    );
    expect(rows[0]).toMatchObject({ name: 'a\uFFFDb', attr_string: { 'k\uFFFD': 'v\0', pair: '😀' } });
    expect(oddities['text-repaired']).toBe(2);
  });

  it('bytes that are no UTF-8 too, but not a U+FFFD that was sent', () => {
    const text = JSON.stringify(traceRequest([{ name: 'a#b', attributes: [attribute('sent', '\uFFFD')] }]));
    expect(decodeText(text).oddities['text-repaired']).toBe(0);
    const broken = Buffer.from(text);
    broken[text.indexOf('#')] = 0xff;
    const { rows, oddities } = decodeRows(broken, 'json');
    expect(rows[0]?.name).toBe('a\uFFFDb');
    expect(oddities['text-repaired']).toBeGreaterThan(0);
  });
});
