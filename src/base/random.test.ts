import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomAlphanumerics, randomUlid, sha256Hex, systemRandomBytes } from './random.ts';

describe('randomAlphanumerics', () => {
  it('has the length asked for and nothing but letters and digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), (length) => {
        const text = randomAlphanumerics(systemRandomBytes, length);
        expect(text).toHaveLength(length);
        expect(text).toMatch(/^[A-Za-z0-9]*$/);
      }),
    );
  });

  it('is not biased: bytes that would favour the first letters are drawn again', () => {
    const drawn: number[] = [];
    const bytes = [255, 248, 0, 61, 62, 247];
    const random = (count: number) => {
      drawn.push(count);
      return Uint8Array.from(bytes.splice(0, count));
    };
    expect(randomAlphanumerics(random, 4)).toBe('A9A9');
    expect(drawn).toEqual([4, 2]);
  });
});

describe('randomUlid', () => {
  it('spells the time of the specification', () => {
    // Source: https://github.com/ulid/spec: 01ARZ3NDEKTSV4RRFFQ69G5FAV was made at 1469922850259.
    expect(randomUlid(systemRandomBytes, 1_469_922_850_259)).toMatch(/^01arz3ndek[0-9a-hjkmnp-tv-z]{16}$/);
  });

  it('sorts by time', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 48 - 2 }), (nowMs) => {
        expect(randomUlid(systemRandomBytes, nowMs) < randomUlid(systemRandomBytes, nowMs + 1)).toBe(true);
      }),
    );
  });
});

it('sha256Hex gives the digest of the standard', () => {
  // Source: FIPS 180-4 example "abc".
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
