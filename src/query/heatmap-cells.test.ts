import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heatmapEdges } from './heatmap-cells.ts';

describe('the cells of a heatmap', () => {
  it('are equal widths over a narrow range', () => {
    expect(heatmapEdges({ low: 10, positive: 10, high: 20 }, 4)).toEqual([10, 12.5, 15, 17.5, 20]);
    expect(heatmapEdges({ low: -1_000, positive: 1, high: 1_000 }, 2)).toEqual([-1_000, 0, 1_000]);
    expect(heatmapEdges({ low: -2, positive: undefined, high: 0 }, 2)).toEqual([-2, -1, 0]);
  });

  it('are equal ratios over a wide range, zeros in a cell of their own', () => {
    const edges = heatmapEdges({ low: 1, positive: 1, high: 10_000 }, 4);
    expect(edges.map((edge) => Math.round(edge))).toEqual([1, 10, 100, 1_000, 10_000]);
    const withZero = heatmapEdges({ low: 0, positive: 1, high: 1_000 }, 4);
    expect(withZero.map((edge) => Math.round(edge))).toEqual([0, 1, 10, 100, 1_000]);
  });

  it('are one for a single value', () => {
    expect(heatmapEdges({ low: 5, positive: 5, high: 5 }, 50)).toEqual([5, 6]);
    expect(heatmapEdges({ low: 0, positive: undefined, high: 0 }, 50)).toEqual([0, 1]);
  });

  it('ascend from the least value to the greatest, whatever these are', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }).map((each) => each + 0);
    fc.assert(
      fc.property(value, value, fc.integer({ min: 1, max: 60 }), (one, two, cells) => {
        const [low, high] = [Math.min(one, two), Math.max(one, two)];
        const positive = low > 0 ? low : high > 0 ? high : undefined;
        const edges = heatmapEdges({ low, positive, high }, cells);
        expect(edges.length).toBeLessThanOrEqual(cells + 1);
        expect(edges[0]).toBe(low);
        if (low < high) expect(edges.at(-1)).toBe(high);
        edges.slice(1).forEach((edge, index) => {
          expect(edge).toBeGreaterThan(edges[index]!);
        });
      }),
    );
  });
});
