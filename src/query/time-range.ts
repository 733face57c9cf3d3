import { MS_PER_SECOND } from '../base/time.ts';
import type { QuerySpec } from '../model/query-spec.ts';

/** Two hours. Source: Honeycomb API reference "Queries", `time_range`. */
export const DEFAULT_RANGE_SECONDS = 7_200;

/** Widths of a time bucket that are chosen without being asked for. Source: Honeycomb's query schema. */
const LADDER_SECONDS = [
  1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600, 43_200, 86_400, 172_800,
  259_200, 604_800,
];

/** About as many as a chart has room for. */
const AUTOMATIC_BUCKETS_MAX = 300;

/** A graph has at most this many buckets when their width is asked for. Source: API reference, `granularity`. */
export const BUCKETS_MAX = 1_000;

/** How long the range is, wherever it lies. */
export function rangeSecondsOf({ start_time: start, end_time: end, time_range: range }: QuerySpec): number {
  if (start !== undefined && end !== undefined) return end - start;
  return range ?? DEFAULT_RANGE_SECONDS;
}

/** [start, end) in whole seconds. A range that ends now holds all of the present second. */
export function timeRangeOf(spec: QuerySpec, nowMs: number): { startMs: number; endMs: number } {
  const length = rangeSecondsOf(spec);
  const end = spec.end_time ?? (spec.start_time === undefined ? nowSeconds(nowMs) : spec.start_time + length);
  const start = Math.max(0, spec.start_time ?? end - length);
  return { startMs: start * MS_PER_SECOND, endMs: end * MS_PER_SECOND };
}

const nowSeconds = (nowMs: number) => Math.floor(nowMs / MS_PER_SECOND) + 1;

export function granularityMsOf(spec: QuerySpec, { startMs, endMs }: { startMs: number; endMs: number }): number {
  if (spec.granularity) return Math.round(spec.granularity * MS_PER_SECOND);
  const seconds = (endMs - startMs) / MS_PER_SECOND;
  const step = LADDER_SECONDS.find((each) => seconds / each <= AUTOMATIC_BUCKETS_MAX);
  const last = LADDER_SECONDS.at(-1) ?? 1;
  return (step ?? Math.ceil(seconds / AUTOMATIC_BUCKETS_MAX / last) * last) * MS_PER_SECOND;
}
