import type { CssPixels, OffsetNs } from './units.ts';

/** The part of the trace that the bars show. */
export interface TraceWindow {
  readonly fromNs: OffsetNs;
  readonly toNs: OffsetNs;
}

/** No closer than a microsecond over the whole width, and never wider than the trace. */
const WINDOW_NS_MIN = 1_000;

/** A trace of zero length (one instant span) still needs a scale. */
export function wholeTrace(durationNs: OffsetNs): TraceWindow {
  return { fromNs: 0, toNs: Math.max(durationNs, WINDOW_NS_MIN) };
}

/** The window moved and cut into the trace, its length kept where possible. */
export function clampedWindow(fromNs: OffsetNs, lengthNs: OffsetNs, durationNs: OffsetNs): TraceWindow {
  const whole = wholeTrace(durationNs).toNs;
  const length = Math.min(whole, Math.max(WINDOW_NS_MIN, lengthNs));
  const from = Math.min(whole - length, Math.max(0, fromNs));
  return { fromNs: from, toNs: from + length };
}

/** Zooms so that the time under the pointer stays under it. `factor` below 1 shows less time. */
export function zoomed(window: TraceWindow, factor: number, atNs: OffsetNs, durationNs: OffsetNs): TraceWindow {
  const length = window.toNs - window.fromNs;
  const whole = wholeTrace(durationNs).toNs;
  const next = Math.min(whole, Math.max(WINDOW_NS_MIN, length * factor));
  const share = (atNs - window.fromNs) / length;
  return clampedWindow(atNs - share * next, next, durationNs);
}

export function panned(window: TraceWindow, byNs: OffsetNs, durationNs: OffsetNs): TraceWindow {
  return clampedWindow(window.fromNs + byNs, window.toNs - window.fromNs, durationNs);
}

/** From two times in any order, as a drag gives them. */
export function windowBetween(oneNs: OffsetNs, otherNs: OffsetNs, durationNs: OffsetNs): TraceWindow {
  const whole = wholeTrace(durationNs).toNs;
  const from = Math.min(whole, Math.max(0, Math.min(oneNs, otherNs)));
  const to = Math.min(whole, Math.max(0, Math.max(oneNs, otherNs)));
  return clampedWindow(from, to - from, durationNs);
}

/** A span that starts or ends outside the window is brought in, with a tenth of the window to spare on its side. */
export function windowWith(window: TraceWindow, startNs: OffsetNs, endNs: OffsetNs, durationNs: OffsetNs): TraceWindow {
  if (startNs < window.toNs && endNs > window.fromNs) return window;
  if (startNs === endNs && startNs >= window.fromNs && startNs <= window.toNs) return window;
  const length = window.toNs - window.fromNs;
  return clampedWindow(startNs - length / 10, length, durationNs);
}

export function xOfTime(window: TraceWindow, width: CssPixels, atNs: OffsetNs): CssPixels {
  return ((atNs - window.fromNs) / (window.toNs - window.fromNs)) * width;
}

export function timeOfX(window: TraceWindow, width: CssPixels, x: CssPixels): OffsetNs {
  return window.fromNs + (x / Math.max(1, width)) * (window.toNs - window.fromNs);
}
