import { describe, expect, it } from 'vitest';
import { attribute, decodeRows, SPAN_ID, TRACE_ID, traceRequest } from '../../../tests/support/otlp-decode.ts';
import { encodeTraceRequest } from '../../../tests/support/otlp-protobuf.ts';
import { ProtobufWriter } from '../../base/protobuf-writer.ts';
import { CombrayError } from '../../model/errors.ts';

const message = () => new ProtobufWriter();
const decode = (body: Uint8Array) => decodeRows(body, 'protobuf');
const id = (hex: string) => Buffer.from(hex, 'hex');
const text = (value: string) => message().string(1, value).finish();
const keyValue = (key: string, ...values: Uint8Array[]) =>
  values.reduce((writer, value) => writer.bytes(2, value), message().string(1, key)).finish();
const fixed64 = (field: number, value: bigint) => {
  const bytes = Buffer.alloc(9, field * 8 + 1);
  bytes.writeBigUInt64LE(value, 1);
  return bytes;
};
const spanOf = (...parts: Uint8Array[]) =>
  Buffer.concat([message().bytes(1, id(TRACE_ID)).bytes(2, id(SPAN_ID)).finish(), ...parts]);
const requestOf = (...scopeParts: Uint8Array[]) =>
  message()
    .bytes(1, message().bytes(2, Buffer.concat(scopeParts)).finish())
    .finish();
const withSpan = (...parts: Uint8Array[]) =>
  requestOf(
    message()
      .bytes(2, spanOf(...parts))
      .finish(),
  );
const onlyRow = (body: Uint8Array) => {
  const { rows, rejected } = decode(body);
  expect([rows.length, rejected]).toEqual([1, []]);
  return rows[0]!;
};

describe('protobuf as it may be written', () => {
  it('children before what they inherit, fields backwards', () => {
    const scope = message().bytes(2, spanOf()).bytes(1, message().string(1, 'lib').finish()).finish();
    const resource = message()
      .bytes(1, keyValue('service.name', text('shop')))
      .finish();
    const body = message().bytes(1, message().string(3, 'u').bytes(2, scope).bytes(1, resource).finish()).finish();
    expect(onlyRow(body)).toMatchObject({
      scope_name: 'lib',
      service: 'shop',
      attr_string: { 'resource.schema_url': 'u' },
    });
  });

  it('singular messages that come twice are merged, singular values replaced', () => {
    const resource = (key: string) =>
      message()
        .bytes(1, keyValue(key, text('x')))
        .finish();
    const scope = message()
      .bytes(1, message().string(1, 'lib').finish())
      .bytes(2, spanOf(message().string(5, 'first').string(5, 'second').finish()))
      .bytes(1, message().string(2, '1.0').finish())
      .finish();
    const body = message()
      .bytes(1, message().bytes(1, resource('a')).bytes(2, scope).bytes(1, resource('b')).finish())
      .finish();
    expect(onlyRow(body)).toMatchObject({
      scope_name: 'lib',
      scope_version: '1.0',
      name: 'second',
      attr_string: { a: 'x', b: 'x' },
    });
    const status = message()
      .bytes(15, message().varint(3, 2n).finish())
      .bytes(15, message().string(2, 'no').finish())
      .finish();
    expect(onlyRow(withSpan(status))).toMatchObject({ status_code: 2, status_message: 'no' });
  });

  it('a value that comes twice: lists and maps grow, of all else the last counts', () => {
    const one = (item: string) =>
      message()
        .bytes(5, message().bytes(1, text(item)).finish())
        .finish();
    const entry = (key: string) =>
      message()
        .bytes(
          6,
          message()
            .bytes(1, keyValue(key, text('v')))
            .finish(),
        )
        .finish();
    const attributes = message()
      .bytes(9, keyValue('list', one('a'), one('b')))
      .bytes(9, keyValue('map', entry('x'), entry('y')))
      .bytes(9, keyValue('last', one('a'), text('b')))
      .bytes(9, keyValue('bytes', one('a'), message().bytes(7, id('00')).finish(), entry('z')))
      .finish();
    expect(onlyRow(withSpan(attributes)).attr_string).toEqual({
      list: '["a","b"]',
      'map.x': 'v',
      'map.y': 'v',
      last: 'b',
      'bytes.z': 'v',
    });
  });

  it('unknown fields of every wire type, everywhere, and the reserved ones', () => {
    const unknown = Buffer.concat([
      message().varint(900, -1n).string(901, 'x').bytes(1000, id('ffff')).finish(),
      fixed64(15, 7n),
      Buffer.from([0x7b, 0x08, 0x01, 0x7c]),
    ]);
    const add = (bytes: Uint8Array) => Buffer.concat([unknown, bytes, unknown]);
    const attribute = add(keyValue('a', add(text('x'))));
    const span = spanOf(unknown, message().bytes(9, attribute).finish(), unknown);
    const scope = add(
      message()
        .bytes(1, add(message().string(1, 'lib').finish()))
        .bytes(2, span)
        .finish(),
    );
    const body = add(
      message()
        .bytes(1, add(message().bytes(2, scope).finish()))
        .finish(),
    );
    expect(onlyRow(body)).toMatchObject({ scope_name: 'lib', attr_string: { a: 'x' } });
  });

  it('a known field of a foreign wire type is passed over', () => {
    const odd = Buffer.concat([message().varint(5, 7n).string(6, 'server').finish(), fixed64(9, 1n)]);
    expect(onlyRow(withSpan(odd))).toMatchObject({ name: '', span_kind: 'unspecified' });
  });

  it('strings that are no UTF-8 are repaired and counted', () => {
    const name = message().bytes(5, id('61ff62')).finish();
    const { rows, oddities } = decode(
      withSpan(
        name,
        message()
          .bytes(9, keyValue('a', message().bytes(1, id('eda080')).finish()))
          .finish(),
      ),
    );
    expect(rows[0]).toMatchObject({ name: 'a\uFFFDb', attr_string: { a: '\uFFFD\uFFFD\uFFFD' } });
    expect(oddities['text-repaired']).toBe(2);
  });

  it('NUL stays', () => {
    expect(onlyRow(withSpan(message().string(5, 'a\0b').finish())).name).toBe('a\0b');
  });

  it('no bytes and no spans are an empty request', () => {
    const empty = { rows: [], rejected: [], recordCount: 0 };
    expect(decode(new Uint8Array(0))).toMatchObject(empty);
    expect(decode(requestOf())).toMatchObject(empty);
  });
});

describe('damage', () => {
  const good = encodeTraceRequest(
    traceRequest([
      { name: 'a', attributes: [attribute('k', 'v')] },
      { name: 'b', events: [{ name: 'e' }] },
    ]),
  );

  it('a body cut anywhere is unreadable', () => {
    for (let length = 1; length < good.length; length++) {
      expect(() => decode(good.subarray(0, length))).toThrow(CombrayError);
    }
  });

  it.each([
    ['text', Buffer.from('this is no protobuf')],
    ['gzip', Buffer.from('1f8b0800000000000003', 'hex')],
    ['JSON', Buffer.from('{"resourceSpans":[]}')],
    [
      'a damaged resource',
      message()
        .bytes(1, message().bytes(1, id('0aff')).finish())
        .finish(),
    ],
    ['a damaged scope', requestOf(message().bytes(1, id('0aff')).finish())],
  ])('%s is unreadable', (_what, body) => {
    expect(() => decode(body)).toThrow(/^failed to parse OTLP request body: /);
  });

  it('inside a span costs that span only', () => {
    const damaged = message()
      .bytes(2, spanOf(message().bytes(11, id('12ff')).finish()))
      .finish();
    const whole = message().bytes(2, spanOf()).finish();
    const { rows, rejected, recordCount } = decode(requestOf(whole, damaged, whole));
    expect([rows.length, rejected, recordCount]).toEqual([2, [{ index: 1, reason: 'record-malformed' }], 3]);
  });

  it('a logs request is told so', () => {
    const record = Buffer.concat([
      fixed64(1, 1_790_000_000_000_000_000n),
      message().varint(2, 9n).string(3, 'INFO').bytes(5, text('a log line')).finish(),
      message().bytes(9, id(TRACE_ID)).bytes(10, id(SPAN_ID)).finish(),
    ]);
    expect(() => decode(requestOf(message().bytes(2, record).finish()))).toThrow(/\/v1\/logs/);
  });
});

describe('bodies made to hurt', () => {
  const wrap = (field: number, inner: Buffer) => message().bytes(field, inner).finish();

  it.each([65, 3_000])('%i levels of lists reject the span', (depth) => {
    let value: Buffer = Buffer.alloc(0);
    for (let level = 0; level < depth; level++) value = wrap(5, wrap(1, value));
    const { rejected } = decode(withSpan(message().bytes(9, keyValue('a', value)).finish()));
    expect(rejected).toEqual([{ index: 0, reason: 'value-too-deep' }]);
  });

  it('64 levels are kept', () => {
    let value: Buffer = text('deep');
    for (let level = 0; level < 64; level++) value = wrap(5, wrap(1, value));
    const { attr_string } = onlyRow(withSpan(message().bytes(9, keyValue('a', value)).finish()));
    expect(attr_string).toEqual({ a: `${'['.repeat(64)}"deep"${']'.repeat(64)}` });
  });

  it('a million open groups', () => {
    expect(() => decode(Buffer.alloc(2 ** 20, 0x0b))).toThrow(CombrayError);
  });

  const manyTimes = (bytes: Buffer, size: number) => Buffer.alloc(size, bytes);
  it.each([
    ['resources', manyTimes(Buffer.from([0x0a, 0]), 2 ** 22)],
    [
      'scopes',
      message()
        .bytes(1, manyTimes(Buffer.from([0x12, 0]), 2 ** 22))
        .finish(),
    ],
    ['spans', requestOf(manyTimes(Buffer.from([0x12, 0]), 2 ** 22))],
    ['events', withSpan(manyTimes(Buffer.from([0x5a, 0]), 2 ** 22))],
    [
      'list entries',
      withSpan(
        message()
          .bytes(9, keyValue('a', wrap(5, manyTimes(Buffer.from([0x0a, 0]), 2 ** 25 + 8))))
          .finish(),
      ),
    ],
  ])('millions of empty %s are too large', (_what, body) => {
    const before = process.memoryUsage().rss;
    expect(() => decode(body)).toThrow(expect.objectContaining({ code: 'body-too-large' }));
    expect(process.memoryUsage().rss - before).toBeLessThan(900 * 2 ** 20);
  });

  it('many attributes on a resource of many spans are too large', () => {
    const resource = Buffer.concat(
      Array.from({ length: 1_900 }, (_, index) =>
        message()
          .bytes(1, keyValue(`a${index}`, text('x')))
          .finish(),
      ),
    );
    const spans = Array.from({ length: 20_000 }, () => message().bytes(2, spanOf()).finish());
    const body = message()
      .bytes(1, message().bytes(1, resource).bytes(2, Buffer.concat(spans)).finish())
      .finish();
    expect(() => decode(body)).toThrow(expect.objectContaining({ code: 'body-too-large' }));
  });
});
