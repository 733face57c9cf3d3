/** Uniform in [0, 1). */
export type Random = () => number;

/** Values with their weights; the sum need not be 1. */
export type Weighted<T> = readonly (readonly [value: T, weight: number])[];

export function pick<T>(random: Random, choices: Weighted<T>): T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let rest = random() * total;
  for (const [value, weight] of choices) {
    rest -= weight;
    if (rest < 0) return value;
  }
  const last = choices.at(-1);
  if (last === undefined) throw new Error('nothing to pick from');
  return last[0];
}

/** Uniform among `min`, `min + step`, ... up to `max`. */
export function pickInteger(random: Random, min: number, max: number, step = 1): number {
  return min + step * Math.floor(random() * (Math.floor((max - min) / step) + 1));
}

/** How far the 84th percentile lies from the median: e^0.45 = 1.57 times. */
const SIGMA = 0.45;
/** One in 200 waits for something: a cold cache, a garbage collection, a lost packet. */
const TAIL_SHARE = 1 / 200;

/** A latency of that median: log-normal with a long tail. */
export function pickLatencyUs(random: Random, medianMs: number): number {
  // Box and Muller's method; 1 - random() is never 0.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const tail = random() < TAIL_SHARE ? 4 + 12 * random() : 1;
  return Math.max(20, Math.round(medianMs * 1_000 * Math.exp(SIGMA * normal) * tail));
}

/** `digits` hex digits, a multiple of 8, not all zero. */
export function pickHex(random: Random, digits: number): string {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return /[1-9a-f]/.test(text) ? text : pickHex(random, digits);
}
