import type { CssPixels, SpanIndex } from '../lib/units.ts';
import { spanAtRow } from '../lib/waterfall-rows.ts';
import { isLog } from '../lib/waterfall-spans.ts';
import type { DrawContext } from './draw-context.ts';
import { axisTicks, paintAxis, paintGrid } from './paint-axis.ts';
import { paintBar } from './paint-bar.ts';
import { paintLogName, paintLogTick } from './paint-log.ts';
import { paintName } from './paint-name.ts';
import type { TextCutter } from './text-cutter.ts';
import { AXIS_HEIGHT, ROW_HEIGHT, rowsInView, rowTop } from './waterfall-geometry.ts';
import type { WaterfallScene } from './waterfall-scene.ts';

/**
 * One frame. Only rows in view are painted, so its cost follows the height of the window, not the length of the trace.
 * All bars come before all names: each side is clipped once, not once per row. Returns the number of rows painted.
 */
export function paintWaterfall(context: DrawContext, scene: WaterfallScene, cutter: TextCutter): number {
  const { colours, width, height, nameWidth } = scene;
  const [first, end] = rowsInView(scene);
  const ticks = axisTicks(scene);
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.fillStyle = colours.surface;
  context.fillRect(0, 0, width, height);
  for (let row = first; row < end; row++) {
    paintRowGround(context, scene, spanAtRow(scene.rows, row), rowTop(row, scene.scrollTop));
  }
  paintInside(context, nameWidth, width - nameWidth, height, () => {
    paintGrid(context, scene, ticks);
    for (let row = first; row < end; row++) {
      const span = spanAtRow(scene.rows, row);
      const paint = isLog(scene.spans, span) ? paintLogTick : paintBar;
      paint(context, scene, cutter, span, rowTop(row, scene.scrollTop));
    }
  });
  paintInside(context, 0, nameWidth, height, () => {
    for (let row = first; row < end; row++) {
      const span = spanAtRow(scene.rows, row);
      const paint = isLog(scene.spans, span) ? paintLogName : paintName;
      paint(context, scene, cutter, span, rowTop(row, scene.scrollTop));
    }
  });
  paintFocus(context, scene, first, end);
  paintAxis(context, scene, ticks);
  context.fillStyle = colours['line-strong'];
  context.fillRect(nameWidth, 0, 1, height);
  return end - first;
}

/** Paints one of the two columns, cut at its edges and under the axis. */
function paintInside(context: DrawContext, x: CssPixels, width: CssPixels, height: CssPixels, paint: () => void): void {
  context.save();
  context.beginPath();
  context.rect(x, AXIS_HEIGHT, width, height - AXIS_HEIGHT);
  context.clip();
  paint();
  context.restore();
}

/** Selected, hovered, found: what stands behind a row, over both columns. */
function paintRowGround(context: DrawContext, scene: WaterfallScene, span: SpanIndex, top: CssPixels): void {
  const { colours, width } = scene;
  if (span === scene.selected || span === scene.hovered) {
    context.fillStyle = span === scene.selected ? colours.selected : colours.hover;
    context.fillRect(0, top, width, ROW_HEIGHT);
  }
  if (scene.found?.[span] === 1) {
    context.fillStyle = colours.accent;
    context.fillRect(0, top + 2, 3, ROW_HEIGHT - 4);
  }
}

/** Round the row the keys are on: strong while the waterfall has them, thin while something else does. */
function paintFocus(context: DrawContext, scene: WaterfallScene, first: number, end: number): void {
  const row = scene.focus < 0 ? -1 : (scene.rows.rowOfSpan[scene.focus] ?? -1);
  if (row < first || row >= end) return;
  const inset = scene.hasKeyboard ? 1 : 0.5;
  context.lineWidth = inset * 2;
  context.strokeStyle = scene.hasKeyboard ? scene.colours['accent-ink'] : scene.colours['line-strong'];
  const top = rowTop(row, scene.scrollTop);
  context.strokeRect(inset, top + inset, scene.width - 2 * inset, ROW_HEIGHT - 2 * inset);
}
