import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSearchParams, parseSearchParams } from './search-params.ts';

describe('search params', () => {
  it('reads plain text, the first of a name given twice', () => {
    expect(parseSearchParams('?last=2h&service=a%20b&service=c&empty=')).toEqual({
      last: '2h',
      service: 'a b',
      empty: '',
    });
    expect(parseSearchParams('')).toEqual({});
  });

  it('keeps what looks like a number, a boolean or JSON as text', () => {
    expect(parseSearchParams('?from=1700000000000&x=true&y={"a":1}')).toEqual({
      from: '1700000000000',
      x: 'true',
      y: '{"a":1}',
    });
  });

  it('takes __proto__ for a name like any other', () => {
    const params = parseSearchParams('?__proto__=x&constructor=y');
    expect(params.constructor).toBe('y');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('leaves absent values out', () => {
    expect(formatSearchParams({ last: undefined })).toBe('');
    expect(formatSearchParams({ last: undefined, v: '2' })).toBe('?v=2');
  });

  it('reads back what it wrote', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text !== '__proto__');
    fc.assert(
      fc.property(fc.dictionary(name, fc.string({ unit: 'grapheme' })), (params) => {
        expect(parseSearchParams(formatSearchParams(params))).toEqual({ ...params });
      }),
    );
  });
});
