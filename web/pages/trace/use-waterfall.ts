import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useView } from '../../data/view.ts';
import { type TraceView, traceView } from '../../lib/trace-view.ts';
import type { SpanIndex } from '../../lib/units.ts';
import { type Move, moved } from '../../lib/waterfall-move.ts';
import { type CollapsedSpans, revealed, toggled, type WaterfallRows, waterfallRows } from '../../lib/waterfall-rows.ts';
import type { WaterfallSpans } from '../../lib/waterfall-spans.ts';
import { clampedWindow, type TraceWindow, wholeTrace, windowWith } from '../../lib/waterfall-time.ts';

export interface Waterfall {
  readonly spans: WaterfallSpans;
  readonly rows: WaterfallRows;
  readonly collapsed: CollapsedSpans;
  readonly window: TraceWindow;
  readonly isZoomed: boolean;
  /** -1: none. */
  readonly focus: SpanIndex;
  readonly selected: SpanIndex;
  /** Counts up whenever the focused row should be brought into view. */
  readonly revealCount: number;
  readonly view: TraceView;
  readonly setView: (change: Partial<TraceView>, options?: { replace?: boolean }) => void;
  readonly setCollapsed: (collapsed: CollapsedSpans) => void;
  /** Undefined: the whole trace, also when it grows. */
  readonly setWindow: (window: TraceWindow | undefined) => void;
  readonly toggle: (span: SpanIndex) => void;
  readonly move: (move: Move, pageRows: number) => void;
  /** Puts the keys on a span, opens what hides it, and brings its row and its bar into view. */
  readonly goTo: (span: SpanIndex) => void;
  readonly open: (span: SpanIndex) => void;
  readonly close: () => void;
}

const NOTHING_COLLAPSED: CollapsedSpans = new Set();
/** An open panel follows the keys, but does not ask for every span that a held key runs over. */
const FOLLOW_AFTER_MS = 120;

/** What is focused, open, collapsed and zoomed in a waterfall. What a link should say of it stands in the address. */
export function useWaterfall(spans: WaterfallSpans): Waterfall {
  const [view, setView] = useView(traceView);
  const [collapsed, setCollapsed] = useState(NOTHING_COLLAPSED);
  const [focusKey, setFocusKey] = useState(view.span);
  const [zoom, setWindow] = useState<TraceWindow>();
  const [revealCount, setRevealCount] = useState(0);
  const follow = useFollow(view, setView);

  const rows = useMemo(() => waterfallRows(spans, collapsed), [spans, collapsed]);
  const window = useMemo(() => windowOf(zoom, spans), [zoom, spans]);
  const focus = spans.spanOfKey.get(focusKey) ?? -1;
  const selected = spans.spanOfKey.get(view.span) ?? -1;

  const goTo = useCallback(
    (span: SpanIndex) => {
      setFocusKey(spans.key[span] ?? '');
      setCollapsed((now) => revealed(spans, now, span));
      const start = spans.startNs[span] ?? 0;
      setWindow((now) => now && windowWith(now, start, start + (spans.lengthNs[span] ?? 0), spans.durationNs));
      setRevealCount((count) => count + 1);
    },
    [spans],
  );
  // A link, or the browser's way back, names a span: the keys go there. Not again when a live trace grows.
  const shownKey = useRef<string>(undefined);
  useEffect(() => {
    if (shownKey.current === view.span || selected < 0) return;
    shownKey.current = view.span;
    goTo(selected);
  }, [view.span, selected, goTo]);

  const focusOn = (span: SpanIndex) => {
    const key = spans.key[span] ?? '';
    shownKey.current = key;
    setFocusKey(key);
    return key;
  };
  return {
    spans,
    rows,
    collapsed,
    window,
    isZoomed: zoom !== undefined,
    focus,
    selected,
    revealCount,
    view,
    setView,
    setCollapsed,
    setWindow,
    toggle: (span) => setCollapsed(toggled(spans, collapsed, span)),
    move: (move, pageRows) => {
      const place = moved(spans, rows, { focus, collapsed }, move, pageRows);
      setCollapsed(place.collapsed);
      if (place.focus === focus) return;
      follow(focusOn(place.focus));
      setRevealCount(revealCount + 1);
    },
    goTo: (span) => {
      goTo(span);
      follow(focusOn(span));
    },
    open: (span) => setView({ span: focusOn(span) }, { replace: view.span !== '' }),
    close: () => setView({ span: '' }),
  };
}

function windowOf(zoom: TraceWindow | undefined, spans: WaterfallSpans): TraceWindow {
  if (!zoom) return wholeTrace(spans.durationNs);
  return clampedWindow(zoom.fromNs, zoom.toNs - zoom.fromNs, spans.durationNs);
}

/** Shows another span in the panel a moment later, if the panel is open. */
function useFollow(view: TraceView, setView: Waterfall['setView']): (key: string) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const isOpen = view.span !== '';
  return (key) => {
    clearTimeout(timer.current);
    if (isOpen) timer.current = setTimeout(() => setView({ span: key }, { replace: true }), FOLLOW_AFTER_MS);
  };
}
