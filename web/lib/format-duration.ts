import { type Quantity, quantityText, threeDigits } from './format-number.ts';

const NS_PER_US = 1e3;
const NS_PER_MS = 1e6;
const NS_PER_S = 1e9;
const NS_PER_MIN = 60e9;
const NS_PER_H = 3600e9;
const NS_PER_D = 86_400e9;

/** From the smallest; a value belongs to the last unit whose limit it reaches once rounded to three digits. */
const UNITS: ReadonlyArray<readonly [unit: string, ns: number, limitNs: number]> = [
  ['ns', 1, 0],
  ['µs', NS_PER_US, 999.5],
  ['ms', NS_PER_MS, 999.5 * NS_PER_US],
  ['s', NS_PER_S, 999.5 * NS_PER_MS],
  ['min', NS_PER_MIN, 59.95 * NS_PER_S],
  ['h', NS_PER_H, 59.95 * NS_PER_MIN],
  ['d', NS_PER_D, 23.95 * NS_PER_H],
];

/** `412 ms`, `1.20 s`, `2.50 min`: the unit that leaves one to three digits before the point, three digits in all. */
export function formatDuration(durationNs: number): Quantity {
  const size = Math.abs(durationNs);
  const [unit, ns] = UNITS.findLast(([, , limitNs]) => size >= limitNs) ?? ['ns', 1];
  if (unit === 'ns') return { digits: String(Math.round(durationNs)), unit };
  // What only rounding lifted to this unit is one of it: 59.96 s are 1.00 min, not 0.999.
  return { digits: threeDigits(Math.sign(durationNs) * Math.max(1, size / ns)), unit };
}

export const durationText = (durationNs: number): string => quantityText(formatDuration(durationNs));

const INPUT_UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: NS_PER_US,
  µs: NS_PER_US,
  ms: NS_PER_MS,
  s: NS_PER_S,
  m: NS_PER_MIN,
  min: NS_PER_MIN,
  h: NS_PER_H,
};

/** Reads what people type for a duration: `250ms`, `1.5 s`, `2min`; a bare number is milliseconds. In milliseconds. */
export function parseDurationMs(text: string): number | undefined {
  // U+03BC is the Greek letter some keyboards give for the micro sign U+00B5.
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(ns|[uµ]s|ms|s|min|m|h)?\s*$/i.exec(text.replace('\u03bc', '\u00b5'));
  if (!match) return undefined;
  const unitNs = INPUT_UNITS[match[2]?.toLowerCase() ?? 'ms'];
  const ms = unitNs === undefined ? Number.NaN : (Number(match[1]) * unitNs) / NS_PER_MS;
  return Number.isFinite(ms) ? ms : undefined;
}
