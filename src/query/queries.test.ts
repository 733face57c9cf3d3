import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManualClock } from '../base/clock.ts';
import type { QuerySpec } from '../model/query-spec.ts';
import type { TelemetryStore } from '../store/index.ts';
import { createQueries, type QueryOptions } from './queries.ts';
import { ENVIRONMENT, HOUR_SECONDS, keepRows, openTestStore, RANGE, START_MS } from './query.kit.ts';

let store: TelemetryStore;
beforeAll(async () => {
  store = await openTestStore();
  await keepRows(store, [
    { atMs: 0, durationMs: 200, weight: 10, service: 'web', name: 'GET /', attributes: { region: 'eu', n: 1n } },
    { atMs: 60_000, durationMs: 1_100, weight: 10, service: 'web', name: 'GET /', attributes: { n: 2.5 } },
    { atMs: 60_000, durationMs: 50, weight: 2.5, service: 'api', name: 'db', statusCode: 2, attributes: { n: '3' } },
    { atMs: 120_000, durationMs: 1, service: 'cron', name: 'tick', attributes: { n: true } },
    { atMs: HOUR_SECONDS * 1_000, durationMs: 9_999, service: 'late' },
  ]);
});
afterAll(() => store.close());

const run = (spec: QuerySpec, options?: QueryOptions) =>
  createQueries(store, createManualClock(START_MS)).run({ ...RANGE, ...spec }, { environment: ENVIRONMENT }, options);

describe('a query', () => {
  it('weighs counts, sums and averages', async () => {
    const { results, total, matchedRowCount } = await run({
      calculations: [{ op: 'COUNT' }, { op: 'SUM', column: 'duration_ms' }, { op: 'AVG', column: 'duration_ms' }],
      filters: [{ column: 'service.name', op: '=', value: 'web' }],
    });
    const data = { COUNT: 20, 'SUM(duration_ms)': 13_000, 'AVG(duration_ms)': 650 };
    expect(results).toEqual([{ data }]);
    expect(total).toEqual(data);
    expect(matchedRowCount).toBe(2);
  });

  it('gives groups in order, the total of all and the other of those cut off', async () => {
    const result = await run({
      breakdowns: ['service.name'],
      calculations: [
        { op: 'COUNT' },
        { op: 'P50', column: 'duration_ms' },
        { op: 'MAX', column: 'duration_ms' },
        { op: 'P99', column: 'duration_ms' },
      ],
      limit: 2,
    });
    expect(result.results).toEqual([
      {
        data: {
          'service.name': 'web',
          COUNT: 20,
          'P50(duration_ms)': 200,
          'MAX(duration_ms)': 1_100,
          'P99(duration_ms)': 1_100,
        },
      },
      {
        data: {
          'service.name': 'api',
          COUNT: 2.5,
          'P50(duration_ms)': 50,
          'MAX(duration_ms)': 50,
          'P99(duration_ms)': 50,
        },
      },
    ]);
    expect(result.total.COUNT).toBe(23.5);
    expect(result.other).toEqual({ COUNT: 1, 'P50(duration_ms)': 1, 'MAX(duration_ms)': 1, 'P99(duration_ms)': 1 });
    expect(result.series.map(({ timeMs, data }) => [timeMs - START_MS, data['service.name'], data.COUNT])).toEqual([
      [0, 'web', 10],
      [60_000, 'web', 10],
      [60_000, 'api', 2.5],
    ]);
    expect(result.groupCount).toBe(3);
  });

  it('gives a heatmap', async () => {
    const result = await run({ calculations: [{ op: 'HEATMAP', column: 'duration_ms' }], breakdowns: ['error'] });
    expect(result.heatmaps[0]?.edges.length).toBeLessThanOrEqual(51);
    expect(result.heatmaps[0]?.columns.map(({ counts }) => counts.reduce((a, b) => a + b, 0))).toEqual([
      10, 10, 2.5, 1,
    ]);
  });

  it('groups by an attribute of mixed types', async () => {
    const result = await run({
      calculations: [{ op: 'COUNT' }, { op: 'SUM', column: 'n' }],
      breakdowns: ['n'],
      orders: [{ column: 'n' }],
    });
    expect(result.results.map(({ data }) => data)).toEqual([
      { n: true, COUNT: 1, 'SUM(n)': null },
      { n: 1, COUNT: 10, 'SUM(n)': 10 },
      { n: 2.5, COUNT: 10, 'SUM(n)': 25 },
      { n: '3', COUNT: 2.5, 'SUM(n)': 7.5 },
    ]);
  });
});
