import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRandomBytes } from './random.ts';
import { createSealer } from './seal.ts';

const sealer = createSealer('a key that nobody guesses', systemRandomBytes);

describe('a sealed text', () => {
  it('opens to what it was', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => sealer.open(sealer.seal(text)) === text));
  });

  it('shows neither the text nor that two are equal', () => {
    const [first, second] = [sealer.seal('secret'), sealer.seal('secret')];
    expect(first).not.toBe(second);
    expect(Buffer.from(first.slice(3), 'base64url').includes('secret')).toBe(false);
  });

  it('does not open under another key', () => {
    expect(createSealer('another key', systemRandomBytes).open(sealer.seal('secret'))).toBeUndefined();
  });

  it('does not open when a bit of it was changed, nor is other text taken for one', () => {
    const bytes = Buffer.from(sealer.seal('secret').slice(3), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(sealer.open(`v1.${changed.toString('base64url')}`)).toBeUndefined();
    }
    for (const text of ['', 'v1', 'v1.', 'v1.AAAA', 'v2.AAAA', 'secret']) expect(sealer.open(text)).toBeUndefined();
  });
});
