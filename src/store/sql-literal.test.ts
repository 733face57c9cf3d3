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
      { numRuns: 300 },
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
      { numRuns: 300 },
    );
  });

  it('keeps lists, bytes and booleans', () => {
    expect(readBack('Array(String)', ["a'b", ''], (literal) => `length(${literal})`)).toBe('2');
    expect(readBack('Array(UInt32)', [])).toBe('[]');
    expect(readBack('String', new Uint8Array([0, 255]), (literal) => `hex(${literal})`)).toBe('00FF');
    expect(readBack('Bool', true)).toBe('true');
  });

  it('is refused for a value that is missing or not used', () => {
    expect(() => substitute({ sql: 'SELECT {a:String}', params: {} })).toThrow('must hold');
    expect(() => substitute({ sql: 'SELECT 1', params: { a: 1 } })).toThrow('must hold');
  });
});
