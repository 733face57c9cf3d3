import { describe, expect, it } from 'vitest';
import { binned, sparkMax, sparkPaths } from './spark-line.ts';

describe('a spark', () => {
  it('goes through the middle of each bucket, from 0 to the most', () => {
    expect(sparkPaths([0, 2, 4, 1], 4)).toEqual({
      line: 'M0.125 1L0.375 0.5L0.625 0L0.875 0.75',
      area: 'M0.125 1L0.125 1L0.375 0.5L0.625 0L0.875 0.75L0.875 1Z',
    });
  });

  it('breaks where there is no value; a value alone is as wide as its bucket', () => {
    expect(sparkPaths([1, null, 1, 1], 1).line).toBe('M0 0L0.25 0M0.625 0L0.875 0');
  });

  it('is drawn of sums where there are more values than room', () => {
    expect(binned([1, 2, 3, 4, 5], 2)).toEqual([6, 9]);
    expect(binned([1, 2], 5)).toEqual([1, 2]);
    expect(binned([], 5)).toEqual([]);
  });

  it('is nothing without a value, and a line at the foot where all are 0', () => {
    expect(sparkPaths([], 1)).toEqual({ line: '', area: '' });
    expect(sparkPaths([null], 1)).toEqual({ line: '', area: '' });
    expect(sparkPaths([0, 0], sparkMax([0, 0])).line).toBe('M0.25 1L0.75 1');
    expect(sparkMax([null, 3, 1])).toBe(3);
  });
});
