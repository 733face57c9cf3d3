import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from './byte-writer.ts';

/** What was written, read back from the start. */
function reader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  return {
    varint,
    text: () => {
      const length = varint();
      at += length;
      return new TextDecoder().decode(bytes.subarray(at - length, at));
    },
    view,
    get at() {
      return at;
    },
  };
}

describe('a byte writer', () => {
  it('writes any text as its length and UTF-8, and lone surrogates as U+FFFD', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'binary-ascii', maxLength: 300 }),
      fc.string({ maxLength: 50 }).map((each) => `${each}\ud800`),
    );
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const out = new ByteWriter(1);
        for (const each of texts) out.string(each);
        const read = reader(out.written);
        for (const each of texts) expect(read.text()).toBe(Buffer.from(each).toString());
        expect(read.at).toBe(out.length);
      }),
    );
  });

  it('writes any count up to 2^53 as a varint', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (values) => {
        const out = new ByteWriter(1);
        for (const value of values) out.varint(value);
        const read = reader(out.written);
        for (const value of values) expect(read.varint()).toBe(value);
      }),
    );
  });

  it('writes numbers little-endian, at the edges of their width', () => {
    const out = new ByteWriter(1);
    out.u8(255);
    out.u16(0xfffe);
    out.u32(0xffff_fffd);
    out.u64(2n ** 64n - 1n);
    out.i64(-(2n ** 63n));
    out.f64(-0);
    const { view } = reader(out.written);
    expect([view.getUint8(0), view.getUint16(1, true), view.getUint32(3, true)]).toEqual([255, 0xfffe, 0xffff_fffd]);
    expect([view.getBigUint64(7, true), view.getBigInt64(15, true)]).toEqual([2n ** 64n - 1n, -(2n ** 63n)]);
    expect(view.getFloat64(23, true)).toBe(-0);
    expect(out.length).toBe(31);
  });

  it('starts over when cleared', () => {
    const out = new ByteWriter(1);
    out.raw(new Uint8Array(100).fill(1));
    out.clear();
    out.u8(7);
    expect([...out.written]).toEqual([7]);
  });
});
