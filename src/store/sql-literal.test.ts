import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { substitute } from './sql-literal.ts';
import type { SqlValue } from './store.ts';

const session = new Session(join(mkdtempSync(join(tmpdir(), 'combray-literal-')), 'data'));
afterAll(() => session.close());

/** What the engine says the value is, as hex so that nothing is lost on the way back. */
function readBack(type: string, value: SqlValue, wrap = (text: string) => text): string {
  const sql = substitute({ sql: `SELECT ${wrap(`{value:${type}}`)} AS value`, params: { value } });
  return session.query(sql, 'TSVRaw').trimEnd();
}

const hexOf = (text: string) => Buffer.from(text, 'utf8').toString('hex').toUpperCase();

describe('a literal', () => {
  it.each([
    "'",
    "\\'",
    '\\',
    'a\0b',
    '\u2028',
    "'; DROP TABLE events --",
    '{value:String}',
    '$$',
    '\\x27',
    '/* */ --',
    '\ud800',
    '🙂',
  ])('keeps the text %j', (text) => {
    expect(readBack('String', text, (literal) => `hex(${literal})`)).toBe(hexOf(text));
  });

  it('keeps any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(readBack('String', text, (literal) => `hex(${literal})`)).toBe(hexOf(text));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps any int64 and any double', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.double(), (int, float) => {
        expect(readBack('Int64', int)).toBe(String(int));
        const bits = readBack('Float64', float, (literal) => `reinterpretAsUInt64(${literal})`);
        const view = new DataView(new ArrayBuffer(8));
        view.setFloat64(0, float);
        if (!Number.isNaN(float)) expect(bits).toBe(String(view.getBigUint64(0)));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps any list of texts, and lists of lists', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.array(text, { maxLength: 5 }), { maxLength: 5 }), (lists) => {
        const hex = (literal: string) => `arrayMap(list -> arrayMap(each -> hex(each), list), ${literal})`;
        expect(readBack('Array(Array(String))', lists, hex)).toBe(
          `[${lists.map((list) => `[${list.map((each) => `'${hexOf(each)}'`).join(',')}]`).join(',')}]`,
        );
      }),
      { numRuns: 100 },
    );
  });

  it('keeps any bytes, in a column of fixed width too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const hex = Buffer.from(bytes).toString('hex').toUpperCase();
        expect(readBack('String', bytes, (literal) => `hex(${literal})`)).toBe(hex);
        expect(readBack('FixedString(16)', bytes, (literal) => `hex(${literal})`)).toBe(hex);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['UInt64', 2n ** 64n - 1n, '18446744073709551615'],
    ['UInt32', 4_294_967_295, '4294967295'],
    ['Int64', -1, '-1'],
    ['Float64', Number.NaN, 'nan'],
    ['Float64', Number.NEGATIVE_INFINITY, '-inf'],
    ['Bool', true, 'true'],
    ['Bool', false, 'false'],
    ['Array(UInt32)', [], '[]'],
    ['Array(Int64)', [1n, -(2n ** 63n)], '[1,-9223372036854775808]'],
  ] as [string, SqlValue, string][])('is of the type %s that its placeholder says: %s', (type, value, text) => {
    expect(readBack(type, value)).toBe(text);
    expect(readBack(type, value, (literal) => `toTypeName(${literal})`)).toBe(type);
  });

  it('is refused for a number that is no exact integer, where one is asked for', () => {
    for (const value of [2 ** 53, 1.5, Number.NaN, 1e21]) {
      expect(() => substitute({ sql: 'SELECT {a:Int64}', params: { a: value } })).toThrow('must hold');
    }
  });

  it('is refused for something that is no list, or no text', () => {
    expect(() => substitute({ sql: 'SELECT {a:Array(String)}', params: { a: 'text' } })).toThrow('must hold');
    expect(() => substitute({ sql: 'SELECT {a:String}', params: { a: 1 } })).toThrow('must hold');
  });

  it('is refused for a value that is missing or not used', () => {
    expect(() => substitute({ sql: 'SELECT {a:String}', params: {} })).toThrow('must hold');
    expect(() => substitute({ sql: 'SELECT 1', params: { a: 1 } })).toThrow('must hold');
  });
});
