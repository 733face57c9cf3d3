import { type MouseEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { hitWaterfall, type WaterfallHit } from '../../draw/hit-waterfall.ts';
import { timeAt } from '../../draw/waterfall-geometry.ts';
import type { WaterfallScene } from '../../draw/waterfall-scene.ts';
import type { CssPixels, SpanIndex } from '../../lib/units.ts';
import { panned, windowBetween, zoomed } from '../../lib/waterfall-time.ts';
import type { Waterfall } from './use-waterfall.ts';

/** A press that moves less is a click: hands are not still. */
const DRAG_PX_MIN = 4;
/** One notch of a wheel is 100 in Chromium; four notches halve the window. */
const ZOOM_PER_WHEEL_PX = Math.LN2 / 400;

export interface Brush {
  readonly fromX: CssPixels;
  readonly toX: CssPixels;
}

interface PointerOptions {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly sceneNow: () => WaterfallScene;
  readonly waterfall: Waterfall;
  readonly onHover: (span: SpanIndex) => void;
}

/** Clicks, drags and the wheel over the waterfall. A drag over the bars selects a part of the time. */
export function useWaterfallPointer({ scroller, sceneNow, waterfall, onHover }: PointerOptions) {
  const [brush, setBrush] = useState<Brush>();
  const pressed = useRef<{ x: CssPixels; hit: WaterfallHit }>(undefined);
  useWheel(scroller, sceneNow, waterfall);

  const at = (event: MouseEvent) => {
    const box = scroller.current?.getBoundingClientRect();
    const x = event.clientX - (box?.left ?? 0);
    return { x, hit: hitWaterfall(sceneNow(), x, event.clientY - (box?.top ?? 0)) };
  };
  const isOverTime = (x: CssPixels) => x >= sceneNow().nameWidth;

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    pressed.current = at(event);
    // A finger scrolls; only a mouse or a pen selects time.
    if (event.pointerType !== 'touch' && isOverTime(pressed.current.x)) {
      event.currentTarget.setPointerCapture(event.pointerId);
    }
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const start = pressed.current;
    const { x, hit } = at(event);
    if (start && event.pointerType !== 'touch' && isOverTime(start.x)) {
      if (brush || Math.abs(x - start.x) >= DRAG_PX_MIN) setBrush(brushOf(start.x, x, sceneNow()));
      return;
    }
    onHover(hit.span);
    describe(event.currentTarget, hit, waterfall);
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    const start = pressed.current;
    pressed.current = undefined;
    if (brush) {
      const scene = sceneNow();
      const { durationNs } = waterfall.spans;
      waterfall.setWindow(windowBetween(timeAt(scene, brush.fromX), timeAt(scene, brush.toX), durationNs));
      setBrush(undefined);
    } else if (start && event.button === 0) click(start.hit, waterfall);
  };
  const forget = () => {
    pressed.current = undefined;
    setBrush(undefined);
  };
  return {
    brush,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: forget,
      onPointerLeave: () => onHover(-1),
      onDoubleClick: (event: MouseEvent) => {
        if (isOverTime(at(event).x)) waterfall.setWindow(undefined);
      },
    },
  };
}

function brushOf(oneX: CssPixels, otherX: CssPixels, scene: WaterfallScene): Brush {
  const clamp = (x: CssPixels) => Math.min(scene.width, Math.max(scene.nameWidth, x));
  return { fromX: clamp(Math.min(oneX, otherX)), toX: clamp(Math.max(oneX, otherX)) };
}

function click({ part, span }: WaterfallHit, waterfall: Waterfall): void {
  if (part === 'toggle') waterfall.toggle(span);
  else if (span >= 0) waterfall.open(span);
}

/** Characters of a name shown on hover: a name may be 64 kB long. */
const TITLE_CHARS_MAX = 500;

/** The cursor, and the whole name where the row shows only its beginning. */
function describe(element: HTMLElement, { part, span }: WaterfallHit, { spans }: Waterfall): void {
  const cursor = part === 'axis' ? 'col-resize' : part === 'empty' ? 'default' : 'pointer';
  if (element.style.cursor !== cursor) element.style.cursor = cursor;
  const title = part === 'name' ? (spans.names[spans.name[span] ?? -1] ?? '').slice(0, TITLE_CHARS_MAX) : '';
  if (element.title !== title) element.title = title;
}

/** With control (or a pinch) the wheel zooms where the pointer is; sideways it moves through the time. */
function useWheel(
  scroller: RefObject<HTMLDivElement | null>,
  sceneNow: () => WaterfallScene,
  waterfall: Waterfall,
): void {
  const latest = useRef({ sceneNow, waterfall });
  latest.current = { sceneNow, waterfall };
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      const { setWindow, window, isZoomed, spans } = latest.current.waterfall;
      const scene = latest.current.sceneNow();
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        const atNs = timeAt(scene, event.clientX - element.getBoundingClientRect().left);
        setWindow(zoomed(window, Math.exp(event.deltaY * ZOOM_PER_WHEEL_PX), atNs, spans.durationNs));
      } else if (isZoomed && Math.abs(sideways) > (event.shiftKey ? 0 : Math.abs(event.deltaY))) {
        const nsPerPixel = (window.toNs - window.fromNs) / (scene.width - scene.nameWidth);
        setWindow(panned(window, sideways * nsPerPixel, spans.durationNs));
      } else return;
      event.preventDefault();
    };
    // React's own wheel handlers are passive and cannot keep the browser from zooming the page.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [scroller]);
}
