import { describe, expect, it } from 'vitest';
import { attribute, decodeBoth, metricsRequest, SPAN_ID, TRACE_ID } from '../../../tests/support/otlp-decode.ts';

const TIME = '1700000000000000001';

const exemplar = {
  filteredAttributes: [attribute('user', 'u1')],
  timeUnixNano: '5',
  asDouble: 0.25,
  spanId: SPAN_ID,
  traceId: TRACE_ID,
};
const common = { startTimeUnixNano: '1', timeUnixNano: TIME, exemplars: [exemplar], flags: 2 };
const about = {
  description: 'how "long"',
  unit: 'ms',
  metadata: [attribute('m', { arrayValue: { values: [{ intValue: '1' }] } })],
};
const metrics = [
  { name: 'gauge', ...about, gauge: { dataPoints: [{ ...common, asInt: '-5' }] } },
  {
    name: 'sum',
    ...about,
    sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ ...common, asDouble: 0.1 }] },
  },
  {
    name: 'histogram',
    ...about,
    histogram: {
      aggregationTemporality: 1,
      dataPoints: [
        {
          ...common,
          count: '3',
          sum: -1.5,
          bucketCounts: ['1', '2'],
          explicitBounds: [0.5],
          min: -2,
          max: 'Infinity',
        },
      ],
    },
  },
  {
    name: 'exponential',
    ...about,
    exponentialHistogram: {
      aggregationTemporality: 2,
      dataPoints: [
        {
          ...common,
          count: '7',
          sum: 'NaN',
          scale: -3,
          zeroCount: '1',
          positive: { offset: -2, bucketCounts: ['1', '18446744073709551615'] },
          negative: { offset: 5, bucketCounts: ['3'] },
          min: -9,
          max: 9,
          zeroThreshold: 0.001,
        },
      ],
    },
  },
  {
    name: 'summary',
    ...about,
    summary: {
      dataPoints: [
        {
          startTimeUnixNano: '1',
          timeUnixNano: TIME,
          flags: 2,
          count: '2',
          sum: 4,
          quantileValues: [{ quantile: 0.5, value: 2 }],
        },
      ],
    },
  },
];

/** What the row of a single point keeps under the metric's name. */
function keptOf(metric: { name: string }): unknown {
  const { rows, rejected } = decodeBoth(metricsRequest([metric]), { signal: 'metrics' });
  expect({ rows: rows.length, rejected }).toEqual({ rows: 1, rejected: [] });
  return JSON.parse((rows[0] as { attr_json: Record<string, string> }).attr_json[metric.name] ?? '');
}

describe('the JSON of a data point', () => {
  it.each(metrics.map((metric) => [metric.name, metric] as const))('of a %s is what was sent', (_name, metric) => {
    expect(keptOf(metric)).toEqual(metric);
  });

  it.each(metrics.map((metric) => [metric.name, metric] as const))(
    'of a %s, sent again, is the same',
    (_name, metric) => {
      expect(keptOf(keptOf(metric) as { name: string })).toEqual(metric);
    },
  );

  it('leaves out what has its default', () => {
    const histogram = { dataPoints: [{ count: '0', explicitBounds: [], exemplars: [{}], flags: 0 }] };
    expect(keptOf({ name: 'h', description: '', histogram } as { name: string })).toEqual({
      name: 'h',
      histogram: { dataPoints: [{ count: '0', exemplars: [{}] }] },
    });
  });

  it('tells a sum of 0 from no sum', () => {
    const point = { count: '1', sum: 0, min: 0 };
    const kept = keptOf({ name: 'h', histogram: { dataPoints: [point] } } as { name: string });
    expect(kept).toEqual({ name: 'h', histogram: { dataPoints: [point] } });
    const none = keptOf({ name: 'h', histogram: { dataPoints: [{ count: '1' }] } } as { name: string });
    expect(none).toEqual({ name: 'h', histogram: { dataPoints: [{ count: '1' }] } });
  });
});
