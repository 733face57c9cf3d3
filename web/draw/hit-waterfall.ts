import type { CssPixels, OffsetNs, SpanIndex } from '../lib/units.ts';
import { spanAtRow } from '../lib/waterfall-rows.ts';
import { hasChildren } from '../lib/waterfall-spans.ts';
import { AXIS_HEIGHT, indentOf, ROW_HEIGHT, TOGGLE_WIDTH, timeAt } from './waterfall-geometry.ts';
import type { WaterfallScene } from './waterfall-scene.ts';

export type WaterfallPart = 'axis' | 'toggle' | 'name' | 'bars' | 'empty';

export interface WaterfallHit {
  readonly part: WaterfallPart;
  /** -1 where no row is. */
  readonly span: SpanIndex;
  /** The time under the point; means nothing over the names. */
  readonly atNs: OffsetNs;
}

/** What lies under a point of the canvas. */
export function hitWaterfall(scene: WaterfallScene, x: CssPixels, y: CssPixels): WaterfallHit {
  const atNs = timeAt(scene, x);
  if (y < AXIS_HEIGHT) return { part: 'axis', span: -1, atNs };
  const span = spanAtRow(scene.rows, Math.floor((y - AXIS_HEIGHT + scene.scrollTop) / ROW_HEIGHT));
  if (span < 0) return { part: 'empty', span: -1, atNs };
  if (x >= scene.nameWidth) return { part: 'bars', span, atNs };
  const left = indentOf(scene.spans.depth[span] ?? 0, scene.nameWidth);
  // A little more than the triangle: a pointer need not be exact.
  const isToggle = hasChildren(scene.spans, span) && x >= left - 2 && x < left + TOGGLE_WIDTH;
  return { part: isToggle ? 'toggle' : 'name', span, atNs };
}
