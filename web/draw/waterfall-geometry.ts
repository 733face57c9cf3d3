import type { CssPixels, OffsetNs, RowIndex, SpanIndex } from '../lib/units.ts';
import { timeOfX, xOfTime } from '../lib/waterfall-time.ts';
import type { WaterfallScene } from './waterfall-scene.ts';

export const ROW_HEIGHT: CssPixels = 24;
/** The axis above the rows. */
export const AXIS_HEIGHT: CssPixels = 28;
export const BAR_HEIGHT: CssPixels = 10;
/** An instant span is still seen, and can be hit. */
export const BAR_WIDTH_MIN: CssPixels = 2;
/** Left of the bars, so that a bar at the start does not touch the names; and right, room for a label after the last. */
export const BARS_INSET: CssPixels = 12;
export const BARS_END_ROOM: CssPixels = 72;

export const NAME_INSET: CssPixels = 8;
export const INDENT: CssPixels = 12;
export const TOGGLE_WIDTH: CssPixels = 16;
/** The mark of an error, at the end of the names. */
export const ERROR_MARK_ROOM: CssPixels = 22;
/** What is left for a name however deep it stands. */
const NAME_ROOM_MIN: CssPixels = 110;

/** Half-open range of the rows that show; the axis covers the top. */
export function rowsInView(
  scene: Pick<WaterfallScene, 'scrollTop' | 'height' | 'rows'>,
): readonly [RowIndex, RowIndex] {
  const rowCount = scene.rows.spanOfRow.length;
  const first = Math.min(rowCount, Math.max(0, Math.floor(scene.scrollTop / ROW_HEIGHT)));
  const end = Math.ceil((scene.scrollTop + scene.height - AXIS_HEIGHT) / ROW_HEIGHT);
  return [first, Math.min(rowCount, Math.max(first, end))];
}

export function contentHeight(rowCount: number): CssPixels {
  return AXIS_HEIGHT + rowCount * ROW_HEIGHT;
}

export function rowTop(row: RowIndex, scrollTop: CssPixels): CssPixels {
  return AXIS_HEIGHT + row * ROW_HEIGHT - scrollTop;
}

/** Where to scroll so that a row shows, with one row to spare; unchanged if it does. */
export function scrollTopFor(row: RowIndex, scrollTop: CssPixels, height: CssPixels): CssPixels {
  const top = row * ROW_HEIGHT;
  const room = height - AXIS_HEIGHT;
  if (top < scrollTop + ROW_HEIGHT) return Math.max(0, top - ROW_HEIGHT);
  if (top + 2 * ROW_HEIGHT > scrollTop + room) return Math.max(0, top + 2 * ROW_HEIGHT - room);
  return scrollTop;
}

/** Levels that the column of names has room for: a chain of 100,000 spans must not push names out of it. */
export function indentLevels(nameWidth: CssPixels): number {
  return Math.max(0, Math.floor((nameWidth - NAME_INSET - TOGGLE_WIDTH - NAME_ROOM_MIN) / INDENT));
}

/** Left edge of what stands in the column of names. */
export function indentOf(depth: number, nameWidth: CssPixels): CssPixels {
  return NAME_INSET + Math.min(depth, indentLevels(nameWidth)) * INDENT;
}

type Columns = Pick<WaterfallScene, 'width' | 'nameWidth'>;
type Bars = Columns & Pick<WaterfallScene, 'window'>;

export function barsLeft({ nameWidth }: Columns): CssPixels {
  return nameWidth + BARS_INSET;
}

/** Pixels that the window of time is spread over. */
export function barsWidth({ width, nameWidth }: Columns): CssPixels {
  return Math.max(1, width - nameWidth - BARS_INSET - BARS_END_ROOM);
}

export function xOf(bars: Bars, atNs: OffsetNs): CssPixels {
  return barsLeft(bars) + xOfTime(bars.window, barsWidth(bars), atNs);
}

export function timeAt(bars: Bars, x: CssPixels): OffsetNs {
  return timeOfX(bars.window, barsWidth(bars), x - barsLeft(bars));
}

export interface BarExtent {
  readonly x: CssPixels;
  readonly width: CssPixels;
}

/** The bar of a span as far as it shows; undefined where it lies beside the window of time. */
export function barOf(scene: Bars & Pick<WaterfallScene, 'spans'>, span: SpanIndex): BarExtent | undefined {
  const start = scene.spans.startNs[span] ?? 0;
  const from = xOf(scene, start);
  const to = Math.max(from + BAR_WIDTH_MIN, xOf(scene, start + (scene.spans.lengthNs[span] ?? 0)));
  const left = Math.max(scene.nameWidth, from);
  const right = Math.min(scene.width, to);
  return right > left ? { x: left, width: right - left } : undefined;
}
