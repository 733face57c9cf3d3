import type { CssPixels } from './units.ts';
import { hasError, type WaterfallSpans } from './waterfall-spans.ts';
import { wholeTrace } from './waterfall-time.ts';

/**
 * The whole trace in few rectangles: all spans squeezed into lanes of a few pixels. Spans that fall onto the same pixels
 * become one run, so that 100,000 spans are no more to paint than the picture has pixels.
 *
 *   spans   a ====== b ===        lanes   0  aaaaaa bbb       run = lane, x, width, service
 *             c ==                        1   ccddd
 *               d ===
 */
export interface MinimapRuns {
  readonly lane: Int32Array;
  readonly x: Int32Array;
  readonly width: Int32Array;
  readonly service: Int32Array;
  /** Pixels under which a span has failed, ascending. */
  readonly errorX: Int32Array;
}

export function minimapRuns(spans: WaterfallSpans, width: CssPixels, laneCount: number): MinimapRuns {
  const pixels = Math.max(1, Math.floor(width));
  // 0 is nothing, otherwise service + 1.
  const cells = new Int32Array(pixels * laneCount);
  const failed = new Uint8Array(pixels);
  const scale = pixels / wholeTrace(spans.durationNs).toNs;
  for (let span = 0; span < spans.count; span++) {
    const start = spans.startNs[span] ?? 0;
    const from = Math.min(pixels - 1, Math.max(0, Math.floor(start * scale)));
    const to = Math.min(pixels, Math.max(from + 1, Math.ceil((start + (spans.lengthNs[span] ?? 0)) * scale)));
    const lane = spans.count <= laneCount ? span : Math.floor((span / spans.count) * laneCount);
    cells.fill((spans.service[span] ?? 0) + 1, lane * pixels + from, lane * pixels + to);
    if (hasError(spans, span)) failed[from] = 1;
  }
  return { ...runsOf(cells, pixels), errorX: positionsOf(failed) };
}

function runsOf(cells: Int32Array, pixels: number): Omit<MinimapRuns, 'errorX'> {
  const lanes: number[] = [];
  const xs: number[] = [];
  const widths: number[] = [];
  const services: number[] = [];
  for (let from = 0; from < cells.length; ) {
    const value = cells[from] ?? 0;
    const laneEnd = (Math.floor(from / pixels) + 1) * pixels;
    let to = from + 1;
    while (to < laneEnd && cells[to] === value) to++;
    if (value > 0) {
      lanes.push(Math.floor(from / pixels));
      xs.push(from % pixels);
      widths.push(to - from);
      services.push(value - 1);
    }
    from = to;
  }
  return {
    lane: Int32Array.from(lanes),
    x: Int32Array.from(xs),
    width: Int32Array.from(widths),
    service: Int32Array.from(services),
  };
}

function positionsOf(flags: Uint8Array): Int32Array {
  const positions: number[] = [];
  flags.forEach((flag, position) => {
    if (flag === 1) positions.push(position);
  });
  return Int32Array.from(positions);
}
