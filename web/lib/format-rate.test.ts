import { describe, expect, it } from 'vitest';
import { quantityText } from './format-number.ts';
import { formatRate, formatRates, formatShare } from './format-rate.ts';
import { MS_PER_HOUR, MS_PER_MINUTE } from './milliseconds.ts';

describe('rate', () => {
  it.each([
    [0, MS_PER_HOUR, '0 /s'],
    [7_200, MS_PER_HOUR, '2.00 /s'],
    [3_600, MS_PER_HOUR, '1.00 /s'],
    [90, MS_PER_HOUR, '1.50 /min'],
    [7, MS_PER_HOUR, '7.00 /h'],
    [1, 24 * MS_PER_HOUR, '0.0417 /h'],
    [1.5, MS_PER_MINUTE, '1.50 /min'],
    [5, 0, '0 /s'],
  ])('%d in %d ms is %s', (count, lengthMs, expected) => {
    expect(quantityText(formatRate(count, lengthMs))).toBe(expected);
  });
});

describe('a column of rates', () => {
  it('has the unit of its largest', () => {
    const format = formatRates([0, 600, 30], MS_PER_HOUR);
    expect([600, 30, 0].map((count) => quantityText(format(count)))).toEqual(['10.0 /min', '0.500 /min', '0 /min']);
    expect(quantityText(formatRates([], MS_PER_HOUR)(0))).toBe('0 /s');
  });
});

describe('share', () => {
  it.each([
    [0, 100, '0 %'],
    [0, 0, '0 %'],
    [1, 80, '1.25 %'],
    [1, 1e9, '< 0.001 %'],
    [999_999, 1e6, '> 99.9 %'],
    [5, 5, '100 %'],
    // Two sums of fractional weights may differ by a rounding error.
    [5.000000001, 5, '100 %'],
  ])('%d of %d is %s', (part, whole, expected) => {
    expect(quantityText(formatShare(part, whole))).toBe(expected);
  });
});
