import type { ClockTick } from '../lib/clock-ticks.ts';
import { durationText } from '../lib/format-duration.ts';
import { cellCountOf, countMaxOf, shadeOf } from '../lib/heatmap-cells.ts';
import type { DrawContext } from './draw-context.ts';
import {
  EDGE_LABELS_WIDTH,
  type HeatmapLayout,
  rectangleOf,
  TIME_LABELS_HEIGHT,
  xOfMs,
  yOfEdge,
} from './heatmap-geometry.ts';
import { LABEL_FONT } from './paint-name.ts';

export interface HeatmapScene extends HeatmapLayout {
  readonly ticks: readonly ClockTick[];
  readonly colours: {
    readonly ground: string;
    readonly line: string;
    readonly label: string;
    /** From few to many: as many as SHADE_COUNT. */
    readonly shades: readonly string[];
  };
}

const NS_PER_MS = 1e6;
/** Between two labels of edges. */
const EDGE_LABEL_PX_MIN = 26;
const LABEL_GAP = 8;
/** Half of the widest label of a time: one that would reach beyond the canvas is left out. */
const HALF_TIME_LABEL = 24;

export function paintHeatmap(context: DrawContext, scene: HeatmapScene): void {
  context.fillStyle = scene.colours.ground;
  context.fillRect(0, 0, scene.width, scene.height);
  paintLines(context, scene);
  paintCells(context, scene);
  paintLabels(context, scene);
}

function paintCells(context: DrawContext, scene: HeatmapScene): void {
  const { cells, colours } = scene;
  const countMax = countMaxOf(cells);
  cells.counts.forEach((counts, bucket) => {
    counts.forEach((count, cell) => {
      const shade = shadeOf(count, countMax);
      if (shade === 0) return;
      const { left, top, width, height } = rectangleOf(scene, {
        fromBucket: bucket,
        toBucket: bucket,
        fromCell: cell,
        toCell: cell,
      });
      context.fillStyle = colours.shades[shade - 1] ?? colours.label;
      context.fillRect(left, top, width, height);
    });
  });
}

function paintLines(context: DrawContext, scene: HeatmapScene): void {
  context.fillStyle = scene.colours.line;
  for (const { atMs } of scene.ticks) {
    context.fillRect(Math.round(xOfMs(scene, atMs)), 0, 1, scene.height - TIME_LABELS_HEIGHT);
  }
  context.fillRect(EDGE_LABELS_WIDTH, scene.height - TIME_LABELS_HEIGHT, scene.width - EDGE_LABELS_WIDTH, 1);
}

function paintLabels(context: DrawContext, scene: HeatmapScene): void {
  context.fillStyle = scene.colours.label;
  context.font = LABEL_FONT;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const edge of labelledEdges(scene)) {
    const ms = scene.cells.edgesMs[edge] ?? 0;
    context.fillText(durationText(ms * NS_PER_MS), EDGE_LABELS_WIDTH - LABEL_GAP, yOfEdge(scene, edge));
  }
  context.textAlign = 'center';
  for (const { atMs, label } of scene.ticks) {
    const x = Math.round(xOfMs(scene, atMs));
    if (x < EDGE_LABELS_WIDTH || x > scene.width - HALF_TIME_LABEL) continue;
    context.fillText(label, x, scene.height - TIME_LABELS_HEIGHT / 2 + 1);
  }
  context.textAlign = 'left';
}

/** Every so many edges, the lowest first, as close as their labels allow. */
function labelledEdges(scene: HeatmapScene): readonly number[] {
  const cellCount = cellCountOf(scene.cells);
  if (cellCount === 0) return [];
  const cellHeight = (yOfEdge(scene, 0) - yOfEdge(scene, cellCount)) / cellCount;
  const step = Math.max(1, Math.ceil(EDGE_LABEL_PX_MIN / cellHeight));
  return Array.from({ length: Math.floor(cellCount / step) + 1 }, (_, index) => index * step);
}
