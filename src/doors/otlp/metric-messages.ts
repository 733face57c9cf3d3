import { NO_BYTES, type OtlpAttribute, type RecordMarks } from './messages.ts';

/**
 * A metric with its points, whatever kind of points they are.
 * Source: opentelemetry-proto v1.11.0, metrics.proto.
 */
export interface OtlpMetric extends RecordMarks {
  name: string;
  description: string;
  unit: string;
  metadata: OtlpAttribute[];
  /** undefined: the metric has no data. */
  kind: MetricKind | undefined;
  /** 0 unspecified, 1 delta, 2 cumulative; sums and both histograms. */
  aggregationTemporality: number;
  /** Sums. */
  isMonotonic: boolean;
  points: OtlpPoint[];
  /** A field has a wire type that no metric's has: this is another signal's record. */
  isForeign: boolean;
}

/** The members of Metric's oneof, by their names in JSON. */
export type MetricKind = 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';

/** One data point; what its kind does not have is as in an empty one. */
export interface OtlpPoint extends RecordMarks {
  /** uint64; 0: unknown. */
  startTimeUnixNano: bigint;
  timeUnixNano: bigint;
  attributes: OtlpAttribute[];
  /** 1: nothing was recorded. */
  flags: number;
  exemplars: OtlpExemplar[];
  /** Gauges and sums; bigint: as_int, number: as_double. */
  value: bigint | number | undefined;
  /** uint64; histograms and summaries. */
  count: bigint;
  sum: number | undefined;
  min: number | undefined;
  max: number | undefined;
  /** Histograms: one count more than bounds. */
  bucketCounts: bigint[];
  explicitBounds: number[];
  /** Exponential histograms. */
  scale: number;
  zeroCount: bigint;
  zeroThreshold: number;
  positive: OtlpBuckets | undefined;
  negative: OtlpBuckets | undefined;
  /** Summaries. */
  quantileValues: OtlpQuantileValue[];
}

export interface OtlpBuckets {
  offset: number;
  bucketCounts: bigint[];
}

export interface OtlpQuantileValue {
  quantile: number;
  value: number;
}

export interface OtlpExemplar {
  filteredAttributes: OtlpAttribute[];
  timeUnixNano: bigint;
  value: bigint | number | undefined;
  spanId: Uint8Array;
  traceId: Uint8Array;
}

export const emptyMetric = (): OtlpMetric => ({
  name: '',
  description: '',
  unit: '',
  metadata: [],
  kind: undefined,
  aggregationTemporality: 0,
  isMonotonic: false,
  points: [],
  isForeign: false,
  isTooDeep: false,
  isMalformed: false,
});

export const emptyPoint = (): OtlpPoint => ({
  startTimeUnixNano: 0n,
  timeUnixNano: 0n,
  attributes: [],
  flags: 0,
  exemplars: [],
  value: undefined,
  count: 0n,
  sum: undefined,
  min: undefined,
  max: undefined,
  bucketCounts: [],
  explicitBounds: [],
  scale: 0,
  zeroCount: 0n,
  zeroThreshold: 0,
  positive: undefined,
  negative: undefined,
  quantileValues: [],
  isTooDeep: false,
  isMalformed: false,
});

export const emptyExemplar = (): OtlpExemplar => ({
  filteredAttributes: [],
  timeUnixNano: 0n,
  value: undefined,
  spanId: NO_BYTES,
  traceId: NO_BYTES,
});
