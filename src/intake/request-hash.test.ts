import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestHash } from './request-hash.ts';

describe('the hash of a request', () => {
  it('is the same for the same parts, as text or as bytes', () => {
    expect(requestHash(['/v1/traces', 'key'])).toBe(requestHash([Buffer.from('/v1/traces'), 'key']));
  });

  it('is 64 bits wide', () => {
    const hashes = Array.from({ length: 64 }, (_, index) => requestHash([String(index)]));
    expect(hashes.some((hash) => hash >= 2n ** 63n)).toBe(true);
    expect(hashes.every((hash) => hash >= 0n && hash < 2n ** 64n)).toBe(true);
  });

  it('tells apart what differs only in where one part ends', () => {
    const parts = fc.array(fc.string(), { minLength: 1 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b));
        expect(requestHash(a)).not.toBe(requestHash(b));
      }),
    );
    expect(requestHash(['ab', 'c'])).not.toBe(requestHash(['a', 'bc']));
    expect(requestHash(['ab'])).not.toBe(requestHash(['ab', '']));
  });
});
