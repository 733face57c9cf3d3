import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextPool } from './text-pool.ts';

const take = (pool: TextPool, text: string) => {
  // Not at the beginning, so that a slip of the offsets shows.
  const bytes = Buffer.from(`?${text}?`);
  return pool.take(bytes, 1, bytes.length - 1);
};

describe('a pool of texts', () => {
  it('gives back any short ASCII text, also when others come between', () => {
    const pool = new TextPool();
    const ascii = fc.string({ unit: 'binary-ascii', maxLength: 64 });
    fc.assert(
      fc.property(fc.array(ascii), (texts) => {
        expect([...texts, ...texts].map((text) => take(pool, text))).toEqual([...texts, ...texts]);
      }),
    );
  });

  it('is right when texts share a slot, as some of 20,000 must', () => {
    const pool = new TextPool();
    const texts = Array.from({ length: 20_000 }, (_, index) => `attribute.${index}`);
    for (const text of texts) expect(take(pool, text)).toBe(text);
    for (const text of texts) expect(take(pool, text)).toBe(text);
  });

  it('leaves to the caller what is not ASCII, and what is long', () => {
    const pool = new TextPool();
    expect(take(pool, 'é')).toBeUndefined();
    expect(pool.take(Buffer.from([0x61, 0xff, 0x62]), 0, 3)).toBeUndefined();
    expect(take(pool, 'a'.repeat(64))).toBe('a'.repeat(64));
    expect(take(pool, 'a'.repeat(65))).toBeUndefined();
  });

  it('keeps a text when its bytes are written over', () => {
    const pool = new TextPool();
    const bytes = Buffer.from('cart.items');
    const text = pool.take(bytes, 0, bytes.length);
    bytes.fill(0x62);
    expect(text).toBe('cart.items');
    expect(pool.take(bytes, 0, bytes.length)).toBe('bbbbbbbbbb');
  });
});
