import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  absoluteTimeNsText,
  absoluteTimeText,
  dateTimeInputText,
  parseDateTimeInput,
  relativeTimeText,
  timeRangeText,
  zoneText,
} from './format-time.ts';

const NOON = Date.UTC(2026, 2, 1, 12, 5, 9, 120);

describe('times', () => {
  it('are exact in UTC, to the nanosecond where there are some', () => {
    expect(absoluteTimeText(NOON, 'utc')).toBe('2026-03-01 12:05:09.120 UTC');
    expect(absoluteTimeNsText(BigInt(NOON) * 1_000_000n + 4_711n, 'utc')).toBe('2026-03-01 12:05:09.120004711 UTC');
  });

  it('name the zone of the moment', () => {
    expect(zoneText(NOON, 'utc')).toBe('UTC');
    const east = -new Date(NOON).getTimezoneOffset();
    expect(zoneText(NOON, 'local')).toMatch(east === 0 ? /^UTC$/ : /^UTC[+-]\d\d:\d\d$/);
  });

  it.each([
    [0, 'now'],
    [999, 'now'],
    [12_000, '12 s ago'],
    [59_999, '59 s ago'],
    [180_000, '3 min ago'],
    [7_200_000, '2 h ago'],
    [5 * 86_400_000, '5 d ago'],
    [-180_000, 'in 3 min'],
  ])('%d ms ago is %s', (ageMs, expected) => {
    expect(relativeTimeText(NOON - ageMs, NOON)).toBe(expected);
  });

  it('are read back from the field they were put into', () => {
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(seconds, (second) => {
        expect(parseDateTimeInput(dateTimeInputText(second * 1000, 'utc'), 'utc')).toBe(second * 1000);
      }),
    );
    expect(parseDateTimeInput(dateTimeInputText(NOON, 'local'), 'local')).toBe(NOON - 120);
  });

  it.each(['', '2026-03-01', 'now', '2026-13-01T00:00', '2026-03-01T25:00', '2026-03-01T00:00Z'])(
    'does not read %j from a field',
    (text) => {
      expect(parseDateTimeInput(text, 'utc')).toBeUndefined();
    },
  );
});

describe('a range in words', () => {
  it('says the length, or both ends without repeating the day', () => {
    expect(timeRangeText({ kind: 'last', lengthMs: 7_200_000 }, 'utc')).toBe('last 2 h');
    expect(timeRangeText({ kind: 'last', lengthMs: 900_000 }, 'utc')).toBe('last 15 min');
    const hours = (from: number, to: number) => ({
      kind: 'between' as const,
      fromMs: Date.UTC(2026, 2, 1, from),
      toMs: Date.UTC(2026, 2, 1, to),
    });
    expect(timeRangeText(hours(12, 14), 'utc')).toBe('2026-03-01 12:00 to 14:00');
    expect(timeRangeText(hours(12, 26), 'utc')).toBe('2026-03-01 12:00 to 2026-03-02 02:00');
  });
});
