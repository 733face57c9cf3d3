import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv, toJson, toTabbed } from './table-export.ts';
import { clampWidth, fittingColumns, moveCell, NO_CHOICES, parseColumnChoices } from './table-layout.ts';
import { sortRows } from './table-sort.ts';

describe('export', () => {
  it('quotes what CSV must quote and leaves nothing empty', () => {
    expect(
      toCsv(
        ['name', 'n'],
        [
          ['a,b', 1],
          ['say "x"', null],
          ['two\nlines', 2n],
        ],
      ),
    ).toBe('name,n\r\n"a,b",1\r\n"say ""x""",\r\n"two\nlines",2\r\n');
  });

  it.each(['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', '\t=1'])('disarms %j, which a spreadsheet would run', (text) => {
    expect(toCsv(['v'], [[text]])).toContain(`'${text}`);
  });

  it('leaves negative numbers as they are', () => {
    expect(toCsv(['v'], [[-5], ['-5.5']])).toBe('v\r\n-5\r\n-5.5\r\n');
  });

  it('writes JSON that every reader reads exactly', () => {
    const rows = [[2n ** 60n, 5n, 'x', null, true]] as const;
    expect(JSON.parse(toJson(['big', 'small', 'text', 'none', 'flag'], rows))).toEqual([
      { big: '1152921504606846976', small: 5, text: 'x', none: null, flag: true },
    ]);
  });

  it('puts one row on one line', () => {
    expect(toTabbed(['a\tb', 'c\r\nd', null, 3])).toBe('a b\tc d\t\t3');
  });
});

describe('sorting', () => {
  it('orders numbers by size, words with numbers in them by both, and keeps what is missing last', () => {
    const sorted = (values: Array<string | number | null>, direction: 'ascending' | 'descending') =>
      sortRows(values, (value) => value, direction);
    expect(sorted([10, 9, null, 1], 'ascending')).toEqual([1, 9, 10, null]);
    expect(sorted([10, 9, null, 1], 'descending')).toEqual([10, 9, 1, null]);
    expect(sorted(['b', 'v10', 'v9', 'A'], 'ascending')).toEqual(['A', 'b', 'v9', 'v10']);
    expect(sorted(['x', 5], 'ascending')).toEqual([5, 'x']);
  });

  it('keeps equal rows in their order, both ways, and leaves the given array alone', () => {
    const rows = [
      { id: 1, n: 1 },
      { id: 2, n: 1 },
    ] as const;
    for (const direction of ['ascending', 'descending'] as const) {
      expect(sortRows(rows, ({ n }) => n, direction).map(({ id }) => id)).toEqual([1, 2]);
    }
  });

  it('is a total order over mixed values', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.bigInt(), fc.boolean());
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const once = sortRows(values, (each) => each, 'ascending');
        expect(sortRows(once, (each) => each, 'ascending')).toEqual(once);
      }),
    );
  });
});

describe('columns as a reader left them', () => {
  it.each([null, '', '{', '[]', '"x"', '5', 'null'])('are untouched when the browser holds %j', (text) => {
    expect(parseColumnChoices(text)).toEqual(NO_CHOICES);
  });

  it('keep what fits and drop the rest', () => {
    const text = '{"widths":{"a":120,"b":-1,"c":"wide","d":1e9,"e":null},"hidden":{"a":true,"b":"yes"}}';
    expect(parseColumnChoices(text)).toEqual({ widths: { a: 120 }, hidden: { a: true } });
  });

  it('have bounded widths', () => {
    expect(clampWidth(3)).toBe(48);
    expect(clampWidth(1e9)).toBe(2000);
    expect(clampWidth(100.4)).toBe(100);
  });
});

describe('the active cell', () => {
  const move = (key: string, row = 5, column = 1) => moveCell({ row, column }, key, 10, 3, 4);

  it.each([
    ['j', { row: 6, column: 1 }],
    ['ArrowUp', { row: 4, column: 1 }],
    ['l', { row: 5, column: 2 }],
    ['h', { row: 5, column: 0 }],
    ['PageDown', { row: 9, column: 1 }],
    ['PageUp', { row: 1, column: 1 }],
    ['Home', { row: 5, column: 0 }],
    ['mod+End', { row: 9, column: 1 }],
  ])('%s leads to %j', (key, expected) => {
    expect(move(key)).toEqual(expected);
  });

  it('stays inside, and other keys move nothing', () => {
    expect(move('j', 9, 2)).toEqual({ row: 9, column: 2 });
    expect(move('k', 0, 0)).toEqual({ row: 0, column: 0 });
    expect(move('x')).toBeUndefined();
    expect(moveCell({ row: 0, column: 0 }, 'j', 0, 3, 4)).toBeUndefined();
  });
});

describe('the room of a table', () => {
  const columns = [
    { id: 'title', width: 300 },
    { id: 'status', width: 100, leaves: 2 },
    { id: 'times', width: 60 },
    { id: 'service', width: 120, leaves: 3 },
    { id: 'trend', width: 90, leaves: 1 },
  ];
  const idsIn = (room: number, mayLeave: (column: { id: string }) => boolean = () => true) =>
    fittingColumns(columns, { room, mayLeave }).map(({ id }) => id);

  it.each([
    [670, ['title', 'status', 'times', 'service', 'trend']],
    [669, ['title', 'status', 'times', 'trend']],
    [549, ['title', 'times', 'trend']],
    [449, ['title', 'times']],
    // Those that stay do so also where even they have no room.
    [10, ['title', 'times']],
  ])('of %d pixels is for the columns that leave last', (room, ids) => {
    expect(idsIn(room)).toEqual(ids);
  });

  it('holds what may not leave', () => {
    expect(idsIn(10, ({ id }) => id !== 'service')).toEqual(['title', 'times', 'service']);
  });
});
