export const HEATMAP_CELLS = 50;

/** From this ratio of the greatest to the least positive value on, cells of equal ratio show more than equal widths. */
const LOG_FROM_RATIO = 100;

/** Values found; all undefined where there is none. */
export interface ValueRange {
  readonly low: number;
  /** Least value above 0. */
  readonly positive: number | undefined;
  readonly high: number;
}

/**
 * Edges of at most `cells` cells over a range, in ascending order:
 *
 *   linear        low |    |    |    |    | high
 *   logarithmic     0 | positive | | |  |   |     | high      the first cell only where there are zeros
 */
export function heatmapEdges({ low, positive, high }: ValueRange, cells: number): number[] {
  if (low === high) return [low, low + widthAbove(low)];
  if (low < 0 || positive === undefined || high / positive < LOG_FROM_RATIO) {
    return increasing(
      steps(cells, (share) => low + (high - low) * share),
      low,
      high,
    );
  }
  const withZero = low === 0 ? [0] : [];
  const logs = steps(cells - withZero.length, (share) => positive * (high / positive) ** share);
  return increasing([...withZero, ...logs], low, high);
}

function steps(cells: number, edgeAt: (share: number) => number): number[] {
  return Array.from({ length: cells + 1 }, (_, index) => edgeAt(index / cells));
}

/** The ends exactly, and no empty cell where rounding makes two edges one. */
function increasing(edges: number[], low: number, high: number): number[] {
  const inner = edges.slice(1, -1).filter((edge) => edge > low && edge < high);
  return [...new Set([low, ...inner, high])];
}

/** A single value has a cell that is wide enough to differ from it. */
const widthAbove = (value: number): number => Math.max(1, Math.abs(value) * 0.01);
