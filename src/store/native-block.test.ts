import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  bytesOf,
  lowCardinalityColumn,
  mapColumn,
  type NativeColumn,
  nativeBlock,
  stringColumn,
} from './native-block.ts';

const directory = mkdtempSync(join(tmpdir(), 'combray-native-'));
const session = new Session(join(directory, 'data'));
afterAll(() => {
  session.close();
  rmSync(directory, { recursive: true, force: true });
});

/** What the engine reads in a block of these columns. */
function readBack(rowCount: number, columns: readonly NativeColumn[], select = '*'): unknown[] {
  const path = join(directory, 'block.native');
  // Copied, since a piece is valid until the next only.
  const pieces = Array.from(nativeBlock(rowCount, columns).pieces(), (piece) => Buffer.from(piece));
  writeFileSync(path, Buffer.concat(pieces));
  const answer = session.query(`SELECT ${select} FROM file('${path}', 'Native')`, 'JSONCompactEachRow');
  return answer
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

function mapOf(rows: readonly (readonly (readonly [string, string])[])[]): NativeColumn {
  const offsets = new BigUint64Array(rows.length + 1);
  rows.forEach((row, index) => {
    offsets[index + 1] = offsets[index]! + BigInt(row.length);
  });
  const entries = rows.flat();
  return mapColumn(
    'm',
    'String',
    () => ({ offsets, keys: entries.map(([key]) => key), values: entries.map(([, value]) => value) }),
    (out, value) => out.string(value),
  );
}

describe('a native block', () => {
  it('is read by the engine as it was written, for any text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 100 });
    const row = fc.record({
      plain: text,
      low: text,
      map: fc.uniqueArray(fc.tuple(text, text), { selector: ([key]) => key }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const columns = [
          stringColumn(
            's',
            rows.map((each) => each.plain),
          ),
          lowCardinalityColumn(
            'l',
            rows.map((each) => each.low),
          ),
          mapOf(rows.map((each) => each.map)),
        ];
        // The map as lists: JSON objects put keys that are numbers first.
        const read = readBack(rows.length, columns, 's, l, mapKeys(m), mapValues(m)');
        expect(read).toEqual(
          rows.map((each) => [each.plain, each.low, each.map.map(([key]) => key), each.map.map(([, value]) => value)]),
        );
      }),
      { numRuns: 100 },
    );
  });

  it.each([65_535, 65_536, 70_000])('holds %i different values in one dictionary', (count) => {
    const values = Array.from({ length: count }, (_, index) => `value ${index}`);
    const read = readBack(count, [lowCardinalityColumn('l', values), mapOf(values.map((value) => [[value, value]]))]);
    expect(read[count - 1]).toEqual([values[count - 1], { [values[count - 1]!]: values[count - 1] }]);
    expect(new Set(read.map((row) => (row as [string])[0])).size).toBe(count);
  });

  it('comes in pieces that are small, but for a value that is not, and comes again', () => {
    const values = Array.from({ length: 3_000 }, (_, index) => String(index).repeat(200));
    const block = nativeBlock(values.length, [stringColumn('s', [...values, 'x'.repeat(2 ** 21)])]);
    const sizes = Array.from(block.pieces(), (piece) => piece.length);
    expect(sizes.length).toBeGreaterThan(5);
    expect(sizes.filter((size) => size > 300_000)).toHaveLength(1);
    expect(Array.from(block.pieces(), (piece) => piece.length)).toEqual(sizes);
  });

  it('asks for the entries of a map when their turn comes', () => {
    const order: string[] = [];
    const map = (name: string) =>
      mapColumn<bigint>(
        name,
        'Int64',
        () => {
          order.push(`${name} collected`);
          return { offsets: BigUint64Array.of(0n, 1n), keys: ['k'], values: [1n] };
        },
        (out, value) => {
          order.push(`${name} written`);
          out.i64(value);
        },
      );
    readBack(1, [map('a'), map('b')]);
    expect(order).toEqual(['a collected', 'a written', 'b collected', 'b written']);
  });

  it('gives the bytes of a part of an array', () => {
    expect([...bytesOf(Uint16Array.of(1, 2, 3).subarray(1))]).toEqual([2, 0, 3, 0]);
  });
});
