import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeTicks } from './waterfall-ticks.ts';
import {
  clampedWindow,
  panned,
  timeOfX,
  wholeTrace,
  windowBetween,
  windowWith,
  xOfTime,
  zoomed,
} from './waterfall-time.ts';

const ms = 1e6;
const labels = (fromNs: number, toNs: number, width: number) =>
  timeTicks({ fromNs, toNs }, width).map(({ label }) => label);

describe('the window of time', () => {
  it('keeps the time under the pointer where it is when zooming', () => {
    const window = zoomed({ fromNs: 0, toNs: 400 * ms }, 0.5, 100 * ms, 400 * ms);
    expect(window).toEqual({ fromNs: 50 * ms, toNs: 250 * ms });
    expect(xOfTime(window, 800, 100 * ms)).toBe(200);
  });

  it('never leaves the trace', () => {
    expect(panned({ fromNs: 100, toNs: 2_100 }, -9_999, 10_000)).toEqual({ fromNs: 0, toNs: 2_000 });
    expect(panned({ fromNs: 100, toNs: 2_100 }, 99_999, 10_000)).toEqual({ fromNs: 8_000, toNs: 10_000 });
    expect(zoomed({ fromNs: 0, toNs: 10_000 }, 5, 5_000, 10_000)).toEqual(wholeTrace(10_000));
  });

  it('has a scale for a trace of no length', () => {
    expect(wholeTrace(0)).toEqual({ fromNs: 0, toNs: 1_000 });
    expect(zoomed(wholeTrace(0), 0.1, 0, 0)).toEqual(wholeTrace(0));
  });

  it('is made by a drag in either direction, no shorter than a microsecond', () => {
    expect(windowBetween(9_000, 4_000, 20_000)).toEqual({ fromNs: 4_000, toNs: 9_000 });
    expect(windowBetween(4_000, 4_010, 20_000)).toEqual({ fromNs: 4_000, toNs: 5_000 });
    expect(windowBetween(-500, 99_999, 20_000)).toEqual({ fromNs: 0, toNs: 20_000 });
  });

  it('moves to a span that lies outside, and only then', () => {
    const window = { fromNs: 10_000, toNs: 20_000 };
    expect(windowWith(window, 19_000, 30_000, 90_000)).toBe(window);
    expect(windowWith(window, 20_000, 20_000, 90_000)).toBe(window);
    expect(windowWith(window, 50_000, 51_000, 90_000)).toEqual({ fromNs: 49_000, toNs: 59_000 });
    expect(windowWith(window, 0, 10, 90_000)).toEqual({ fromNs: 0, toNs: 10_000 });
  });

  it('stays inside, in order and at least a microsecond long, whatever is asked', () => {
    const number = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.double({ min: 0, max: 1e12, noNaN: true }), (from, length, duration) => {
        const window = clampedWindow(from, length, duration);
        expect(window.fromNs).toBeGreaterThanOrEqual(0);
        expect(window.toNs - window.fromNs).toBeGreaterThan(999);
        expect(window.toNs).toBeLessThanOrEqual(wholeTrace(duration).toNs * (1 + 1e-12));
      }),
    );
  });

  it('reads a pixel back as the time it stands for', () => {
    const window = { fromNs: 250, toNs: 5_250 };
    expect(timeOfX(window, 640, xOfTime(window, 640, 1_234))).toBeCloseTo(1_234, 6);
  });
});

describe('ticks of the axis', () => {
  it('are round and in one unit', () => {
    expect(labels(0, 412 * ms, 500)).toEqual(['0', '100 ms', '200 ms', '300 ms', '400 ms']);
    expect(labels(0, 2_300 * ms, 1_000)).toEqual(['0', '0.5 s', '1 s', '1.5 s', '2 s']);
  });

  it('use a smaller unit where the larger would need many decimals', () => {
    expect(labels(3_000_000_000, 3_000_001_000, 500)).toEqual([
      '3,000,000 µs',
      '3,000,000.2 µs',
      '3,000,000.4 µs',
      '3,000,000.6 µs',
      '3,000,000.8 µs',
      '3,000,001 µs',
    ]);
  });

  it('count minutes by sixties', () => {
    expect(labels(0, 3_600e9, 700)).toEqual(['0', '10 min', '20 min', '30 min', '40 min', '50 min', '60 min']);
  });

  it('are never closer than their labels are wide, and never endless', () => {
    const width = fc.integer({ min: 1, max: 5_000 });
    fc.assert(
      fc.property(fc.double({ min: 1e3, max: 9e15, noNaN: true }), width, (length, pixels) => {
        const ticks = timeTicks({ fromNs: 0, toNs: length }, pixels);
        expect(ticks.length).toBeLessThanOrEqual(Math.max(1, pixels / 100) + 1);
        expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
      }),
    );
  });
});
