/**
 * Honeycomb's query specification, whole. Everything that asks compiles to it or to its tree.
 * Source: Honeycomb API reference "Queries" (2026) and terraform-provider-honeycombio 0.51.0 client/query_spec.go.
 */
export const PERCENTILE_OPS = [
  'P001',
  'P01',
  'P05',
  'P10',
  'P20',
  'P25',
  'P50',
  'P75',
  'P80',
  'P90',
  'P95',
  'P99',
  'P999',
] as const;

export const CALCULATION_OPS = [
  'COUNT',
  'CONCURRENCY',
  'SUM',
  'AVG',
  'COUNT_DISTINCT',
  'MAX',
  'MIN',
  ...PERCENTILE_OPS,
  'HEATMAP',
  'RATE_AVG',
  'RATE_SUM',
  'RATE_MAX',
  // Metrics datasets only.
  'COUNT_DATAPOINTS',
  'HISTOGRAM_COUNT',
] as const;
export type CalculationOp = (typeof CALCULATION_OPS)[number];

export const FILTER_OPS = [
  '=',
  '!=',
  '>',
  '>=',
  '<',
  '<=',
  'starts-with',
  'does-not-start-with',
  'ends-with',
  'does-not-end-with',
  'exists',
  'does-not-exist',
  'contains',
  'does-not-contain',
  'in',
  'not-in',
] as const;
export type FilterOp = (typeof FILTER_OPS)[number];

export const HAVING_OPS = ['=', '!=', '>', '>=', '<', '<='] as const;
export type HavingOp = (typeof HAVING_OPS)[number];

export type FilterScalar = string | number | boolean;
export type FilterCombination = 'AND' | 'OR';

export interface QueryFilter {
  column: string;
  op: FilterOp;
  /** Absent for exists and does-not-exist, an array for in and not-in. */
  value?: FilterScalar | FilterScalar[];
}

export interface QueryCalculation {
  op: CalculationOp;
  /** Absent for CONCURRENCY, optional for COUNT and COUNT_DATAPOINTS. */
  column?: string;
  /** Required when the calculation has filters of its own; formulas refer to it. */
  name?: string;
  filters?: QueryFilter[];
  filter_combination?: FilterCombination;
}

export interface QueryOrder {
  op?: CalculationOp;
  column?: string;
  order?: 'ascending' | 'descending';
}

export interface QueryHaving {
  calculate_op: Exclude<CalculationOp, 'HEATMAP'>;
  column?: string;
  op: HavingOp;
  value: number;
}

export interface NamedExpression {
  name: string;
  expression: string;
}

/** Field names are Honeycomb's own, because its clients read and write this very object. */
export interface QuerySpec {
  calculations?: QueryCalculation[];
  filters?: QueryFilter[];
  filter_combination?: FilterCombination;
  breakdowns?: string[];
  orders?: QueryOrder[];
  havings?: QueryHaving[];
  limit?: number;
  /** Seconds; default 7200. Alone: ending now; with start_time: after it; with end_time: before it. */
  time_range?: number;
  /** Unix seconds. */
  start_time?: number;
  /** Unix seconds. */
  end_time?: number;
  /** Seconds; 0 or absent: automatic. */
  granularity?: number;
  /** Seconds; one of 1800, 3600, 7200, 28800, 86400, 604800, 2419200, 15724800 or the query's own range, and at least that range. */
  compare_time_offset_seconds?: number;
  /** For this query only. */
  calculated_fields?: NamedExpression[];
  /** Over calculation names; results replace the calculations. */
  formulas?: NamedExpression[];
  /** True: no correction by weight. */
  usage_mode?: boolean;
}
