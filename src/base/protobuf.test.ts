import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed32Tag, fixed64Tag, lengthTag, ProtobufError, ProtobufReader, varintTag } from './protobuf-reader.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const MAX = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];

describe('reading protobuf', () => {
  it('reads back any int64, uint32, bool and string the writer wrote', () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(int64, fc.nat(2 ** 32 - 1), fc.boolean(), fc.string({ unit: 'binary' }), (int, uint, bool, text) => {
        const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
        const message = new ProtobufWriter()
          .varint(1, int)
          .varint(2, BigInt(uint))
          .varint(3, bool ? 1n : 0n)
          .string(4, text)
          .finish();
        const reader = new ProtobufReader(message);
        expect([reader.tag(), reader.int64()]).toEqual([varintTag(1), int]);
        expect([reader.tag(), reader.uint32()]).toEqual([varintTag(2), uint]);
        expect([reader.tag(), reader.bool()]).toEqual([varintTag(3), bool]);
        expect([reader.tag(), reader.string()]).toEqual([lengthTag(4), wellFormed]);
        expect(reader.hasMore()).toBe(false);
      }),
    );
  });

  it('reads the ends of every fixed and variable width', () => {
    const reader = new ProtobufReader(
      bytes(0x0d, 0xff, 0xff, 0xff, 0xff, 0x11, ...Array(8).fill(0xff), 0x18, ...MAX, 0x18, ...MAX),
    );
    expect([reader.tag(), reader.fixed32()]).toEqual([fixed32Tag(1), 2 ** 32 - 1]);
    expect([reader.tag(), reader.fixed64()]).toEqual([fixed64Tag(2), 2n ** 64n - 1n]);
    expect([reader.tag(), reader.int64()]).toEqual([varintTag(3), -1n]);
    expect([reader.tag(), reader.int32()]).toEqual([varintTag(3), -1]);
  });

  it('counts a 64-bit true whose low half is zero as true', () => {
    const reader = new ProtobufReader(bytes(0x80, 0x80, 0x80, 0x80, 0x80, 0x01));
    expect(reader.bool()).toBe(true);
  });

  it('skips what it is told to: every wire type, groups in groups', () => {
    const group = bytes(0x0b, 0x13, 0x0a, 0x01, 0x41, 0x14, 0x08, 0x01, 0x0c);
    const reader = new ProtobufReader(
      Buffer.concat([
        bytes(0x08, ...MAX),
        bytes(0x09, ...Array(8).fill(1)),
        bytes(0x0a, 2, 1, 1),
        bytes(0x0d, 1, 2, 3, 4),
        group,
        bytes(0x10, 7),
      ]),
    );
    for (let field = 0; field < 5; field++) {
      reader.tag();
      reader.skip();
    }
    expect([reader.tag(), reader.uint32(), reader.hasMore()]).toEqual([varintTag(2), 7, false]);
  });

  it('skips a million open groups without running out of stack', () => {
    const reader = new ProtobufReader(new Uint8Array(1_000_000).fill(0x0b));
    reader.tag();
    expect(() => reader.skip()).toThrow(ProtobufError);
  });

  it.each([
    ['a cut varint', bytes(0x08, 0x80), (reader: ProtobufReader) => reader.uint32()],
    ['a varint of 11 bytes', bytes(0x08, ...Array(11).fill(0x80)), (reader: ProtobufReader) => reader.int64()],
    ['a length past the end', bytes(0x0a, 5, 1), (reader: ProtobufReader) => reader.bytes()],
    ['a length of 2^63', bytes(0x0a, ...MAX.slice(0, 8), 0x7f), (reader: ProtobufReader) => reader.string()],
    ['a cut fixed64', bytes(0x09, 1, 2), (reader: ProtobufReader) => reader.fixed64()],
    ['a cut fixed32', bytes(0x0d, 1, 2), (reader: ProtobufReader) => reader.fixed32()],
    ['a sub-message past the end', bytes(0x0a, 9), (reader: ProtobufReader) => reader.enter()],
    ['wire type 7', bytes(0x0f), (reader: ProtobufReader) => reader.skip()],
    ['an end of no group', bytes(0x0c), (reader: ProtobufReader) => reader.skip()],
  ])('refuses %s', (_what, message, read) => {
    const reader = new ProtobufReader(message);
    reader.tag();
    expect(() => read(reader)).toThrow(ProtobufError);
  });

  it('refuses field number 0 and a tag beyond 32 bits', () => {
    expect(() => new ProtobufReader(bytes(0x02, 0x00)).tag()).toThrow(ProtobufError);
    expect(() => new ProtobufReader(bytes(...MAX)).tag()).toThrow(ProtobufError);
  });

  it('cannot leave a sub-message by reading', () => {
    const reader = new ProtobufReader(bytes(0x0a, 2, 0x12, 5, 1, 1, 1, 1, 1));
    reader.tag();
    reader.enter();
    reader.tag();
    expect(() => reader.bytes()).toThrow(ProtobufError);
  });

  it('repairs what is no UTF-8 and counts it, but not a U+FFFD that was sent', () => {
    const read = (...text: number[]) => {
      const reader = new ProtobufReader(bytes(text.length, ...text));
      return [reader.string(), reader.repairedStringCount];
    };
    expect(read(0x61, 0xff, 0x62)).toEqual(['a\uFFFDb', 1]);
    expect(read(0xed, 0xa0, 0x80)).toEqual(['\uFFFD\uFFFD\uFFFD', 1]);
    expect(read(0xef, 0xbf, 0xbd)).toEqual(['\uFFFD', 0]);
    expect(read(0xef, 0xbb, 0xbf, 0x61)).toEqual(['\uFEFFa', 0]);
    expect(read(0x61, 0x00, 0x62)).toEqual(['a\0b', 0]);
  });
});
