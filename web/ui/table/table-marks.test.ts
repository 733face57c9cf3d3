import { describe, expect, it } from 'vitest';
import { marking } from './table-marks.ts';

/** Marks over rows that are their own keys; returns what is marked after the deed. */
function markedAfter(
  keys: string[],
  rows: string[],
  deed: (marks: NonNullable<ReturnType<typeof marking<string>>>) => void,
) {
  let now: ReadonlySet<string> = new Set(keys);
  const marks = marking({ keys: now, onChange: (next) => (now = next) }, rows, (row) => row);
  if (marks) deed(marks);
  return [...now];
}

describe('marks of rows', () => {
  it('go on and off, one by one', () => {
    expect(markedAfter([], ['a', 'b'], (marks) => marks.toggle('b'))).toEqual(['b']);
    expect(markedAfter(['a', 'b'], ['a', 'b'], (marks) => marks.toggle('b'))).toEqual(['a']);
  });

  it('of rows that have gone are forgotten with the next change', () => {
    expect(markedAfter(['gone'], ['a', 'b'], (marks) => marks.toggle('a'))).toEqual(['a']);
    expect(marking({ keys: new Set(['gone']), onChange: () => undefined }, ['a'], (row) => row)).toMatchObject({
      ...{ areAllMarked: false, areSomeMarked: false },
    });
  });

  it('go on all rows, and off again', () => {
    expect(markedAfter(['a'], ['a', 'b'], (marks) => marks.toggleAll())).toEqual(['a', 'b']);
    expect(markedAfter(['a', 'b'], ['a', 'b'], (marks) => marks.toggleAll())).toEqual([]);
  });

  it('are not there where a table has none, nor all of no rows', () => {
    expect(marking(undefined, ['a'], (row) => row)).toBeUndefined();
    expect(marking({ keys: new Set(), onChange: () => undefined }, [], String)?.areAllMarked).toBe(false);
  });
});
