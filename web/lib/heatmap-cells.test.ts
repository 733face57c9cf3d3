import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundsOfBox,
  boxBetween,
  countIn,
  countMaxOf,
  type HeatmapCells,
  movedCell,
  SHADE_COUNT,
  shadeLimits,
  shadeOf,
  timeOfBox,
} from './heatmap-cells.ts';

const cells: HeatmapCells = {
  window: { fromMs: 1_005, toMs: 1_028 },
  bucketMs: 10,
  timeMs: [1_000, 1_010, 1_020],
  edgesMs: [1, 10, 100, 1_000],
  counts: [
    [1, 0, 0],
    [4, 2.5, 0],
    [0, 3, 9],
  ],
};

describe('a box of cells', () => {
  it('is the same from any corner', () => {
    const box = { fromBucket: 0, toBucket: 2, fromCell: 1, toCell: 2 };
    expect(boxBetween({ bucket: 2, cell: 1 }, { bucket: 0, cell: 2 })).toEqual(box);
    expect(boxBetween({ bucket: 0, cell: 1 }, { bucket: 2, cell: 2 })).toEqual(box);
  });

  it('counts what is in it', () => {
    expect(countIn(cells, { fromBucket: 0, toBucket: 1, fromCell: 0, toCell: 1 })).toBe(7.5);
    expect(countMaxOf(cells)).toBe(9);
  });

  it('reaches no further than what is shown', () => {
    const whole = { fromBucket: 0, toBucket: 2, fromCell: 0, toCell: 2 };
    expect(timeOfBox(cells, whole)).toEqual({ fromMs: 1_005, toMs: 1_028 });
    expect(timeOfBox(cells, { ...whole, fromBucket: 1, toBucket: 1 })).toEqual({ fromMs: 1_010, toMs: 1_020 });
  });

  it('bounds values except where it touches the smallest and the largest', () => {
    expect(boundsOfBox(cells, { fromBucket: 0, toBucket: 0, fromCell: 0, toCell: 2 })).toEqual({});
    expect(boundsOfBox(cells, { fromBucket: 0, toBucket: 0, fromCell: 1, toCell: 1 })).toEqual({
      leastMs: 10,
      belowMs: 100,
    });
  });
});

describe('shades', () => {
  it('leave nothing unseen and tell more from less', () => {
    const weight = fc.double({ min: 1e-3, max: 1e9, noNaN: true });
    const counts = fc.tuple(weight, weight);
    fc.assert(
      fc.property(counts, ([one, other]) => {
        const most = Math.max(one, other);
        const [less, more] = [shadeOf(Math.min(one, other), most), shadeOf(most, most)];
        expect(less).toBeGreaterThanOrEqual(1);
        expect(less).toBeLessThanOrEqual(more);
        expect(more).toBe(SHADE_COUNT);
      }),
    );
    expect([shadeOf(0, 9), shadeOf(0, 0)]).toEqual([0, 0]);
  });

  it('change at the limits that the legend gives', () => {
    for (const [index, limit] of shadeLimits(6_400).entries()) {
      expect(shadeOf(limit, 6_400)).toBe(index + 1);
      expect(shadeOf(limit + 1, 6_400)).toBe(Math.min(SHADE_COUNT, index + 2));
    }
  });
});

describe('arrow keys', () => {
  it('move by one and stop at the edges', () => {
    expect(movedCell(cells, { bucket: 0, cell: 0 }, 'ArrowRight')).toEqual({ bucket: 1, cell: 0 });
    expect(movedCell(cells, { bucket: 0, cell: 0 }, 'ArrowUp')).toEqual({ bucket: 0, cell: 1 });
    expect(movedCell(cells, { bucket: 0, cell: 0 }, 'ArrowLeft')).toEqual({ bucket: 0, cell: 0 });
    expect(movedCell(cells, { bucket: 2, cell: 2 }, 'ArrowUp')).toEqual({ bucket: 2, cell: 2 });
    expect(movedCell(cells, { bucket: 1, cell: 2 }, 'End')).toEqual({ bucket: 2, cell: 2 });
    expect(movedCell(cells, { bucket: 1, cell: 1 }, 'x')).toBeUndefined();
  });
});
