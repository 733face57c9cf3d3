import { ATTRIBUTE_FLOAT, ATTRIBUTE_INT, type EventAttribute } from '../../model/event-batch.ts';
import { explicitQuantiles, exponentialQuantiles } from './histogram-quantiles.ts';
import type { MetricKind, OtlpPoint } from './metric-messages.ts';

/** Source: opentelemetry-proto metrics.proto DataPointFlags. */
const NO_RECORDED_VALUE = 1;

const INT64_MAX = 2n ** 63n - 1n;

/** Source: Honeycomb's documentation of metrics (2021): the columns of a histogram, and what each stands for. */
const PERCENTILES: readonly (readonly [name: string, quantile: number])[] = [
  ['p001', 0.001],
  ['p01', 0.01],
  ['p05', 0.05],
  ['p10', 0.1],
  ['p20', 0.2],
  ['p25', 0.25],
  ['p50', 0.5],
  ['p75', 0.75],
  ['p80', 0.8],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
  ['p999', 0.999],
];
const QUANTILES = PERCENTILES.map(([, quantile]) => quantile);

/** The numbers that queries see of a data point: none where nothing was recorded. */
export function pointColumns(name: string, kind: MetricKind, point: OtlpPoint): EventAttribute[] {
  if (name === '' || (point.flags & NO_RECORDED_VALUE) !== 0) return [];
  switch (kind) {
    case 'gauge':
    case 'sum':
      return point.value === undefined ? [] : [numberColumn(name, point.value)];
    case 'histogram':
      return histogramColumns(name, point, explicitQuantiles(point, QUANTILES));
    case 'exponentialHistogram':
      return histogramColumns(name, point, exponentialQuantiles(point, QUANTILES));
    case 'summary':
      return summaryColumns(name, point);
  }
}

function histogramColumns(name: string, point: OtlpPoint, percentiles: readonly number[]): EventAttribute[] {
  const { count, sum, min, max } = point;
  const columns = [numberColumn(`${name}.count`, count)];
  const add = (suffix: string, value: number | undefined) => {
    if (value !== undefined) columns.push(numberColumn(`${name}.${suffix}`, value));
  };
  add('sum', sum);
  if (sum !== undefined && count > 0n) add('avg', sum / Number(count));
  add('min', min);
  add('max', max);
  PERCENTILES.forEach(([suffix], index) => {
    const value = percentiles[index];
    if (value !== undefined && Number.isFinite(value)) add(suffix, value);
  });
  return columns;
}

function summaryColumns(name: string, { count, sum = 0, quantileValues }: OtlpPoint): EventAttribute[] {
  const columns = [numberColumn(`${name}.count`, count), numberColumn(`${name}.sum`, sum)];
  const names = new Set<string>();
  for (const { quantile, value } of quantileValues) {
    const suffix = quantileSuffix(quantile);
    if (suffix === undefined || names.has(suffix)) continue;
    names.add(suffix);
    columns.push(numberColumn(`${name}.${suffix}`, value));
  }
  return columns;
}

/** 0.5 is p50, 0.99 p99, 0.999 p999, 0.001 p001. Source: metrics.proto: 0 and 1 are the smallest and largest value. */
function quantileSuffix(quantile: number): string | undefined {
  if (quantile === 0) return 'min';
  if (quantile === 1) return 'max';
  const digits = /^0\.(\d+)$/.exec(String(quantile))?.[1];
  return digits === undefined ? undefined : `p${digits.padEnd(2, '0')}`;
}

function numberColumn(key: string, value: bigint | number): EventAttribute {
  if (typeof value === 'number') return { key, type: ATTRIBUTE_FLOAT, value };
  if (value > INT64_MAX) return { key, type: ATTRIBUTE_FLOAT, value: Number(value) };
  return { key, type: ATTRIBUTE_INT, value };
}
