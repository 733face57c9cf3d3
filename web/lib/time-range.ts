import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from './milliseconds.ts';
import type { SearchParams } from './search-params.ts';

/** What the page looks at. In the address: `last=2h`, or `from` and `to` in epoch milliseconds. */
export type TimeRange =
  | { readonly kind: 'last'; readonly lengthMs: number }
  | { readonly kind: 'between'; readonly fromMs: number; readonly toMs: number };

/** A range with its ends fixed, as it is asked for. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The parameters of the address that are the time range; they hold across screens. */
export const TIME_RANGE_PARAMS = ['last', 'from', 'to'] as const;

export const LENGTH_MS_MIN = MS_PER_SECOND;
export const LENGTH_MS_MAX = 366 * MS_PER_DAY;
/** 2262-04-11: what a signed 64-bit count of nanoseconds can hold. */
export const TIME_MS_MAX = Math.floor(Number(2n ** 63n / 1_000_000n));

export const DEFAULT_TIME_RANGE: TimeRange = { kind: 'last', lengthMs: 2 * MS_PER_HOUR };

export const RELATIVE_RANGES: readonly TimeRange[] = [
  5 * MS_PER_MINUTE,
  15 * MS_PER_MINUTE,
  MS_PER_HOUR,
  2 * MS_PER_HOUR,
  8 * MS_PER_HOUR,
  MS_PER_DAY,
  3 * MS_PER_DAY,
  7 * MS_PER_DAY,
  30 * MS_PER_DAY,
].map((lengthMs) => ({ kind: 'last', lengthMs }));

const UNITS = [
  ['d', MS_PER_DAY],
  ['h', MS_PER_HOUR],
  ['m', MS_PER_MINUTE],
  ['s', MS_PER_SECOND],
] as const;

/** Reads `90s`, `15m`, `2h`, `7d` (spaces and case do not matter); undefined for anything else or out of bounds. */
export function parseLength(text: string): number | undefined {
  const match = /^\s*(\d{1,9})\s*([smhd])\s*$/i.exec(text);
  const unit = UNITS.find(([letter]) => letter === match?.[2]?.toLowerCase());
  if (!match || !unit) return undefined;
  const lengthMs = Number(match[1]) * unit[1];
  return lengthMs >= LENGTH_MS_MIN && lengthMs <= LENGTH_MS_MAX ? lengthMs : undefined;
}

/** The largest unit that leaves a whole number: 120 minutes are `2h`, 90 minutes `90m`. */
export function formatLength(lengthMs: number): string {
  const unit = UNITS.find(([, unitMs]) => lengthMs % unitMs === 0);
  return unit ? `${lengthMs / unit[1]}${unit[0]}` : `${Math.ceil(lengthMs / MS_PER_SECOND)}s`;
}

function parseTimeMs(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined;
  const ms = Number(text);
  return ms <= TIME_MS_MAX ? ms : undefined;
}

/** What the address asks for, the default where it asks for nothing or nonsense. */
export function readTimeRange(params: SearchParams): TimeRange {
  const fromMs = parseTimeMs(params.from);
  const toMs = parseTimeMs(params.to);
  if (fromMs !== undefined && toMs !== undefined && fromMs < toMs) return { kind: 'between', fromMs, toMs };
  const lengthMs = params.last === undefined ? undefined : parseLength(params.last);
  return lengthMs === undefined ? DEFAULT_TIME_RANGE : { kind: 'last', lengthMs };
}

/** All of TIME_RANGE_PARAMS, unused ones absent, so that spreading the result over a search replaces the old range. */
export function writeTimeRange(range: TimeRange): Record<(typeof TIME_RANGE_PARAMS)[number], string | undefined> {
  return range.kind === 'last'
    ? { last: formatLength(range.lengthMs), from: undefined, to: undefined }
    : { last: undefined, from: String(range.fromMs), to: String(range.toMs) };
}

export function resolveTimeRange(range: TimeRange, nowMs: number): TimeWindow {
  return range.kind === 'last'
    ? { fromMs: Math.max(0, nowMs - range.lengthMs), toMs: nowMs }
    : { fromMs: range.fromMs, toMs: range.toMs };
}

/** Twice as long, with the same end. For "widen the range". */
export function widenTimeRange(range: TimeRange): TimeRange {
  if (range.kind === 'between') {
    return { ...range, fromMs: Math.max(0, range.fromMs - (range.toMs - range.fromMs)) };
  }
  const longer = RELATIVE_RANGES.find((other) => other.kind === 'last' && other.lengthMs > range.lengthMs);
  return longer ?? { kind: 'last', lengthMs: Math.min(LENGTH_MS_MAX, range.lengthMs * 2) };
}
