import { cellCountOf, type HeatmapBox, type HeatmapCell, type HeatmapCells } from '../lib/heatmap-cells.ts';
import type { CssPixels } from '../lib/units.ts';

/** Room for `12.5 ms` left of the cells, and for the time below them. */
export const EDGE_LABELS_WIDTH: CssPixels = 56;
export const TIME_LABELS_HEIGHT: CssPixels = 20;
/** Half a label of the highest edge reaches above the cells. */
export const TOP_INSET: CssPixels = 6;

export interface HeatmapLayout {
  readonly cells: HeatmapCells;
  readonly width: CssPixels;
  readonly height: CssPixels;
}

export interface Rectangle {
  readonly left: CssPixels;
  readonly top: CssPixels;
  readonly width: CssPixels;
  readonly height: CssPixels;
}

const plotWidth = ({ width }: HeatmapLayout) => Math.max(1, width - EDGE_LABELS_WIDTH);
const plotHeight = ({ height }: HeatmapLayout) => Math.max(1, height - TOP_INSET - TIME_LABELS_HEIGHT);

export function xOfMs(layout: HeatmapLayout, ms: number): CssPixels {
  const { fromMs, toMs } = layout.cells.window;
  const share = (ms - fromMs) / Math.max(1, toMs - fromMs);
  return EDGE_LABELS_WIDTH + Math.min(1, Math.max(0, share)) * plotWidth(layout);
}

/** Every cell is equally high, whatever its width in milliseconds: the edges choose the scale. */
export function yOfEdge(layout: HeatmapLayout, edge: number): CssPixels {
  const cellCount = Math.max(1, cellCountOf(layout.cells));
  return TOP_INSET + plotHeight(layout) * (1 - edge / cellCount);
}

/** Whole pixels: neighbours share an edge, and no seam shows between them. */
export function rectangleOf(layout: HeatmapLayout, box: HeatmapBox): Rectangle {
  const { timeMs, bucketMs } = layout.cells;
  const left = Math.round(xOfMs(layout, timeMs[box.fromBucket] ?? 0));
  const right = Math.round(xOfMs(layout, (timeMs[box.toBucket] ?? 0) + bucketMs));
  const top = Math.round(yOfEdge(layout, box.toCell + 1));
  const bottom = Math.round(yOfEdge(layout, box.fromCell));
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** The cell under a point; the nearest one for a point beside the cells. */
export function nearestCell(layout: HeatmapLayout, x: CssPixels, y: CssPixels): HeatmapCell {
  const { cells } = layout;
  const { fromMs, toMs } = cells.window;
  const atMs = fromMs + ((x - EDGE_LABELS_WIDTH) / plotWidth(layout)) * (toMs - fromMs);
  const bucket = Math.floor((atMs - (cells.timeMs[0] ?? 0)) / cells.bucketMs);
  const cell = Math.floor((1 - (y - TOP_INSET) / plotHeight(layout)) * cellCountOf(cells));
  return {
    bucket: Math.min(cells.timeMs.length - 1, Math.max(0, bucket)),
    cell: Math.min(cellCountOf(cells) - 1, Math.max(0, cell)),
  };
}

export function isOverCells(layout: HeatmapLayout, x: CssPixels, y: CssPixels): boolean {
  return x >= EDGE_LABELS_WIDTH && x < layout.width && y >= TOP_INSET && y < TOP_INSET + plotHeight(layout);
}
