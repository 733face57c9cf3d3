import type { OtlpBuckets, OtlpPoint } from './metric-messages.ts';

/** How many values lie between two bounds, both finite. */
interface Bucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/**
 * Values at the given quantiles (ascending, 0 to 1) as the buckets of a histogram tell them: exact to the width of a
 * bucket, even within it. Empty where the buckets say nothing or contradict themselves.
 */
export function explicitQuantiles(point: OtlpPoint, quantiles: readonly number[]): number[] {
  const { bucketCounts, explicitBounds } = point;
  const first = explicitBounds[0];
  if (first === undefined || bucketCounts.length !== explicitBounds.length + 1) return [];
  if (!explicitBounds.every((bound, index) => index === 0 || bound > (explicitBounds[index - 1] ?? Number.NaN)))
    return [];
  const last = explicitBounds[explicitBounds.length - 1] ?? first;
  // The outer buckets are open: the smallest and largest value close them. Without: from 0, as most measures are.
  const outerLower = finiteOr(point.min, Math.min(first, 0));
  const outerUpper = finiteOr(point.max, last);
  const buckets = bucketCounts.map((count, index) => ({
    lower: explicitBounds[index - 1] ?? outerLower,
    upper: explicitBounds[index] ?? outerUpper,
    count: Number(count),
  }));
  return quantilesOf(buckets, point, quantiles, between);
}

/** The same for an exponential histogram, in whose buckets values lie evenly on a logarithmic scale. */
export function exponentialQuantiles(point: OtlpPoint, quantiles: readonly number[]): number[] {
  const zero = { lower: -point.zeroThreshold, upper: point.zeroThreshold, count: Number(point.zeroCount) };
  const negative = exponentialBuckets(point.negative, point.scale).reverse();
  const buckets = [
    ...negative.map(({ lower, upper, count }) => ({ lower: -upper, upper: -lower, count })),
    zero,
    ...exponentialBuckets(point.positive, point.scale),
  ];
  return quantilesOf(buckets, point, quantiles, betweenLogarithms);
}

/** Source: opentelemetry-proto metrics.proto: bucket i is (base^(offset+i), base^(offset+i+1)], base = 2^(2^-scale). */
function exponentialBuckets(buckets: OtlpBuckets | undefined, scale: number): Bucket[] {
  if (buckets === undefined) return [];
  const exponentPerBucket = 2 ** -scale;
  const bound = (index: number) => 2 ** (index * exponentPerBucket);
  return buckets.bucketCounts.map((count, index) => ({
    lower: bound(buckets.offset + index),
    upper: bound(buckets.offset + index + 1),
    count: Number(count),
  }));
}

function quantilesOf(
  buckets: readonly Bucket[],
  { min, max }: OtlpPoint,
  quantiles: readonly number[],
  interpolate: (lower: number, upper: number, share: number) => number,
): number[] {
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return [];
  const within = (bound: number) => clamp(bound, finiteOr(min, -Infinity), finiteOr(max, Infinity));
  const values: number[] = [];
  let before = 0;
  for (const bucket of buckets) {
    const { count } = bucket;
    const lower = within(bucket.lower);
    const upper = within(bucket.upper);
    for (let quantile = quantiles[values.length]; quantile !== undefined; quantile = quantiles[values.length]) {
      const rank = quantile * total - before;
      if (count === 0 || rank > count) break;
      // Rounding must not lead out of the bucket.
      values.push(clamp(interpolate(lower, upper, rank / count), lower, upper));
    }
    before += count;
  }
  return values;
}

function clamp(value: number, lower: number, upper: number): number {
  return Math.min(Math.max(value, lower), upper);
}

function between(lower: number, upper: number, share: number): number {
  return lower + (upper - lower) * share;
}

function betweenLogarithms(lower: number, upper: number, share: number): number {
  const ratio = upper / lower;
  return ratio > 0 && Number.isFinite(ratio) ? lower * ratio ** share : between(lower, upper, share);
}

function finiteOr(value: number | undefined, otherwise: number): number {
  return value !== undefined && Number.isFinite(value) ? value : otherwise;
}
