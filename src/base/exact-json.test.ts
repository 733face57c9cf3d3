import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonExact } from './exact-json.ts';

const parse = (text: string, valuesMax = 1_000) => parseJsonExact(Buffer.from(text, 'utf8'), valuesMax);
const value = (text: string) => {
  const parsed = parse(text);
  return parsed.ok ? parsed.value : parsed.reason;
};

describe('JSON with exact integers', () => {
  it.each<[string, unknown]>([
    ['{"t":1790000000123456789}', { t: '1790000000123456789' }],
    ['[-9223372036854775808,18446744073709551615]', ['-9223372036854775808', '18446744073709551615']],
    ['[ 1234567890123456 , 123456789012345 ]', ['1234567890123456', 123456789012345]],
    ['1790000000123456789', '1790000000123456789'],
    ['[0.12345678901234567, 1234567890123456.5]', [Number('0.12345678901234567'), Number('1234567890123456.5')]],
    ['[1e400, -12345678901234567E2]', [Number.POSITIVE_INFINITY, Number('-12345678901234567E2')]],
    [
      '{"1790000000123456789":"1790000000123456789 \\" 1790000000123456789"}',
      { '1790000000123456789': '1790000000123456789 " 1790000000123456789' },
    ],
    ['["\\\\",1790000000123456789,"\\\\\\"",1]', ['\\', '1790000000123456789', '\\"', 1]],
    ['{"ä":1790000000123456789,"b":"日本"}', { ä: '1790000000123456789', b: '日本' }],
  ])('%s', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  it('agrees with JSON.parse wherever no integer is long', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!/\d{16}/.test(text));
        expect(value(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('keeps any int64 exactly, wherever it stands', () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(fc.array(int64), fc.string(), (integers, text) => {
        const json = `{${JSON.stringify(text)}:[${integers.join(' ,')}],"after":true}`;
        const { [text]: read } = value(json) as Record<string, (string | number)[]>;
        if (text !== 'after') expect(read?.map(BigInt)).toEqual(integers);
      }),
    );
  });

  it.each(['', ' ', '{', '"abc', '"\\', '[1,]', '012345678901234567', '--1234567890123456789', 'nul', '\u0000'])(
    'tells that %j is malformed',
    (text) => {
      expect(value(text)).toBe('malformed');
    },
  );

  it('takes what is no number as a string where it is asked to', () => {
    const text = '{"a":NaN,"b":[ -Infinity,Infinity ],"c":"NaN, -Infinity","d":-NaN,"e":1790000000123456789}';
    expect(value(text)).toBe('malformed');
    const taken = (lenient: string) => parseJsonExact(Buffer.from(lenient), 1_000, { isNanTaken: true });
    const read = { a: 'NaN', b: ['-Infinity', 'Infinity'], c: 'NaN, -Infinity', d: '-NaN', e: '1790000000123456789' };
    expect(taken(text)).toEqual({ ok: true, value: read });
    for (const wrong of ['[Na]', '[NaNs]', '[--NaN]', '[-]', 'Infinit', '["a"NaN]', '[1NaN]']) {
      expect(taken(wrong)).toMatchObject({ ok: false, reason: 'malformed' });
    }
  });

  it('refuses more values than allowed before it parses them', () => {
    expect(parse('[1,2,3]', 3).ok).toBe(true);
    expect(parse('[1,2,3,4]', 3)).toMatchObject({ ok: false, reason: 'too-many-values' });
    expect(parse('[[[[', 3)).toMatchObject({ ok: false, reason: 'too-many-values' });
    expect(parse('"[[[[,,,,{{{{"', 3).ok).toBe(true);
  });

  it('survives nesting as deep as the input is long', () => {
    expect(value('['.repeat(900))).toBe('malformed');
    expect(parse('['.repeat(500_000) + ']'.repeat(500_000), 1_000_000)).toBeDefined();
  });
});
