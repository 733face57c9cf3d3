import type { Random } from './chance.ts';

const HOUR_MS = 3_600_000;
const BUCKETS = 288;
/** UTC, the middle of the day's bulge. */
const BUSIEST_HOUR = 15;

/** How busy the shop is at a time of day: 0.3 at night to 1.7 in the afternoon. */
function busyness(timeMs: number): number {
  const hour = (timeMs / HOUR_MS) % 24;
  return 1 + 0.7 * Math.cos((2 * Math.PI * (hour - BUSIEST_HOUR)) / 24);
}

/** `count` times in [startMs, endMs), ascending and denser where it is busier, in epoch microseconds. */
export function* arrivals(count: number, startMs: number, endMs: number, random: Random): Generator<number> {
  const bucketMs = (endMs - startMs) / BUCKETS;
  const weights = Array.from({ length: BUCKETS }, (_, index) => busyness(startMs + (index + 0.5) * bucketMs));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let bucket = 0;
  let before = 0;
  for (let index = 0; index < count; index++) {
    // Each has its own slice of the whole, and lies anywhere in it.
    const wanted = ((index + random()) / count) * total;
    while (bucket < BUCKETS - 1 && before + (weights[bucket] ?? 0) <= wanted) before += weights[bucket++] ?? 0;
    const share = Math.min((wanted - before) / (weights[bucket] ?? 1), 1 - 1e-9);
    yield Math.floor((startMs + (bucket + share) * bucketMs) * 1_000);
  }
}
