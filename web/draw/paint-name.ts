import { formatCount } from '../lib/format-number.ts';
import type { CssPixels, SpanIndex } from '../lib/units.ts';
import { isCollapsed } from '../lib/waterfall-rows.ts';
import { hasChildren, hasError, nameOf, serviceOf } from '../lib/waterfall-spans.ts';
import type { DrawContext } from './draw-context.ts';
import { octagon, polygon } from './shapes.ts';
import type { TextCutter } from './text-cutter.ts';
import { ERROR_MARK_ROOM, indentLevels, indentOf, ROW_HEIGHT, TOGGLE_WIDTH } from './waterfall-geometry.ts';
import type { WaterfallScene } from './waterfall-scene.ts';

export const NAME_FONT = '12px "Inter Variable", system-ui, sans-serif';
export const LABEL_FONT = '11px "Inter Variable", system-ui, sans-serif';

const SWATCH_WIDTH = 3;
const SWATCH_HEIGHT = 14;
const GAP = 8;
/** A service is named beside the span only where this much of it can be read. */
const ASIDE_WIDTH_MIN = 28;

/** Toggle, colour of the service, name, service, mark of an error: one row of the left column. */
export function paintName(
  context: DrawContext,
  scene: WaterfallScene,
  cutter: TextCutter,
  span: SpanIndex,
  top: CssPixels,
): void {
  const { spans, colours, nameWidth } = scene;
  const middle = top + ROW_HEIGHT / 2;
  const left = indentOf(spans.depth[span] ?? 0, nameWidth);
  const isClosed = isCollapsed(spans, scene.collapsed, span);
  if (hasChildren(spans, span)) {
    context.fillStyle = colours['ink-2'];
    paintToggle(context, left + TOGGLE_WIDTH / 2 - 1, middle, isClosed);
  }
  context.fillStyle = scene.serviceColours[spans.service[span] ?? -1] ?? colours['ink-3'];
  context.fillRect(left + TOGGLE_WIDTH, middle - SWATCH_HEIGHT / 2, SWATCH_WIDTH, SWATCH_HEIGHT);

  const right = nameWidth - ERROR_MARK_ROOM;
  const x = left + TOGGLE_WIDTH + SWATCH_WIDTH + GAP;
  const asideX = x + paintWords(context, scene, cutter, span, x, middle, right) + GAP;
  const aside = asideOf(scene, span, isClosed);
  if (aside !== '' && right - asideX >= ASIDE_WIDTH_MIN) {
    context.font = LABEL_FONT;
    context.fillStyle = colours['ink-3'];
    context.fillText(cutter.cut(context, aside, right - asideX).text, asideX, middle);
  }
  const markX = nameWidth - ERROR_MARK_ROOM / 2;
  if (hasError(spans, span)) paintErrorMark(context, scene, markX, middle);
  else if (isClosed && spans.hidesError[span] === 1) paintHiddenErrorMark(context, scene, markX, middle);
}

/** The name; returns the pixels it took. */
function paintWords(
  context: DrawContext,
  scene: WaterfallScene,
  cutter: TextCutter,
  span: SpanIndex,
  x: CssPixels,
  middle: CssPixels,
  right: CssPixels,
): CssPixels {
  const name = nameOf(scene.spans, span);
  const isDimmed = name === '' || (scene.found !== undefined && scene.found[span] !== 1);
  context.font = NAME_FONT;
  context.fillStyle = isDimmed ? scene.colours['ink-3'] : scene.colours.ink;
  const cut = cutter.cut(context, name === '' ? '(no name)' : name, right - x);
  context.fillText(cut.text, x, middle);
  return cut.width;
}

/** How many rows a closed one hides, the level where indentation has ended, the service where the parent has another. */
function asideOf({ spans, nameWidth }: WaterfallScene, span: SpanIndex, isClosed: boolean): string {
  const parent = spans.parent[span] ?? -1;
  const isSame = parent >= 0 && spans.service[parent] === spans.service[span];
  const hidden = isClosed ? `+${formatCount(spans.descendantCount[span] ?? 0)}` : '';
  const depth = spans.depth[span] ?? 0;
  const level = depth > indentLevels(nameWidth) ? `level ${formatCount(depth + 1)}` : '';
  return [hidden, level, isSame ? '' : serviceOf(spans, span)].filter((word) => word !== '').join('  ');
}

/** A triangle: right when closed, down when open. */
function paintToggle(context: DrawContext, x: CssPixels, y: CssPixels, isClosed: boolean): void {
  if (isClosed) polygon(context, x - 2.5, y - 4, x + 3, y, x - 2.5, y + 4);
  else polygon(context, x - 4, y - 2.5, x + 4, y - 2.5, x, y + 3);
  context.fill();
}

/** An octagon with a stroke and a dot, as the icon of errors elsewhere: the shape tells it without its colour. */
export function paintErrorMark(context: DrawContext, { colours }: WaterfallScene, x: CssPixels, y: CssPixels): void {
  octagon(context, x, y, 6.5);
  context.fillStyle = colours.error;
  context.fill();
  paintExclamation(context, colours.surface, x, y);
}

/** Only its outline: the error is further down, in a row that does not show. */
function paintHiddenErrorMark(context: DrawContext, { colours }: WaterfallScene, x: CssPixels, y: CssPixels): void {
  octagon(context, x, y, 5.75);
  context.strokeStyle = colours.error;
  context.lineWidth = 1.5;
  context.stroke();
  paintExclamation(context, colours.error, x, y);
}

function paintExclamation(context: DrawContext, colour: string, x: CssPixels, y: CssPixels): void {
  context.fillStyle = colour;
  context.fillRect(x - 0.75, y - 3.25, 1.5, 3.75);
  context.fillRect(x - 0.75, y + 1.75, 1.5, 1.5);
}
