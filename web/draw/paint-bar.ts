import { durationText } from '../lib/format-duration.ts';
import type { CssPixels, SpanIndex } from '../lib/units.ts';
import { hasError } from '../lib/waterfall-spans.ts';
import type { DrawContext } from './draw-context.ts';
import { LABEL_FONT } from './paint-name.ts';
import { diamond, polygon } from './shapes.ts';
import type { TextCutter } from './text-cutter.ts';
import { BAR_HEIGHT, type BarExtent, barOf, ROW_HEIGHT, xOf } from './waterfall-geometry.ts';
import type { WaterfallScene } from './waterfall-scene.ts';

const LABEL_GAP = 6;
/** Room for the longest duration there is. */
const LABEL_WIDTH_MAX = 80;
const PLATE_HEIGHT = 16;
const PLATE_INSET = 4;
const EVENT_RADIUS = 3.5;
/** Round events and links, so that they stand off a bar of any colour. */
const HALO = 1.5;
/** A span with thousands of events paints no more than one in so many pixels. */
const EVENT_GAP_MIN = 2;
const LINK_RADIUS = 3;
const DIMMED = 0.4;

/** Bar, edge of an error, events, links and duration of one row. */
export function paintBar(
  context: DrawContext,
  scene: WaterfallScene,
  cutter: TextCutter,
  span: SpanIndex,
  top: CssPixels,
): void {
  const { spans, colours } = scene;
  const middle = top + ROW_HEIGHT / 2;
  const bar = barOf(scene, span);
  if (!bar) {
    paintOutside(context, scene, span, middle);
    return;
  }
  context.globalAlpha = scene.found !== undefined && scene.found[span] !== 1 ? DIMMED : 1;
  context.fillStyle = scene.serviceColours[spans.service[span] ?? -1] ?? colours['ink-3'];
  context.fillRect(bar.x, middle - BAR_HEIGHT / 2, bar.width, BAR_HEIGHT);
  context.globalAlpha = 1;
  if (hasError(spans, span)) paintErrorEdge(context, scene, bar, middle);
  paintEvents(context, scene, span, middle);
  if ((spans.linkFrom[span + 1] ?? 0) > (spans.linkFrom[span] ?? 0)) paintLink(context, scene, bar, middle);
  paintDuration(context, scene, cutter, span, bar, middle);
}

/** A line along the foot of the bar and a notch at its end: seen on a bar of two pixels, and without colour. */
function paintErrorEdge(context: DrawContext, scene: WaterfallScene, bar: BarExtent, middle: CssPixels): void {
  const right = bar.x + bar.width;
  const foot = middle + BAR_HEIGHT / 2;
  context.fillStyle = scene.colours.error;
  context.fillRect(bar.x, foot, bar.width, 2);
  polygon(context, right - 6, foot + 2, right, foot - 4, right, foot + 2);
  context.fill();
}

/** A diamond on the bar at the time of each event. */
function paintEvents(context: DrawContext, scene: WaterfallScene, span: SpanIndex, middle: CssPixels): void {
  const { spans, colours } = scene;
  const end = spans.eventFrom[span + 1] ?? 0;
  let lastX = Number.NEGATIVE_INFINITY;
  for (let event = spans.eventFrom[span] ?? 0; event < end; event++) {
    const x = xOf(scene, spans.eventNs[event] ?? 0);
    if (x < scene.nameWidth || x > scene.width || x - lastX < EVENT_GAP_MIN) continue;
    lastX = x;
    diamond(context, x, middle, EVENT_RADIUS + HALO);
    context.fillStyle = colours.surface;
    context.fill();
    diamond(context, x, middle, EVENT_RADIUS);
    context.fillStyle = colours.ink;
    context.fill();
  }
}

/** A ring at the start of the bar: this span names others elsewhere. */
function paintLink(context: DrawContext, { colours }: WaterfallScene, bar: BarExtent, middle: CssPixels): void {
  context.beginPath();
  context.arc(bar.x, middle, LINK_RADIUS, 0, Math.PI * 2);
  context.fillStyle = colours.surface;
  context.fill();
  context.strokeStyle = colours.ink;
  context.lineWidth = HALO;
  context.stroke();
}

/** After the bar; before it where there is no room; on a plate at the end of a bar that fills the row. */
function paintDuration(
  context: DrawContext,
  scene: WaterfallScene,
  cutter: TextCutter,
  span: SpanIndex,
  bar: BarExtent,
  middle: CssPixels,
): void {
  const { colours, nameWidth, width } = scene;
  context.font = LABEL_FONT;
  const label = cutter.cut(context, durationText(scene.spans.lengthNs[span] ?? 0), LABEL_WIDTH_MAX);
  const after = bar.x + bar.width + LABEL_GAP;
  const before = bar.x - LABEL_GAP - label.width;
  const atEnd = width - LABEL_GAP - PLATE_INSET - label.width;
  const hasRoomAfter = after <= atEnd + PLATE_INSET;
  const hasRoomBefore = before >= nameWidth + LABEL_GAP;
  if (!hasRoomAfter && !hasRoomBefore) {
    context.fillStyle = colours.surface;
    context.fillRect(atEnd - PLATE_INSET, middle - PLATE_HEIGHT / 2, label.width + 2 * PLATE_INSET, PLATE_HEIGHT);
  }
  context.fillStyle = colours['ink-2'];
  context.fillText(label.text, hasRoomAfter ? after : hasRoomBefore ? before : atEnd, middle);
}

/** An arrow to the side on which what the row shows lies, beside the window of time. */
export function paintOutside(context: DrawContext, scene: WaterfallScene, span: SpanIndex, middle: CssPixels): void {
  const isBefore = (scene.spans.startNs[span] ?? 0) < scene.window.fromNs;
  const tip = isBefore ? scene.nameWidth + 5 : scene.width - 5;
  const base = isBefore ? tip + 5 : tip - 5;
  context.fillStyle = scene.colours['ink-3'];
  polygon(context, tip, middle, base, middle - 4, base, middle + 4);
  context.fill();
}
