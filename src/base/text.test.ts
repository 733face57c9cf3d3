import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutUtf8, toWellFormed } from './text.ts';

describe('cutting text', () => {
  it('leaves what fits and splits no character', () => {
    expect(cutUtf8('abc', 3)).toBe('abc');
    expect(cutUtf8('abcd', 3)).toBe('abc');
    expect(cutUtf8('äöü', 5)).toBe('äö');
    expect(cutUtf8('a😀b', 4)).toBe('a');
    expect(cutUtf8('a😀b', 5)).toBe('a😀');
    expect(cutUtf8('x', 0)).toBe('');
  });

  it('gives the longest beginning that fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(60), (text, bytesMax) => {
        const cut = cutUtf8(text, bytesMax);
        expect(text.startsWith(cut)).toBe(true);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytesMax);
        const next = [...text.slice(cut.length)][0];
        if (next !== undefined) expect(Buffer.byteLength(cut + next)).toBeGreaterThan(bytesMax);
      }),
    );
  });
});

describe('lone surrogates', () => {
  it('become U+FFFD, pairs stay', () => {
    expect(toWellFormed('a\ud800b\udc00c😀\ud83d')).toBe('a\uFFFDb\uFFFDc😀\uFFFD');
  });
});
