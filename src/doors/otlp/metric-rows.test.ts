import { describe, expect, it } from 'vitest';
import {
  attribute,
  type DecodeTestOptions,
  decodeBoth,
  decodeJson,
  metricsRequest,
} from '../../../tests/support/otlp-decode.ts';
import { DEFAULT_RECORD_LIMITS } from '../../model/limits.ts';

const SECOND = 1_700_000_000;
const TIME = `${SECOND}000000000`;
const LATE_IN_THE_SECOND = `${SECOND}999999999`;

type Row = Record<string, Record<string, unknown>>;

const gauge = (name: string, value: object, point: object = {}) => ({
  name,
  gauge: { dataPoints: [{ timeUnixNano: TIME, ...value, ...point }] },
});
const a = (value: string) => ({ attributes: [attribute('a', value)] });

function decodeMetrics(metrics: readonly object[], more: Parameters<typeof metricsRequest>[1] = {}) {
  const { rows, ...rest } = decodeBoth(metricsRequest(metrics, more), { signal: 'metrics' });
  return { ...rest, rows: rows as Row[] };
}

/** The row of a request that makes just one. */
function rowOf(metrics: readonly object[], more: Parameters<typeof metricsRequest>[1] = {}): Row {
  const { rows, rejected } = decodeMetrics(metrics, more);
  expect({ rows: rows.length, rejected }).toEqual({ rows: 1, rejected: [] });
  return rows[0]!;
}

const jsonOf = (row: Row, name: string) => JSON.parse(String(row['attr_json']?.[name]));

describe('the row of data points', () => {
  it('has each metric as a column, and what is the same for all of them once', () => {
    const metrics = [
      gauge('memory', { asInt: '9223372036854775807' }, a('x')),
      { name: 'requests', sum: { isMonotonic: true, dataPoints: [{ timeUnixNano: TIME, asDouble: 2.5, ...a('x') }] } },
    ];
    const resource = { attributes: [attribute('service.name', 'Shop'), attribute('host', 'h1')] };
    const { rows, recordCount } = decodeMetrics(metrics, { resource, scope: { name: 'meter', version: '2' } });
    expect(recordCount).toBe(2);
    expect(rows).toEqual([
      expect.objectContaining({
        dataset: 'unknown_metrics',
        signal: 'metric',
        kind: 'metric_point',
        time: TIME,
        duration_ns: '-1',
        service: 'Shop',
        name: '',
        scope_name: 'meter',
        scope_version: '2',
        weight: 1,
        attr_string: { a: 'x', host: 'h1' },
        attr_int: { memory: '9223372036854775807' },
        attr_float: { requests: 2.5 },
        attr_bool: {},
        attr_json: { memory: expect.any(String), requests: expect.any(String) },
      }),
    ]);
  });

  it('has the time of its points, cut to the second; the exact one stays with each', () => {
    const row = rowOf([gauge('x', { asInt: '1' }), gauge('y', { asInt: '2', timeUnixNano: LATE_IN_THE_SECOND })]);
    expect(row['time']).toBe(TIME);
    expect(jsonOf(row, 'x').gauge.dataPoints[0].timeUnixNano).toBe(TIME);
    expect(jsonOf(row, 'y').gauge.dataPoints[0].timeUnixNano).toBe(LATE_IN_THE_SECOND);
  });

  it.each<[string, object[]]>([
    [
      'another second',
      [gauge('x', { asInt: '1' }), gauge('y', { asInt: '1', timeUnixNano: `${SECOND + 1}000000000` })],
    ],
    ['other attributes', [gauge('x', { asInt: '1' }, a('1')), gauge('y', { asInt: '1' }, a('2'))]],
    [
      'an attribute of another type',
      [gauge('x', { asInt: '1' }, a('1')), gauge('y', { asInt: '1', attributes: [attribute('a', 1)] })],
    ],
    ['the same metric again', [gauge('x', { asInt: '1' }), gauge('x', { asInt: '2' })]],
    [
      'a metric called as a column of another',
      [
        { name: 'h', histogram: { dataPoints: [{ timeUnixNano: TIME, count: '1' }] } },
        gauge('h.count', { asInt: '5' }),
      ],
    ],
  ])('%s begins a row', (_what, metrics) => {
    expect(decodeMetrics(metrics).rows.length).toBe(2);
  });

  it('is one for the same attributes in another order, resource and scope sent twice', () => {
    const both = [attribute('a', 'x'), attribute('b', 1)];
    const group = (metric: object, order: object[]) => ({
      resource: { attributes: order },
      scopeMetrics: [{ scope: { name: 'm' }, metrics: [metric] }],
    });
    const request = {
      resourceMetrics: [
        group(gauge('x', { asInt: '1' }, { attributes: both }), both),
        group(gauge('y', { asInt: '2' }, { attributes: [...both].reverse() }), [...both].reverse()),
      ],
    };
    expect(decodeBoth(request, { signal: 'metrics' }).rows.length).toBe(1);
  });

  it.each([
    [
      'resource',
      {
        resourceMetrics: ['h1', 'h2'].map((host) => ({
          resource: { attributes: [attribute('host', host)] },
          scopeMetrics: [{ metrics: [gauge(host, { asInt: '1' })] }],
        })),
      },
    ],
    [
      'scope',
      {
        resourceMetrics: [
          { scopeMetrics: ['m1', 'm2'].map((name) => ({ scope: { name }, metrics: [gauge(name, { asInt: '1' })] })) },
        ],
      },
    ],
  ])('is another for another %s', (_what, request) => {
    expect(decodeBoth(request, { signal: 'metrics' }).rows.length).toBe(2);
  });

  it('begins anew when it is full', () => {
    const limits = { ...DEFAULT_RECORD_LIMITS, attributesMax: 3 };
    const metrics = Array.from({ length: 7 }, (_, index) => gauge(`m${index}`, { asInt: '1' }));
    const { rows } = decodeBoth(metricsRequest(metrics), { signal: 'metrics', limits });
    expect(rows.map((row) => Object.keys((row as Row)['attr_int']!).length)).toEqual([3, 3, 1]);
  });

  it('flags times that are far off', () => {
    const { rows, oddities } = decodeBoth(metricsRequest([gauge('x', { asInt: '1', timeUnixNano: '0' })]), {
      signal: 'metrics',
      timeRange: { earliestNs: 1n, latestNs: 2n },
    });
    expect(oddities['time-out-of-range']).toBe(1);
    expect(rows[0]).toMatchObject({ time: '0', attr_bool: { 'meta.time_out_of_range': true } });
  });

  it('keeps a sample rate as any other attribute', () => {
    const row = rowOf([gauge('x', { asInt: '1', attributes: [attribute('sampleRate', 10)] })], {
      resource: { attributes: [attribute('SampleRate', 20)] },
    });
    expect(row).toMatchObject({ weight: 1, attr_int: { sampleRate: '10', SampleRate: '20' } });
  });

  it.each([
    ['', 'unknown_metrics'],
    [' ', 'unknown_metrics'],
    [' My Metrics', 'my-metrics'],
  ])('with header %j is in %s, whatever the service', (datasetHeader, dataset) => {
    const resource = { attributes: [attribute('service.name', 'shop')] };
    const { rows } = decodeBoth(metricsRequest([gauge('x', { asInt: '1' })], { resource }), {
      signal: 'metrics',
      datasetHeader,
    });
    expect(rows[0]).toMatchObject({ dataset, service: 'shop' });
  });
});

describe('the numbers of a data point', () => {
  it.each([
    ['NaN', 'nan'],
    ['Infinity', 'inf'],
    ['-Infinity', '-inf'],
    [1e308, 1e308],
  ])('a double may be %s', (asDouble, told) => {
    const row = rowOf([gauge('x', { asDouble })]);
    expect(row['attr_float']).toEqual({ x: told });
    expect(jsonOf(row, 'x').gauge.dataPoints[0].asDouble).toBe(asDouble);
  });

  it('none where nothing was recorded, and none without a value', () => {
    const row = rowOf([gauge('stale', { asDouble: 5, flags: 1 }), gauge('empty', {})]);
    expect(row).toMatchObject({ attr_float: {}, attr_int: {} });
    expect(jsonOf(row, 'stale').gauge.dataPoints[0]).toMatchObject({ asDouble: 5, flags: 1 });
    expect(jsonOf(row, 'empty').gauge.dataPoints[0]).toEqual({ timeUnixNano: TIME });
  });

  it('a histogram has count, sum, average, extremes and percentiles', () => {
    const point = {
      timeUnixNano: TIME,
      count: '100',
      sum: 5_000,
      min: 0,
      max: 100,
      bucketCounts: ['25', '25', '50'],
      explicitBounds: [25, 50],
    };
    const row = rowOf([{ name: 'h', histogram: { aggregationTemporality: 1, dataPoints: [point] } }]);
    expect(row['attr_int']).toEqual({ 'h.count': '100' });
    expect(row['attr_float']).toEqual({
      'h.sum': 5_000,
      'h.avg': 50,
      'h.min': 0,
      'h.max': 100,
      'h.p001': expect.closeTo(0.1, 9),
      'h.p01': 1,
      'h.p05': 5,
      'h.p10': 10,
      'h.p20': 20,
      'h.p25': 25,
      'h.p50': 50,
      'h.p75': 75,
      'h.p80': 80,
      'h.p90': 90,
      'h.p95': 95,
      'h.p99': 99,
      'h.p999': expect.closeTo(99.9, 9),
    });
  });

  it('an exponential histogram too', () => {
    const point = {
      timeUnixNano: TIME,
      count: '12',
      sum: 30,
      scale: 0,
      zeroCount: '4',
      positive: { offset: 1, bucketCounts: ['4', '0', '4'] },
    };
    const row = rowOf([{ name: 'e', exponentialHistogram: { dataPoints: [point] } }]);
    expect(row['attr_int']).toEqual({ 'e.count': '12' });
    expect(row['attr_float']).toMatchObject({
      'e.sum': 30,
      'e.avg': 2.5,
      'e.p25': 0,
      'e.p99': expect.closeTo(15.671, 3),
    });
    expect(row['attr_float']).not.toHaveProperty('e.min');
  });

  it('a summary has count, sum and its quantiles', () => {
    const quantileValues = [0, 0.5, 0.9, 0.99, 0.999, 0.001, 0.25, 1, 0.5, 2, -1, 'NaN', 1e-9].map(
      (quantile, index) => ({
        quantile,
        value: index,
      }),
    );
    const row = rowOf([
      { name: 's', summary: { dataPoints: [{ timeUnixNano: TIME, count: '3', sum: 6, quantileValues }] } },
    ]);
    expect(row['attr_int']).toEqual({ 's.count': '3' });
    expect(row['attr_float']).toEqual({
      's.sum': 6,
      's.min': 0,
      's.p50': 1,
      's.p90': 2,
      's.p99': 3,
      's.p999': 4,
      's.p001': 5,
      's.p25': 6,
      's.max': 7,
    });
    expect(jsonOf(row, 's').summary.dataPoints[0].quantileValues.length).toBe(13);
  });

  it('a count beyond 2^63 is a double', () => {
    const point = { timeUnixNano: TIME, count: '18446744073709551615' };
    const row = rowOf([{ name: 'h', histogram: { dataPoints: [point] } }]);
    expect(row['attr_float']).toMatchObject({ 'h.count': 2 ** 64 });
    expect(jsonOf(row, 'h').histogram.dataPoints[0].count).toBe('18446744073709551615');
  });
});

describe('what is kept beside the numbers', () => {
  it('each point of a metric stands alone, without the attributes its row has', () => {
    const points = ['x', 'y'].map((value) => ({ timeUnixNano: TIME, asInt: '1', ...a(value) }));
    const { rows, recordCount } = decodeMetrics([{ name: 'g', unit: 's', gauge: { dataPoints: points } }]);
    expect(recordCount).toBe(2);
    expect(rows.map((row) => row['attr_string'])).toEqual([{ a: 'x' }, { a: 'y' }]);
    for (const row of rows) {
      expect(jsonOf(row, 'g')).toEqual({
        name: 'g',
        unit: 's',
        gauge: { dataPoints: [{ timeUnixNano: TIME, asInt: '1' }] },
      });
    }
  });

  it("a metric wins the name of an attribute, which stands in the JSON of the row's metrics", () => {
    const attributes = [
      attribute('state', 'on'),
      attribute('h', { arrayValue: { values: [{ intValue: '1' }] } }),
      attribute('h.count', 'many'),
      attribute('m', { kvlistValue: { values: [attribute('deep', 1)] } }),
      attribute('b', 'stays'),
    ];
    const metrics = [
      gauge('state', { asInt: '1', attributes }),
      { name: 'h', histogram: { dataPoints: [{ timeUnixNano: TIME, count: '4', attributes }] } },
      gauge('m.deep', { asInt: '9', attributes }),
    ];
    const row = rowOf(metrics, { resource: { attributes: [attribute('state', 'theirs'), attribute('r', 'r')] } });
    expect(row['attr_int']).toEqual({ state: '1', 'h.count': '4', 'm.deep': '9' });
    expect(row['attr_string']).toEqual({ b: 'stays', r: 'r' });
    const hidden = attributes.slice(0, 3);
    expect(jsonOf(row, 'state').gauge.dataPoints[0].attributes).toEqual(hidden);
    expect(jsonOf(row, 'h').histogram.dataPoints[0].attributes).toEqual(hidden);
    expect(jsonOf(row, 'm.deep').gauge.dataPoints[0].attributes).toEqual(hidden);
    expect(jsonOf(row, 'm').kvlistValue.values).toEqual([attribute('deep', 1)]);
  });

  it('a metric without a name is kept, unseen by queries', () => {
    const row = rowOf([gauge('', { asInt: '5' })]);
    expect(row).toMatchObject({ attr_int: {}, attr_float: {} });
    expect(jsonOf(row, '').gauge.dataPoints[0].asInt).toBe('5');
  });

  it('what is too long is cut, and the row says so', () => {
    const limits = { ...DEFAULT_RECORD_LIMITS, valueBytesMax: 4, keyBytesMax: 5 };
    const metrics = [
      { ...gauge('d', { asInt: '1' }), description: 'long long' },
      gauge('a long name', { asInt: '2' }),
      gauge('ex', { asInt: '3', exemplars: [{ asInt: '1', filteredAttributes: [attribute('k', 'long')] }] }),
      gauge('exl', { asInt: '3', exemplars: [{ asInt: '1', filteredAttributes: [attribute('k', 'longer')] }] }),
    ];
    const { rows, oddities } = decodeBoth(metricsRequest(metrics), { signal: 'metrics', limits });
    expect(oddities['value-cut']).toBe(1);
    expect(rows[0]).toMatchObject({
      attr_int: { d: '1', 'a lon': '2', ex: '3' },
      attr_string: { 'meta.truncated': '["d","a lon","exl"]' },
    });
    expect(jsonOf(rows[0] as Row, 'd').description).toBe('long');
  });
});

describe('data points that cannot be kept', () => {
  const tooMany = Array.from({ length: 4 }, (_, index) => attribute(`a${index}`, 'x'));
  const deep = { arrayValue: { values: [{ arrayValue: { values: [{ arrayValue: {} }] } }] } };
  const limits = { ...DEFAULT_RECORD_LIMITS, attributesMax: 3, depthMax: 2 };
  const decodeLimited = (metrics: readonly object[]) =>
    decodeBoth(metricsRequest(metrics), { signal: 'metrics', limits });

  it.each([
    ['attributes-too-many', { attributes: tooMany }],
    ['value-too-deep', { attributes: [attribute('a', deep)] }],
    ['value-too-deep', { exemplars: [{ filteredAttributes: [attribute('a', deep)] }] }],
  ])('%s: the point alone is left out', (reason, bad) => {
    const dataPoints = [{ asInt: '1' }, bad, { asInt: '2' }];
    const { rows, rejected, recordCount } = decodeLimited([{ name: 'g', gauge: { dataPoints } }]);
    expect([rows.length, rejected, recordCount]).toEqual([2, [{ index: 1, reason }], 3]);
  });

  it('all points of a metric whose metadata is nested too deep', () => {
    const dataPoints = [{ asInt: '1' }, { asInt: '2' }];
    const { rows, rejected } = decodeLimited([
      { name: 'g', metadata: [attribute('a', deep)], gauge: { dataPoints } },
      gauge('good', { asInt: '1' }),
    ]);
    expect([rows.length, rejected.map(({ index }) => index)]).toEqual([1, [0, 1]]);
  });

  const decodeLoose = (metrics: unknown[], options: DecodeTestOptions = {}) =>
    decodeJson(metricsRequest(metrics as object[]), { signal: 'metrics', ...options });

  it('a point of a wrong shape alone', () => {
    const dataPoints = [{ asInt: '1' }, { asInt: 'many' }, [], { asInt: '2' }];
    const { rows, rejected, recordCount } = decodeLoose([{ name: 'g', gauge: { dataPoints } }]);
    expect([rows.length, rejected.map(({ index }) => index), recordCount]).toEqual([2, [1, 2], 4]);
  });

  it('a metric of a wrong shape counts as one point', () => {
    const { rows, rejected, recordCount } = decodeLoose([{ name: 5 }, gauge('g', { asInt: '1' })]);
    expect([rows.length, rejected.map(({ index }) => index), recordCount]).toEqual([1, [0], 2]);
  });

  it('a metric without data has no point to keep or lose', () => {
    const { rows, rejected, recordCount } = decodeMetrics([{ name: 'nothing' }, { name: 'g', gauge: {} }]);
    expect([rows.length, rejected, recordCount]).toEqual([0, [], 0]);
  });
});
