import './minimap.css';
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import { ERROR_RAIL_HEIGHT, LANES_INSET, paintMinimap } from '../../draw/paint-minimap.ts';
import { durationText } from '../../lib/format-duration.ts';
import type { CssPixels, OffsetNs } from '../../lib/units.ts';
import { minimapRuns } from '../../lib/waterfall-minimap.ts';
import type { WaterfallSpans } from '../../lib/waterfall-spans.ts';
import { panned, timeOfX, wholeTrace, windowBetween, xOfTime } from '../../lib/waterfall-time.ts';
import { useTokens } from '../../ui/read-tokens.ts';
import { useCanvas } from '../../ui/use-canvas.ts';
import { useSize } from '../../ui/use-size.ts';
import type { Waterfall } from './use-waterfall.ts';

const TOKENS = ['surface', 'error'] as const;
const LANE_PX_MIN = 2;
const LANE_PX_MAX = 6;
/** Of the window of time, per press of an arrow. */
const KEY_SHARE = 0.05;

interface MinimapProps {
  /** Without log records: they would leave no room for the spans. */
  readonly spans: WaterfallSpans;
  readonly waterfall: Waterfall;
  readonly serviceColours: readonly string[];
}

/** The whole trace and the part of it that the bars show. Drag to select another part; double click for all of it. */
export function Minimap({ spans, waterfall, serviceColours }: MinimapProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(box);
  const colours = useTokens(TOKENS);
  const { window, isZoomed } = waterfall;
  const whole = wholeTrace(spans.durationNs);
  const lanesHeight = Math.max(0, size.height - LANES_INSET - ERROR_RAIL_HEIGHT);
  const laneHeight = Math.min(LANE_PX_MAX, Math.max(LANE_PX_MIN, Math.floor(lanesHeight / Math.max(1, spans.count))));
  const runs = useMemo(
    () => minimapRuns(spans, size.width, Math.max(1, Math.floor(lanesHeight / laneHeight))),
    [spans, size.width, lanesHeight, laneHeight],
  );
  useCanvas(canvas, size, (context) =>
    paintMinimap(context, {
      ...{ runs, laneHeight, serviceColours, ground: colours.surface, error: colours.error },
      ...size,
    }),
  );
  const drag = useMinimapDrag(box, waterfall);
  const left = xOfTime(whole, size.width, window.fromNs);
  const right = xOfTime(whole, size.width, window.toNs);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the handles inside are the way by keyboard.
    <div ref={box} className="minimap" {...drag} onDoubleClick={() => waterfall.setWindow(undefined)}>
      <canvas ref={canvas} className="minimap__canvas" style={{ ...size }} />
      {isZoomed && (
        <>
          <div className="minimap__shade" style={{ left: 0, width: left }} />
          <div className="minimap__shade" style={{ left: right, right: 0 }} />
          <div className="minimap__window" data-part="window" style={{ left, width: right - left }} />
          <Handle part="from" words="Start of the time shown" x={left} waterfall={waterfall} />
          <Handle part="to" words="End of the time shown" x={right} waterfall={waterfall} />
        </>
      )}
    </div>
  );
}

type Part = 'from' | 'to' | 'window' | 'outside';

interface Grip {
  readonly part: Part;
  /** Where the pointer was pressed, and the window as it was then. */
  readonly atNs: OffsetNs;
  readonly window: Waterfall['window'];
}

function useMinimapDrag(box: { readonly current: HTMLDivElement | null }, waterfall: Waterfall) {
  const [grip, setGrip] = useState<Grip>();
  const { spans, window, setWindow } = waterfall;
  const timeUnder = (event: PointerEvent): OffsetNs => {
    const bounds = box.current?.getBoundingClientRect();
    return timeOfX(wholeTrace(spans.durationNs), bounds?.width ?? 1, event.clientX - (bounds?.left ?? 0));
  };
  const end = () => setGrip(undefined);
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setGrip({ part: partOf(event.target), atNs: timeUnder(event), window });
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
      if (!grip) return;
      const atNs = timeUnder(event);
      if (grip.part === 'from') setWindow(windowBetween(atNs, grip.window.toNs, spans.durationNs));
      else if (grip.part === 'to') setWindow(windowBetween(grip.window.fromNs, atNs, spans.durationNs));
      else if (grip.part === 'window') setWindow(panned(grip.window, atNs - grip.atNs, spans.durationNs));
      else if (isDrag(box, grip.atNs - atNs, spans.durationNs)) {
        setWindow(windowBetween(grip.atNs, atNs, spans.durationNs));
      }
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}

const DRAG_PX_MIN: CssPixels = 4;

function isDrag(box: { readonly current: HTMLDivElement | null }, byNs: OffsetNs, durationNs: OffsetNs): boolean {
  const width = box.current?.clientWidth ?? 0;
  return (Math.abs(byNs) / wholeTrace(durationNs).toNs) * width >= DRAG_PX_MIN;
}

function partOf(target: EventTarget): Part {
  const part = target instanceof HTMLElement ? target.dataset.part : undefined;
  return part === 'from' || part === 'to' || part === 'window' ? part : 'outside';
}

interface HandleProps {
  readonly part: 'from' | 'to';
  readonly words: string;
  readonly x: CssPixels;
  readonly waterfall: Waterfall;
}

function Handle({ part, words, x, waterfall }: HandleProps) {
  const { spans, window, setWindow } = waterfall;
  const atNs = part === 'from' ? window.fromNs : window.toNs;
  const onKeyDown = (event: KeyboardEvent) => {
    const sign = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (sign === 0) return;
    const moved = atNs + sign * KEY_SHARE * (window.toNs - window.fromNs);
    const fixed = part === 'from' ? window.toNs : window.fromNs;
    setWindow(windowBetween(fixed, moved, spans.durationNs));
    event.preventDefault();
  };
  return (
    <div
      className="minimap__handle"
      data-part={part}
      role="slider"
      tabIndex={0}
      aria-label={words}
      aria-valuemin={0}
      aria-valuemax={spans.durationNs}
      aria-valuenow={atNs}
      aria-valuetext={durationText(atNs)}
      style={{ left: x }}
      onKeyDown={onKeyDown}
    />
  );
}
