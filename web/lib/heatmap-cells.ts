import type { TimeWindow } from './time-range.ts';

/** A histogram per bucket of time, as it is drawn. Cells are counted from the smallest value. */
export interface HeatmapCells {
  /** The range that is shown: the first and the last bucket may reach beyond it. */
  readonly window: TimeWindow;
  readonly bucketMs: number;
  /** Start of each bucket. */
  readonly timeMs: readonly number[];
  /** Milliseconds: lower edges, then the upper edge of the last cell. */
  readonly edgesMs: readonly number[];
  /** By bucket, then by cell. */
  readonly counts: readonly (readonly number[])[];
}

export interface HeatmapCell {
  readonly bucket: number;
  readonly cell: number;
}

/** Cells between two corners, both included. */
export interface HeatmapBox {
  readonly fromBucket: number;
  readonly toBucket: number;
  readonly fromCell: number;
  readonly toCell: number;
}

export const cellCountOf = ({ edgesMs }: HeatmapCells): number => Math.max(0, edgesMs.length - 1);

export function boxBetween(one: HeatmapCell, other: HeatmapCell): HeatmapBox {
  return {
    fromBucket: Math.min(one.bucket, other.bucket),
    toBucket: Math.max(one.bucket, other.bucket),
    fromCell: Math.min(one.cell, other.cell),
    toCell: Math.max(one.cell, other.cell),
  };
}

export function countIn({ counts }: HeatmapCells, box: HeatmapBox): number {
  let sum = 0;
  for (let bucket = box.fromBucket; bucket <= box.toBucket; bucket++) {
    for (let cell = box.fromCell; cell <= box.toCell; cell++) sum += counts[bucket]?.[cell] ?? 0;
  }
  return sum;
}

export function countMaxOf({ counts }: HeatmapCells): number {
  let most = 0;
  for (const bucket of counts) for (const count of bucket) if (count > most) most = count;
  return most;
}

/** Start and end of the box in time, within what is shown. */
export function timeOfBox({ window, timeMs, bucketMs }: HeatmapCells, box: HeatmapBox): TimeWindow {
  return {
    fromMs: Math.max(window.fromMs, timeMs[box.fromBucket] ?? window.fromMs),
    toMs: Math.min(window.toMs, (timeMs[box.toBucket] ?? window.toMs) + bucketMs),
  };
}

/** [least, below) in milliseconds, open where the box touches the edge of what there is. */
export interface ValueBounds {
  readonly leastMs?: number;
  readonly belowMs?: number;
}

export function boundsOfBox(cells: HeatmapCells, box: HeatmapBox): ValueBounds {
  const least = box.fromCell === 0 ? undefined : cells.edgesMs[box.fromCell];
  const below = box.toCell >= cellCountOf(cells) - 1 ? undefined : cells.edgesMs[box.toCell + 1];
  return { ...(least === undefined ? {} : { leastMs: least }), ...(below === undefined ? {} : { belowMs: below }) };
}

/** Shades there are: `--heat-1` to `--heat-8`. */
export const SHADE_COUNT = 8;

/**
 * Which shade a count has, 1 to SHADE_COUNT; 0 for none. By the square root, so that a few requests beside many stay
 * visible: a count of a sixty-fourth of the most has the first shade.
 */
export function shadeOf(count: number, countMax: number): number {
  if (count <= 0 || countMax <= 0) return 0;
  return Math.min(SHADE_COUNT, Math.max(1, Math.ceil(Math.sqrt(count / countMax) * SHADE_COUNT)));
}

/** The largest count of each shade, for the legend. */
export function shadeLimits(countMax: number): readonly number[] {
  return Array.from({ length: SHADE_COUNT }, (_, index) => ((index + 1) / SHADE_COUNT) ** 2 * countMax);
}

/** The cell an arrow key leads to, within the heatmap. Undefined for other keys. */
export function movedCell(cells: HeatmapCells, from: HeatmapCell, key: string): HeatmapCell | undefined {
  const last: HeatmapCell = { bucket: cells.timeMs.length - 1, cell: cellCountOf(cells) - 1 };
  const clamp = ({ bucket, cell }: HeatmapCell) => ({
    bucket: Math.min(last.bucket, Math.max(0, bucket)),
    cell: Math.min(last.cell, Math.max(0, cell)),
  });
  const { bucket, cell } = from;
  switch (key) {
    case 'ArrowLeft':
      return clamp({ bucket: bucket - 1, cell });
    case 'ArrowRight':
      return clamp({ bucket: bucket + 1, cell });
    case 'ArrowUp':
      return clamp({ bucket, cell: cell + 1 });
    case 'ArrowDown':
      return clamp({ bucket, cell: cell - 1 });
    case 'Home':
      return { bucket: 0, cell };
    case 'End':
      return { bucket: last.bucket, cell };
    default:
      return undefined;
  }
}
