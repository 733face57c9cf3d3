import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutEnd, cutMiddle } from './cut.ts';
import { durationText, formatDuration, parseDurationMs } from './format-duration.ts';
import { formatCount, formatCounted, threeDigits } from './format-number.ts';

describe('durations', () => {
  it.each([
    [0, '0 ns'],
    [999, '999 ns'],
    [1_000, '1.00 µs'],
    [15_300, '15.3 µs'],
    [999_499, '999 µs'],
    [999_500, '1.00 ms'],
    [412_000_000, '412 ms'],
    [999_600_000, '1.00 s'],
    [1_204_000_000, '1.20 s'],
    [59_940_000_000, '59.9 s'],
    [59_960_000_000, '1.00 min'],
    [150_000_000_000, '2.50 min'],
    [3_600_000_000_000, '1.00 h'],
    [90_000_000_000_000, '1.04 d'],
    [-1_500_000, '-1.50 ms'],
  ])('%d ns is %s', (ns, expected) => {
    expect(durationText(ns)).toBe(expected);
  });

  it('never shows four digits before the point below a thousand days, nor an exponent', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 999 * 86_400e9, noNaN: true }), (ns) => {
        expect(formatDuration(ns).digits).toMatch(/^\d{1,3}(\.\d{1,2})?$/);
      }),
    );
  });

  it.each([
    ['250', 250],
    ['250ms', 250],
    ['1.5 s', 1_500],
    ['.5s', 500],
    ['2min', 120_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['800us', 0.8],
    ['800µs', 0.8],
    ['800μs', 0.8],
    ['5 NS', 0.000005],
  ])('reads %s as %d ms', (text, expected) => {
    expect(parseDurationMs(text)).toBeCloseTo(expected, 9);
  });

  it.each(['', 'ms', '-5ms', '1,5s', '1e3', '5 days', '1'.repeat(400)])('does not read %j', (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });
});

describe('numbers', () => {
  it('groups thousands and counts things', () => {
    expect(formatCount(1204)).toBe('1,204');
    expect(formatCounted(1, 'span')).toBe('1 span');
    expect(formatCounted(0, 'span')).toBe('0 spans');
    expect(formatCounted(1204, 'query', 'queries')).toBe('1,204 queries');
  });

  it.each([
    [0.01234, '0.0123'],
    [1.2, '1.20'],
    [9.999, '10.0'],
    [99.96, '100'],
    [1230.4, '1230'],
    [-0.5, '-0.500'],
  ])('%d in three digits is %s', (value, expected) => {
    expect(threeDigits(value)).toBe(expected);
  });
});

describe('cutting', () => {
  it('keeps both ends of an id and the start of prose', () => {
    expect(cutMiddle('4bf92f3577b34da6a3ce929d0e0e4736', 13)).toBe('4bf92f…0e4736');
    expect(cutEnd('a long sentence', 7)).toBe('a long…');
    expect(cutMiddle('short', 5)).toBe('short');
  });

  it('is never longer than asked, and never parts a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 30 }), (text, charsMax) => {
        for (const cut of [cutMiddle(text, charsMax), cutEnd(text, charsMax)]) {
          expect(cut.length).toBeLessThanOrEqual(charsMax);
          // Throws on half a character.
          expect(() => encodeURIComponent(cut)).not.toThrow();
        }
      }),
    );
  });
});
