import type { CssPixels, SpanIndex } from '../lib/units.ts';
import type { CollapsedSpans, WaterfallRows } from '../lib/waterfall-rows.ts';
import type { WaterfallSpans } from '../lib/waterfall-spans.ts';
import type { TraceWindow } from '../lib/waterfall-time.ts';

/** Tokens the waterfall is painted with, by their names in tokens.css. */
export const WATERFALL_TOKENS = [
  'surface',
  'hover',
  'selected',
  'line',
  'line-strong',
  'ink',
  'ink-2',
  'ink-3',
  'accent',
  'accent-ink',
  'error',
] as const;
export type WaterfallColours = Readonly<Record<(typeof WATERFALL_TOKENS)[number], string>>;

/** Everything one frame shows. */
export interface WaterfallScene {
  readonly spans: WaterfallSpans;
  readonly rows: WaterfallRows;
  readonly collapsed: CollapsedSpans;
  readonly window: TraceWindow;
  readonly width: CssPixels;
  readonly height: CssPixels;
  readonly scrollTop: CssPixels;
  /** Of the column of names; the bars have the rest. */
  readonly nameWidth: CssPixels;
  readonly colours: WaterfallColours;
  /** Colour of each service, by its position in `spans.services`. */
  readonly serviceColours: readonly string[];
  /** Where the keys are; -1: nowhere. */
  readonly focus: SpanIndex;
  readonly hasKeyboard: boolean;
  /** The span whose panel is open; -1: none. */
  readonly selected: SpanIndex;
  readonly hovered: SpanIndex;
  /** 1 for each span that a search found; undefined while nothing is searched. */
  readonly found: Uint8Array | undefined;
}
