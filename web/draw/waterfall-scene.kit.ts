import { drawnSpans } from '../lib/drawn-trace.kit.ts';
import { type CollapsedSpans, waterfallRows } from '../lib/waterfall-rows.ts';
import type { WaterfallSpans } from '../lib/waterfall-spans.ts';
import { wholeTrace } from '../lib/waterfall-time.ts';
import { WATERFALL_TOKENS, type WaterfallColours, type WaterfallScene } from './waterfall-scene.ts';

/** Every colour is the name of its token. */
const COLOURS = Object.fromEntries(WATERFALL_TOKENS.map((name) => [name, name])) as WaterfallColours;

/** A scene of 800 by 400 pixels, names 300 wide: the bars have 416 pixels from 312 on. */
export function sceneOf(spans: WaterfallSpans | string, change: Partial<WaterfallScene> = {}): WaterfallScene {
  const drawn = typeof spans === 'string' ? drawnSpans(spans) : spans;
  const collapsed: CollapsedSpans = change.collapsed ?? new Set();
  return {
    spans: drawn,
    rows: waterfallRows(drawn, collapsed),
    window: wholeTrace(drawn.durationNs),
    width: 800,
    height: 400,
    scrollTop: 0,
    nameWidth: 300,
    colours: COLOURS,
    serviceColours: drawn.services.map((service) => `colour of ${service}`),
    focus: -1,
    hasKeyboard: false,
    selected: -1,
    hovered: -1,
    found: undefined,
    ...change,
    collapsed,
  };
}
