import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { MapLayout, PlacedNode } from '../../lib/map-layout.ts';
import { clampPlace, fitPlace, type MapPlace, revealPlace, zoomPlace } from '../../lib/map-place.ts';
import type { Size } from '../../ui/use-size.ts';

/** One press of a button or a key. */
const ZOOM_STEP = 1.4;
/** Of a wheel's pixel; a pinch on a touchpad comes as a wheel with ctrl. */
const ZOOM_PER_PIXEL = 0.005;

export interface MapPlacing {
  readonly place: MapPlace;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly fit: () => void;
  /** Brings a node into sight, beside what covers the room's end. */
  readonly reveal: (node: PlacedNode, coveredEnd: number) => void;
  /** Of the frame: a drag on its ground moves the map. */
  readonly dragging: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
  };
}

/** Which part of the map is seen, and how large: the whole, until the reader moves it. */
export function useMapPlace(frame: RefObject<HTMLElement | null>, layout: MapLayout, room: Size): MapPlacing {
  const [moved, setMoved] = useState<MapPlace>();
  const place = moved ?? fitPlace(layout, room);
  const latest = useRef({ place, layout, room });
  latest.current = { place, layout, room };
  const drag = useRef<{ x: number; y: number }>(undefined);

  const zoom = useCallback((factor: number, at?: { x: number; y: number }) => {
    const { place: now, layout: whole, room: seen } = latest.current;
    setMoved(zoomPlace(now, factor, at ?? { x: seen.width / 2, y: seen.height / 2 }, whole, seen));
  }, []);
  const pan = useCallback((dx: number, dy: number) => {
    const { place: now, layout: whole, room: seen } = latest.current;
    setMoved(clampPlace({ ...now, x: now.x + dx, y: now.y + dy }, whole, seen));
  }, []);
  const reveal = useCallback((node: PlacedNode, coveredEnd: number) => {
    const { place: now, room: seen } = latest.current;
    const next = revealPlace(now, node, seen, coveredEnd);
    if (next.x !== now.x || next.y !== now.y) setMoved(next);
  }, []);
  useWheel(frame, zoom, pan);

  const stop = () => {
    drag.current = undefined;
  };
  return {
    place,
    zoomIn: () => zoom(ZOOM_STEP),
    zoomOut: () => zoom(1 / ZOOM_STEP),
    fit: () => setMoved(undefined),
    reveal,
    dragging: {
      onPointerDown: (event) => {
        if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button'))) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { x: event.clientX, y: event.clientY };
      },
      onPointerMove: ({ clientX: x, clientY: y }) => {
        if (!drag.current) return;
        pan(x - drag.current.x, y - drag.current.y);
        drag.current = { x, y };
      },
      onPointerUp: stop,
      onPointerCancel: stop,
    },
  };
}

/** React listens to wheels passively: it could not keep the page from scrolling or zooming with the map. */
function useWheel(
  frame: RefObject<HTMLElement | null>,
  zoom: (factor: number, at: { x: number; y: number }) => void,
  pan: (dx: number, dy: number) => void,
): void {
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      if (!event.ctrlKey && !event.metaKey) {
        pan(-event.deltaX, -event.deltaY);
        return;
      }
      const { left, top } = element.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY * ZOOM_PER_PIXEL), { x: event.clientX - left, y: event.clientY - top });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [frame, zoom, pan]);
}
