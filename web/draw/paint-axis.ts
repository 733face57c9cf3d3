import type { CssPixels } from '../lib/units.ts';
import { type Tick, timeTicks } from '../lib/waterfall-ticks.ts';
import type { DrawContext } from './draw-context.ts';
import { LABEL_FONT } from './paint-name.ts';
import { AXIS_HEIGHT, BARS_END_ROOM, barsWidth, NAME_INSET, TOGGLE_WIDTH, xOf } from './waterfall-geometry.ts';
import type { WaterfallScene } from './waterfall-scene.ts';

/** The room after the bars shows time as well, as far as a label fits into it. */
export function axisTicks(scene: WaterfallScene): readonly Tick[] {
  const share = (barsWidth(scene) + BARS_END_ROOM / 4) / barsWidth(scene);
  const { fromNs, toNs } = scene.window;
  return timeTicks({ fromNs, toNs: fromNs + (toNs - fromNs) * share }, barsWidth(scene) * share);
}

/** Lines behind the bars. */
export function paintGrid(context: DrawContext, scene: WaterfallScene, ticks: readonly Tick[]): void {
  context.fillStyle = scene.colours.line;
  for (const { atNs } of ticks) {
    context.fillRect(lineX(scene, atNs), AXIS_HEIGHT, 1, scene.height - AXIS_HEIGHT);
  }
}

/** The heading over both columns, painted last: rows scroll under it. */
export function paintAxis(context: DrawContext, scene: WaterfallScene, ticks: readonly Tick[]): void {
  const { colours, width, nameWidth } = scene;
  const middle = AXIS_HEIGHT / 2;
  context.fillStyle = colours.surface;
  context.fillRect(0, 0, width, AXIS_HEIGHT);
  context.fillStyle = colours.line;
  context.fillRect(0, AXIS_HEIGHT - 1, width, 1);
  context.fillStyle = colours['ink-3'];
  context.font = LABEL_FONT;
  context.fillText('Span', NAME_INSET + TOGGLE_WIDTH, middle);
  for (const { atNs, label } of ticks) {
    const x = lineX(scene, atNs);
    if (x < nameWidth) continue;
    context.fillText(label, x + 4, middle);
    context.fillRect(x, AXIS_HEIGHT - 6, 1, 5);
  }
}

/** On whole pixels: a line between two would be two pale ones. */
function lineX(scene: WaterfallScene, atNs: number): CssPixels {
  return Math.round(xOf(scene, atNs));
}
