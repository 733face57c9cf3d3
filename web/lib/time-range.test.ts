import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from './milliseconds.ts';
import {
  DEFAULT_TIME_RANGE,
  formatLength,
  LENGTH_MS_MAX,
  parseLength,
  RELATIVE_RANGES,
  readTimeRange,
  resolveTimeRange,
  TIME_MS_MAX,
  widenTimeRange,
  writeTimeRange,
} from './time-range.ts';

describe('length', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 15 * MS_PER_MINUTE],
    [' 2 H ', 2 * MS_PER_HOUR],
    ['7d', 7 * MS_PER_DAY],
  ])('reads %s', (text, expected) => {
    expect(parseLength(text)).toBe(expected);
  });

  it.each(['', '2', 'h', '0s', '-1h', '1.5h', '2w', '1e3s', '367d', '999999999d', '2h; drop'])(
    'does not read %j',
    (text) => {
      expect(parseLength(text)).toBeUndefined();
    },
  );

  it.each([
    [MS_PER_DAY, '1d'],
    [120 * MS_PER_MINUTE, '2h'],
    [90 * MS_PER_MINUTE, '90m'],
    [1_001, '2s'],
  ])('writes %d ms as %s', (lengthMs, expected) => {
    expect(formatLength(lengthMs)).toBe(expected);
  });
});

describe('time range in the address', () => {
  it('is the default where the address says nothing or nonsense', () => {
    for (const params of [
      {},
      { last: 'x' },
      { from: '1' },
      { from: '2', to: '1' },
      { from: '1', to: '1' },
      { from: '-1', to: '2' },
    ]) {
      expect(readTimeRange(params)).toEqual(DEFAULT_TIME_RANGE);
    }
  });

  it('takes both ends before a length', () => {
    expect(readTimeRange({ from: '1000', to: '2000', last: '1h' })).toEqual({
      kind: 'between',
      fromMs: 1000,
      toMs: 2000,
    });
  });

  it('refuses times a nanosecond stamp cannot hold', () => {
    expect(readTimeRange({ from: '0', to: String(TIME_MS_MAX) }).kind).toBe('between');
    expect(readTimeRange({ from: '0', to: String(TIME_MS_MAX + 1) })).toEqual(DEFAULT_TIME_RANGE);
  });

  it('reads back what it wrote, and clears what was there', () => {
    const last = fc
      .integer({ min: 1, max: LENGTH_MS_MAX / 1000 })
      .map((seconds) => ({ kind: 'last' as const, lengthMs: seconds * 1000 }));
    const between = fc
      .tuple(fc.integer({ min: 0, max: TIME_MS_MAX - 1 }), fc.integer({ min: 1, max: MS_PER_DAY }))
      .filter(([fromMs, lengthMs]) => fromMs + lengthMs <= TIME_MS_MAX)
      .map(([fromMs, lengthMs]) => ({ kind: 'between' as const, fromMs, toMs: fromMs + lengthMs }));
    fc.assert(
      fc.property(fc.oneof(last, between), fc.oneof(last, between), (before, after) => {
        expect(readTimeRange({ ...writeTimeRange(before), ...writeTimeRange(after) })).toEqual(after);
      }),
    );
  });

  it('ends now when it is relative, and never begins before 1970', () => {
    expect(resolveTimeRange({ kind: 'last', lengthMs: 1000 }, 5000)).toEqual({ fromMs: 4000, toMs: 5000 });
    expect(resolveTimeRange({ kind: 'last', lengthMs: 9000 }, 5000)).toEqual({ fromMs: 0, toMs: 5000 });
  });

  it('widens to the next longer choice, or to the left', () => {
    expect(widenTimeRange(DEFAULT_TIME_RANGE)).toEqual({ kind: 'last', lengthMs: 8 * MS_PER_HOUR });
    expect(widenTimeRange(RELATIVE_RANGES.at(-1)!)).toEqual({ kind: 'last', lengthMs: 60 * MS_PER_DAY });
    expect(widenTimeRange({ kind: 'between', fromMs: 5000, toMs: 7000 })).toEqual({
      kind: 'between',
      fromMs: 3000,
      toMs: 7000,
    });
  });
});
