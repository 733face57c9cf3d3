import { describe, expect, it } from 'vitest';
import type { HeatmapCells } from '../lib/heatmap-cells.ts';
import { isOverCells, nearestCell, rectangleOf } from './heatmap-geometry.ts';
import { paintHeatmap } from './paint-heatmap.ts';
import { recordingContext } from './recording-context.kit.ts';

const cells: HeatmapCells = {
  window: { fromMs: 1_005, toMs: 1_025 },
  bucketMs: 10,
  timeMs: [1_000, 1_010, 1_020],
  edgesMs: [1, 10, 100],
  counts: [
    [4, 0],
    [0, 64],
    [1, 0],
  ],
};
// 56 px of labels left of 200 px of cells; 6 px above 80 px of cells, 20 px of labels below.
const layout = { cells, width: 256, height: 106 };
const shades = Array.from({ length: 8 }, (_, index) => `shade ${index + 1}`);
const colours = { ground: 'ground', line: 'line', label: 'label', shades };

function painted(of: HeatmapCells = cells) {
  const context = recordingContext();
  const ticks = [
    { atMs: 1_015, label: '12:15' },
    { atMs: 1_025, label: '12:25' },
  ];
  paintHeatmap(context, { ...layout, cells: of, ticks, colours });
  return context;
}

describe('the painted heatmap', () => {
  it('has a rectangle per cell that counts something, darker for more, cut at the ends of the range', () => {
    const rectangles = painted().named('fillRect');
    expect(
      rectangles
        .filter(({ fillStyle }) => fillStyle.startsWith('shade'))
        .map(({ fillStyle, args }) => [fillStyle, ...args]),
    ).toEqual([
      ['shade 2', 56, 46, 50, 40],
      ['shade 8', 106, 6, 100, 40],
      ['shade 1', 206, 46, 50, 40],
    ]);
  });

  it('names edges and times, but none that would be cut off', () => {
    expect(painted().texts()).toEqual(['1.00 ms', '10.0 ms', '100 ms', '12:15']);
  });

  it('is an empty frame without a value', () => {
    const context = painted({ ...cells, edgesMs: [], counts: [[], [], []] });
    expect(context.texts()).toEqual(['12:15']);
    expect(context.named('fillRect').some(({ fillStyle }) => fillStyle.startsWith('shade'))).toBe(false);
  });
});

describe('the cell under a point', () => {
  it('is found by what was painted there', () => {
    for (const [bucket, cell] of [
      [0, 0],
      [1, 1],
      [2, 0],
    ] as const) {
      const box = { fromBucket: bucket, toBucket: bucket, fromCell: cell, toCell: cell };
      const { left, top, width, height } = rectangleOf(layout, box);
      for (const [x, y] of [
        [left + 1, top + 1],
        [left + width - 1, top + height - 1],
      ] as const) {
        expect(nearestCell(layout, x, y)).toEqual({ bucket, cell });
        expect(isOverCells(layout, x, y)).toBe(true);
      }
    }
  });

  it('is the nearest where a drag leaves the cells', () => {
    expect(nearestCell(layout, -50, 500)).toEqual({ bucket: 0, cell: 0 });
    expect(nearestCell(layout, 9_999, -500)).toEqual({ bucket: 2, cell: 1 });
    expect(isOverCells(layout, 20, 50)).toBe(false);
    expect(isOverCells(layout, 100, 100)).toBe(false);
  });
});
