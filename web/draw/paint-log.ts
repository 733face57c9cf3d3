import { durationText } from '../lib/format-duration.ts';
import { isErrorSeverity, severityWord } from '../lib/severity.ts';
import type { CssPixels, SpanIndex } from '../lib/units.ts';
import { nameOf, serviceOf } from '../lib/waterfall-spans.ts';
import type { DrawContext } from './draw-context.ts';
import { paintOutside } from './paint-bar.ts';
import { LABEL_FONT, NAME_FONT, paintErrorMark } from './paint-name.ts';
import { polygon } from './shapes.ts';
import type { TextCutter } from './text-cutter.ts';
import { ERROR_MARK_ROOM, indentOf, ROW_HEIGHT, TOGGLE_WIDTH, xOf } from './waterfall-geometry.ts';
import type { WaterfallScene } from './waterfall-scene.ts';

/** Three lines of writing, in place of a span's swatch. */
const GLYPH_WIDTHS: readonly CssPixels[] = [9, 9, 6];
const GLYPH_STEP = 3.5;
const GAP = 6;
/** As wide as the longest severity, so that the texts of neighbours begin at one edge. */
const SEVERITY_ROOM = 40;
/** Of a column of names with less room, the text gets all; an error keeps its word. */
const ROOM_FOR_SEVERITY_MIN = 130;
const ASIDE_WIDTH_MIN = 28;
const TICK_HEIGHT = 14;
const TICK_WIDTH = 2;
const LABEL_GAP = 6;
const LABEL_WIDTH_MAX = 100;
const DIMMED = 0.4;

/** Glyph, severity, text and, where it is another than its span's, service: the left column of a log record. */
export function paintLogName(
  context: DrawContext,
  scene: WaterfallScene,
  cutter: TextCutter,
  log: SpanIndex,
  top: CssPixels,
): void {
  const { spans, colours, nameWidth } = scene;
  const middle = top + ROW_HEIGHT / 2;
  const left = indentOf(spans.depth[log] ?? 0, nameWidth) + TOGGLE_WIDTH;
  const severity = spans.severity[log] ?? 0;
  const isError = isErrorSeverity(severity);
  context.fillStyle = scene.serviceColours[spans.service[log] ?? -1] ?? colours['ink-3'];
  GLYPH_WIDTHS.forEach((width, line) => {
    context.fillRect(left, middle - 4.5 + line * GLYPH_STEP, width, 1.5);
  });
  const wordX = left + (GLYPH_WIDTHS[0] ?? 0) + GAP;
  const right = nameWidth - ERROR_MARK_ROOM;
  const word = isError || right - wordX >= ROOM_FOR_SEVERITY_MIN ? severityWord(severity) : '';
  if (word !== '') {
    context.font = LABEL_FONT;
    context.fillStyle = isError ? colours.error : colours['ink-3'];
    context.fillText(word, wordX, middle);
  }
  const x = wordX + (word === '' ? 0 : SEVERITY_ROOM);
  const isDimmed = scene.found !== undefined && scene.found[log] !== 1;
  const text = nameOf(spans, log);
  context.font = NAME_FONT;
  context.fillStyle = isDimmed || text === '' ? colours['ink-3'] : colours['ink-2'];
  const cut = cutter.cut(context, text === '' ? '(no body)' : text, right - x);
  context.fillText(cut.text, x, middle);
  paintAside(context, scene, cutter, log, x + cut.width + GAP, right, middle);
  if (isError) paintErrorMark(context, scene, nameWidth - ERROR_MARK_ROOM / 2, middle);
}

function paintAside(
  context: DrawContext,
  { spans, colours }: WaterfallScene,
  cutter: TextCutter,
  log: SpanIndex,
  x: CssPixels,
  right: CssPixels,
  middle: CssPixels,
): void {
  const parent = spans.parent[log] ?? -1;
  if (parent >= 0 && spans.service[parent] === spans.service[log]) return;
  if (right - x < ASIDE_WIDTH_MIN) return;
  context.font = LABEL_FONT;
  context.fillStyle = colours['ink-3'];
  context.fillText(cutter.cut(context, serviceOf(spans, log), right - x).text, x, middle);
}

/** A tick at the time it was written, with a notch for an error, and the time in words. */
export function paintLogTick(
  context: DrawContext,
  scene: WaterfallScene,
  cutter: TextCutter,
  log: SpanIndex,
  top: CssPixels,
): void {
  const { spans, colours } = scene;
  const middle = top + ROW_HEIGHT / 2;
  const atNs = spans.startNs[log] ?? 0;
  if (atNs < scene.window.fromNs || atNs > scene.window.toNs) {
    paintOutside(context, scene, log, middle);
    return;
  }
  const x = xOf(scene, atNs);
  const isError = isErrorSeverity(spans.severity[log] ?? 0);
  context.globalAlpha = scene.found !== undefined && scene.found[log] !== 1 ? DIMMED : 1;
  context.fillStyle = isError ? colours.error : colours['ink-2'];
  context.fillRect(x - TICK_WIDTH / 2, middle - TICK_HEIGHT / 2, TICK_WIDTH, TICK_HEIGHT);
  if (isError) {
    const foot = middle + TICK_HEIGHT / 2;
    polygon(context, x - TICK_WIDTH / 2, foot - 6, x + 6, foot, x - TICK_WIDTH / 2, foot);
    context.fill();
  }
  context.globalAlpha = 1;
  context.font = LABEL_FONT;
  context.fillStyle = colours['ink-3'];
  const label = cutter.cut(context, atNs === 0 ? 'at 0' : `at ${durationText(atNs)}`, LABEL_WIDTH_MAX);
  const after = x + LABEL_GAP;
  const isRoomAfter = after + label.width <= scene.width - LABEL_GAP;
  context.fillText(label.text, isRoomAfter ? after : x - LABEL_GAP - label.width, middle);
}
