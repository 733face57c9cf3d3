import type { CssPixels } from '../lib/units.ts';
import type { DrawContext } from './draw-context.ts';

/** A closed path through points given as x, y, x, y, ... */
export function polygon(context: DrawContext, ...points: readonly CssPixels[]): void {
  context.beginPath();
  context.moveTo(points[0] ?? 0, points[1] ?? 0);
  for (let at = 2; at < points.length; at += 2) context.lineTo(points[at] ?? 0, points[at + 1] ?? 0);
  context.closePath();
}

export function diamond(context: DrawContext, x: CssPixels, y: CssPixels, radius: CssPixels): void {
  polygon(context, x, y - radius, x + radius, y, x, y + radius, x - radius, y);
}

/** tan(22.5 degrees): half a side of a regular octagon over its inner radius. */
const HALF_SIDE = Math.SQRT2 - 1;

export function octagon(context: DrawContext, x: CssPixels, y: CssPixels, radius: CssPixels): void {
  const half = radius * HALF_SIDE;
  polygon(
    context,
    ...[x - half, y - radius, x + half, y - radius, x + radius, y - half, x + radius, y + half],
    ...[x + half, y + radius, x - half, y + radius, x - radius, y + half, x - radius, y - half],
  );
}
