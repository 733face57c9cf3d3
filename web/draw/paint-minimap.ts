import type { CssPixels } from '../lib/units.ts';
import type { MinimapRuns } from '../lib/waterfall-minimap.ts';
import type { DrawContext } from './draw-context.ts';
import { polygon } from './shapes.ts';

/** Above the lanes, so that the first does not melt into the edge. */
export const LANES_INSET: CssPixels = 4;
/** Under the lanes: a notch wherever spans have failed. */
export const ERROR_RAIL_HEIGHT: CssPixels = 8;
const NOTCH_HEIGHT = 5;
const NOTCH_HALF_WIDTH = 3;
/** Notches closer than this are one. */
const NOTCH_GAP_MIN = 4;

export interface MinimapScene {
  readonly runs: MinimapRuns;
  readonly width: CssPixels;
  readonly height: CssPixels;
  readonly laneHeight: CssPixels;
  /** Colour of each service, by its position in the trace's list. */
  readonly serviceColours: readonly string[];
  readonly ground: string;
  readonly error: string;
}

export function paintMinimap(context: DrawContext, scene: MinimapScene): void {
  const { runs, laneHeight } = scene;
  context.fillStyle = scene.ground;
  context.fillRect(0, 0, scene.width, scene.height);
  // A pixel between lanes keeps them apart where there is room for it.
  const height = Math.max(1, laneHeight - 1);
  for (let run = 0; run < runs.lane.length; run++) {
    context.fillStyle = scene.serviceColours[runs.service[run] ?? -1] ?? scene.error;
    context.fillRect(runs.x[run] ?? 0, LANES_INSET + (runs.lane[run] ?? 0) * laneHeight, runs.width[run] ?? 0, height);
  }
  paintErrorRail(context, scene);
}

function paintErrorRail(context: DrawContext, scene: MinimapScene): void {
  const foot = scene.height - 1;
  let lastX = Number.NEGATIVE_INFINITY;
  context.fillStyle = scene.error;
  for (const x of scene.runs.errorX) {
    if (x - lastX < NOTCH_GAP_MIN) continue;
    lastX = x;
    polygon(context, x - NOTCH_HALF_WIDTH, foot, x, foot - NOTCH_HEIGHT, x + NOTCH_HALF_WIDTH, foot);
    context.fill();
  }
}
