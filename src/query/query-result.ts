import type { QueryCalculation } from '../model/query-spec.ts';

/** A value of a breakdown or a calculation; integers beyond 2^53 come as text, null is an absent value. */
export type ResultValue = string | number | boolean | null;

/** Keyed by breakdown and by `nameOfCalculation`: `{ 'service.name': 'web', COUNT: 12, 'P99(duration_ms)': 3.1 }`. */
export type ResultData = Readonly<Record<string, ResultValue>>;

/** One histogram: weighted counts of the cells of `Heatmap.edges`. */
export interface HeatmapColumn {
  readonly timeMs: number;
  readonly group: ResultData;
  /** One count for each cell; its length is that of `edges` less one. */
  readonly counts: readonly number[];
}

/** The cells are the same for every time bucket and group. */
export interface Heatmap {
  readonly calculation: QueryCalculation;
  /** Lower edges of the cells in ascending order, then the upper edge of the last; empty without a value. */
  readonly edges: readonly number[];
  readonly columns: readonly HeatmapColumn[];
}

/** Source: Honeycomb API reference "Query Data", whose answer the `/1/query_results` route makes of this. */
export interface QueryResult {
  /** The range that was read, after truncation: [start, end). */
  readonly startMs: number;
  readonly endMs: number;
  /** Width of a time bucket of `series`; buckets start at multiples of it. */
  readonly granularitySeconds: number;
  /** One entry for each time bucket and group that has rows, by time. Empty with `isSeriesWanted: false`. */
  readonly series: readonly { readonly timeMs: number; readonly data: ResultData }[];
  /** One entry for each group, in the query's order, at most `limit`. */
  readonly results: readonly { readonly data: ResultData }[];
  /** Over all groups. */
  readonly total: ResultData;
  /** The same for each time bucket that has rows. Empty unless `isTotalSeriesWanted`. */
  readonly totalSeries: readonly { readonly timeMs: number; readonly data: ResultData }[];
  /** Over the groups that `limit` cut off; undefined when it cut none. */
  readonly other: ResultData | undefined;
  readonly heatmaps: readonly Heatmap[];
  readonly groupCount: number;
  /** Rows the filters let through, without weights. */
  readonly matchedRowCount: number;
  /** Rows the engine read for the results: blocks of some thousands, less those that its indexes ruled out. */
  readonly examinedRowCount: number;
  /** Real events for each matched row, also in usage mode; undefined when none matched. */
  readonly averageSampleRate: number | undefined;
  readonly elapsedMs: number;
}
