import { describe, expect, it } from 'vitest';
import type { QuerySpec } from '../model/query-spec.ts';
import { granularityMsOf, timeRangeOf } from './time-range.ts';

const NOW_MS = 1_000_000_400;

describe('the time range', () => {
  it.each<[QuerySpec, [number, number]]>([
    // The present second belongs to it.
    [{}, [992_801, 1_000_001]],
    [{ time_range: 60 }, [999_941, 1_000_001]],
    [{ start_time: 100, time_range: 60 }, [100, 160]],
    [{ end_time: 100, time_range: 60 }, [40, 100]],
    [{ start_time: 100, end_time: 5_000 }, [100, 5_000]],
    [{ start_time: 100 }, [100, 7_300]],
    [{ end_time: 100 }, [0, 100]],
    [{ start_time: 5, end_time: 5 }, [5, 5]],
  ])('of %j is %j', (spec, [start, end]) => {
    expect(timeRangeOf(spec, NOW_MS)).toEqual({ startMs: start * 1_000, endMs: end * 1_000 });
  });
});

describe('the granularity', () => {
  it.each([
    [0, 1],
    [60, 1],
    [301, 5],
    [3_600, 15],
    [7_200, 30],
    [86_400, 300],
    [604_800, 3_600],
    [28 * 86_400, 10_800],
    [100 * 365 * 86_400, 10_886_400],
  ])('of %d seconds is %d by itself: at most 300 buckets', (range, seconds) => {
    expect(granularityMsOf({}, { startMs: 0, endMs: range * 1_000 })).toBe(seconds * 1_000);
    expect(range / seconds).toBeLessThanOrEqual(300);
  });

  it('is what was asked for', () => {
    expect(granularityMsOf({ granularity: 7.5 }, { startMs: 0, endMs: 7_200_000 })).toBe(7_500);
    expect(granularityMsOf({ granularity: 0 }, { startMs: 0, endMs: 60_000 })).toBe(1_000);
  });
});
