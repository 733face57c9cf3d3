import './waterfall.css';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { usePreference } from '../../data/preferences.ts';
import { paintWaterfall } from '../../draw/paint-waterfall.ts';
import { AXIS_HEIGHT, contentHeight, ROW_HEIGHT, scrollTopFor } from '../../draw/waterfall-geometry.ts';
import { WATERFALL_TOKENS, type WaterfallScene } from '../../draw/waterfall-scene.ts';
import { durationText } from '../../lib/format-duration.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { chordOf } from '../../lib/key-sequence.ts';
import { severityWord } from '../../lib/severity.ts';
import type { CssPixels, SpanIndex } from '../../lib/units.ts';
import type { Move } from '../../lib/waterfall-move.ts';
import { isCollapsed } from '../../lib/waterfall-rows.ts';
import { hasChildren, hasError, isLog, nameOf, serviceOf } from '../../lib/waterfall-spans.ts';
import { useTokens } from '../../ui/read-tokens.ts';
import { useCanvas } from '../../ui/use-canvas.ts';
import { useSize } from '../../ui/use-size.ts';
import { ColumnEdge, NAME_WIDTH_MIN, nameWidthWithin } from './column-edge.tsx';
import type { Waterfall } from './use-waterfall.ts';
import { type Brush, useWaterfallPointer } from './use-waterfall-pointer.ts';

interface WaterfallViewProps {
  readonly waterfall: Waterfall;
  readonly serviceColours: readonly string[];
  readonly isFound: Uint8Array | undefined;
}

const HOW_TO = 'Arrows move, Enter opens a row. The table view has the same rows.';

const MOVES: Readonly<Record<string, Move>> = {
  ArrowUp: 'up',
  k: 'up',
  ArrowDown: 'down',
  j: 'down',
  ArrowLeft: 'out',
  h: 'out',
  ArrowRight: 'in',
  l: 'in',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last',
};

/**
 * Names and bars on a canvas as large as what is seen. A scroller as high as all rows gives the scroll bar; the canvas
 * stays where it is and is painted anew for each position.
 */
export function WaterfallView({ waterfall, serviceColours, isFound }: WaterfallViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const hovered = useRef<SpanIndex>(-1);
  const [hasKeyboard, setKeyboard] = useState(false);
  const size = useSize(scroller);
  const [widthText, writeWidth] = usePreference('trace.name-width');
  const nameWidth = nameWidthWithin(widthText, size.width);
  const colours = useTokens(WATERFALL_TOKENS);
  const { spans, rows, collapsed, window, focus, selected } = waterfall;

  const sceneNow = (): WaterfallScene => ({
    ...{ spans, rows, collapsed, window, focus, selected, colours, serviceColours, hasKeyboard, nameWidth },
    ...size,
    scrollTop: scroller.current?.scrollTop ?? 0,
    hovered: hovered.current,
    found: isFound,
  });
  const repaint = useCanvas(canvas, size, (context, cutter) => {
    const rowCount = paintWaterfall(context, sceneNow(), cutter);
    // Read by bench/ and by tests in a browser: rows painted must follow the window, not the trace.
    if (canvas.current) canvas.current.dataset.rows = String(rowCount);
  });
  const onHover = (span: SpanIndex) => {
    if (hovered.current === span) return;
    hovered.current = span;
    repaint();
  };
  const pointer = useWaterfallPointer({ scroller, sceneNow, waterfall, onHover });
  useReveal(scroller, waterfall, size.height);

  return (
    <div className="waterfall">
      {/* biome-ignore lint/a11y/useSemanticElements: no element is a tree that is painted; the table view is its twin. */}
      <div
        ref={scroller}
        className="waterfall__scroll"
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys.
        tabIndex={0}
        aria-label={`Waterfall of ${countWords(waterfall)}. ${HOW_TO}`}
        data-keys="waterfall"
        onKeyDown={(event) => press(event, waterfall, size.height)}
        onFocus={() => setKeyboard(true)}
        onBlur={() => setKeyboard(false)}
        onScroll={repaint}
        {...pointer.handlers}
      >
        <canvas ref={canvas} className="waterfall__canvas" style={{ ...size }} />
        <div
          className="waterfall__rows"
          style={{ height: Math.max(0, contentHeight(rows.spanOfRow.length) - size.height) }}
        />
      </div>
      {pointer.brush && <BrushMark brush={pointer.brush} />}
      <ColumnEdge
        at={nameWidth}
        most={Math.max(NAME_WIDTH_MIN, size.width - NAME_WIDTH_MIN)}
        onResize={(width) => writeWidth(String(Math.round(width)))}
      />
      <div className="waterfall__said" role="status">
        {hasKeyboard && focus >= 0 && rowWords(waterfall, focus)}
      </div>
    </div>
  );
}

function BrushMark({ brush: { fromX, toX } }: { brush: Brush }) {
  return <div className="waterfall__brush" style={{ left: fromX, width: toX - fromX }} />;
}

function press(event: KeyboardEvent<HTMLDivElement>, waterfall: Waterfall, height: CssPixels): void {
  const chord = chordOf(event);
  const move = MOVES[chord];
  const pageRows = Math.floor((height - AXIS_HEIGHT) / ROW_HEIGHT) - 1;
  if (move) waterfall.move(move, pageRows);
  else if ((chord === 'Enter' || chord === 'Space') && waterfall.focus >= 0) waterfall.open(waterfall.focus);
  else return;
  event.preventDefault();
}

/** Scrolls to the focused row when it was moved to, not when the reader scrolls away from it. */
function useReveal(
  scroller: { readonly current: HTMLDivElement | null },
  { focus, rows, revealCount }: Waterfall,
  height: CssPixels,
): void {
  const shown = useRef(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || height === 0 || focus < 0 || shown.current === revealCount) return;
    shown.current = revealCount;
    element.scrollTop = scrollTopFor(rows.rowOfSpan[focus] ?? 0, element.scrollTop, height);
  }, [scroller, focus, rows, revealCount, height]);
}

function countWords({ spans }: Waterfall): string {
  const logCount = spans.log.reduce((count, log) => count + (log >= 0 ? 1 : 0), 0);
  const spanWords = formatCounted(spans.count - logCount, 'span');
  return logCount === 0 ? spanWords : `${spanWords} and ${formatCounted(logCount, 'log record')}`;
}

/** What a screen reader says of the row the keys are on. */
function rowWords({ spans, collapsed }: Waterfall, span: SpanIndex): string {
  const state = !hasChildren(spans, span) ? '' : isCollapsed(spans, collapsed, span) ? 'closed' : 'open';
  return [
    nameOf(spans, span).slice(0, 200) || 'no name',
    serviceOf(spans, span).slice(0, 200),
    ...(isLog(spans, span)
      ? ['log record', severityWord(spans.severity[span] ?? 0), `at ${durationText(spans.startNs[span] ?? 0)}`]
      : [durationText(spans.lengthNs[span] ?? 0), hasError(spans, span) ? 'error' : '']),
    `level ${(spans.depth[span] ?? 0) + 1}`,
    state,
  ]
    .filter((word) => word !== '')
    .join(', ');
}
