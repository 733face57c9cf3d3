import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { DrawContext } from '../draw/draw-context.ts';
import { TextCutter } from '../draw/text-cutter.ts';
import type { Size } from './use-size.ts';

type Paint = (context: DrawContext, cutter: TextCutter) => void;

/**
 * Paints a canvas in the next frame: after each drawing of the component, and whenever the returned function is called,
 * once however often that is. The bitmap follows the size and the screen's density; painting is in CSS pixels.
 */
export function useCanvas(canvas: RefObject<HTMLCanvasElement | null>, size: Size, paint: Paint): () => void {
  const [cutter] = useState(() => new TextCutter());
  const latest = useRef({ size, paint });
  latest.current = { size, paint };
  const pending = useRef(0);
  const schedule = useCallback(() => {
    if (pending.current !== 0) return;
    pending.current = requestAnimationFrame(() => {
      pending.current = 0;
      const target = canvas.current;
      if (target) paintOnto(target, latest.current.size, (context) => latest.current.paint(context, cutter));
    });
  }, [canvas, cutter]);
  useLayoutEffect(schedule);
  useEffect(() => {
    // What was measured and painted before a face had loaded was in another.
    const repaint = () => {
      cutter.forget();
      schedule();
    };
    document.fonts.addEventListener('loadingdone', repaint);
    return () => {
      document.fonts.removeEventListener('loadingdone', repaint);
      cancelAnimationFrame(pending.current);
      pending.current = 0;
    };
  }, [schedule, cutter]);
  return schedule;
}

function paintOnto(canvas: HTMLCanvasElement, { width, height }: Size, paint: (context: DrawContext) => void): void {
  const context = canvas.getContext('2d', { alpha: false });
  if (!context || width === 0 || height === 0) return;
  const density = window.devicePixelRatio;
  const [pixelsWide, pixelsHigh] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== pixelsWide) canvas.width = pixelsWide;
  if (canvas.height !== pixelsHigh) canvas.height = pixelsHigh;
  context.setTransform(density, 0, 0, density, 0, 0);
  paint(context);
}
