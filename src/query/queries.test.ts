import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManualClock } from '../base/clock.ts';
import type { EnvironmentId } from '../model/ids.ts';
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

  it('says how many rows it looked at, and what they stand for', async () => {
    const filters = [{ column: 'duration_ms', op: '>', value: 100 }] as const;
    // The index rules out blocks of rows, and all of these are in one: the one after the range is read, too.
    const asked = { matchedRowCount: 2, examinedRowCount: 5, averageSampleRate: 10 };
    expect(await run({ filters: [...filters] })).toMatchObject(asked);
    const grouped = { breakdowns: ['name', 'n'], filters: [...filters], usage_mode: true };
    expect(await run(grouped)).toMatchObject({ ...asked, total: { COUNT: 2 } });
    const none = await run({ filters: [{ column: 'duration_ms', op: '>', value: 1e6 }], breakdowns: ['name'] });
    expect([none.matchedRowCount, none.averageSampleRate]).toEqual([0, undefined]);
    const earlier = { start_time: RANGE.start_time - HOUR_SECONDS, end_time: RANGE.start_time };
    expect(await run(earlier)).toMatchObject({ matchedRowCount: 0, examinedRowCount: 0 });
  });

  it('totals each time bucket over all groups, also those that are not shown', async () => {
    const spec: QuerySpec = { breakdowns: ['service.name'], limit: 1, granularity: 60 };
    const havings: QuerySpec['havings'] = [{ calculate_op: 'COUNT', op: '<', value: 2 }];
    const ask = (more: QuerySpec) => run({ ...spec, ...more }, { isTotalSeriesWanted: true, isSeriesWanted: false });
    for (const result of [await ask({}), await ask({ havings })]) {
      expect(result.totalSeries.map(({ timeMs, data }) => [timeMs - START_MS, data])).toEqual([
        [0, { COUNT: 10 }],
        [60_000, { COUNT: 12.5 }],
        [120_000, { COUNT: 1 }],
      ]);
    }
    expect((await run(spec)).totalSeries).toEqual([]);
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

  it('takes filters of a calculation, HAVING, and weights of 1 in usage mode', async () => {
    const spec: QuerySpec = {
      calculations: [
        { op: 'COUNT' },
        { op: 'COUNT', name: 'slow', filters: [{ column: 'duration_ms', op: '>', value: 100 }] },
      ],
      breakdowns: ['service.name'],
      havings: [{ calculate_op: 'COUNT', op: '<', value: 20 }],
    };
    const { results, total } = await run(spec);
    expect(results.map(({ data }) => data)).toEqual([
      { 'service.name': 'api', COUNT: 2.5, slow: 0 },
      { 'service.name': 'cron', COUNT: 1, slow: 0 },
    ]);
    expect(total).toEqual({ COUNT: 23.5, slow: 20 });
    const usage = await run({
      calculations: [{ op: 'COUNT' }, { op: 'SUM', column: 'Sample Rate' }],
      usage_mode: true,
    });
    expect(usage.total).toEqual({ COUNT: 4, 'SUM(Sample Rate)': 23.5 });
  });

  it('answers zero where nothing matches', async () => {
    const filters = [{ column: 'service.name', op: '=', value: 'nobody' }] as const;
    const calculations = [
      { op: 'COUNT' },
      { op: 'P99', column: 'duration_ms' },
      { op: 'HEATMAP', column: 'duration_ms' },
    ] as const;
    const data = { COUNT: 0, 'P99(duration_ms)': null };
    const flat = await run({ filters: [...filters], calculations: [...calculations] });
    expect(flat).toMatchObject({ results: [{ data }], total: data, series: [], matchedRowCount: 0 });
    expect(flat.heatmaps).toEqual([{ calculation: calculations[2], edges: [], columns: [] }]);
    const ofWeights = [{ op: 'HEATMAP', column: 'SampleRate' }] as const;
    const { heatmaps } = await run({ filters: [...filters], calculations: [...ofWeights] });
    expect(heatmaps).toEqual([{ calculation: ofWeights[0], edges: [], columns: [] }]);
    const grouped = await run({ filters: [...filters], calculations: [...calculations], breakdowns: ['name'] });
    expect(grouped).toMatchObject({ results: [], total: data, series: [], groupCount: 0 });
    expect(grouped.other).toBeUndefined();
  });

  it('has one set of cells for all buckets and groups of a heatmap, and counts every row in one', async () => {
    const calculation = { op: 'HEATMAP', column: 'duration_ms' } as const;
    const { heatmaps } = await run({ calculations: [calculation], breakdowns: ['service.name'], granularity: 60 });
    const [heatmap] = heatmaps;
    expect(heatmap?.edges).toHaveLength(51);
    expect([heatmap?.edges[0], heatmap?.edges.at(-1)]).toEqual([1, 1_100]);
    const found = heatmap?.columns.map(({ timeMs, group, counts }) => {
      const cell = counts.findIndex((count) => count > 0);
      return [timeMs - START_MS, group['service.name'], counts[cell], heatmap.edges[cell]! <= 1_100];
    });
    expect(found).toEqual([
      [0, 'web', 10, true],
      [60_000, 'web', 10, true],
      [60_000, 'api', 2.5, true],
      [120_000, 'cron', 1, true],
    ]);
    const whole = await run({ calculations: [calculation] }, { isSeriesWanted: false, heatmapCells: 2 });
    expect(whole.heatmaps[0]?.columns).toEqual([{ timeMs: START_MS, group: {}, counts: [1, 22.5] }]);
  });

  it('reads its environment and datasets, and no others', async () => {
    const other = 8 as EnvironmentId;
    await keepRows(store, [{ dataset: 'x', durationMs: 1 }, { dataset: 'y' }, { dataset: "y'" }], other);
    const queries = createQueries(store, createManualClock(START_MS));
    const countOf = async (datasets?: string[]) =>
      (await queries.run(RANGE, { environment: other, datasets })).total.COUNT;
    expect([await countOf(), await countOf(['x']), await countOf(['x', "y'"]), await countOf(['z'])]).toEqual([
      3, 1, 2, 0,
    ]);
  });

  it('has more groups without series, up to ten thousand', async () => {
    const environment = 9 as EnvironmentId;
    await keepRows(
      store,
      Array.from({ length: 1_500 }, (_, index) => ({ name: `n${index}` })),
      environment,
    );
    const queries = createQueries(store, createManualClock(START_MS));
    const ask = (options: QueryOptions) => queries.run({ ...RANGE, breakdowns: ['name'] }, { environment }, options);
    expect((await ask({})).results).toHaveLength(100);
    expect((await ask({ isSeriesWanted: false, resultLimit: 10_000 })).results).toHaveLength(1_500);
    await expect(ask({ isSeriesWanted: false, resultLimit: 10_001 })).rejects.toMatchObject({
      code: 'request-invalid',
    });
    await expect(ask({ resultLimit: 5 })).rejects.toMatchObject({ code: 'request-invalid' });
  });

  it('keeps any name and any text what they are', async () => {
    const environment = 10 as EnvironmentId;
    const texts = [
      "'",
      "\\'",
      '\\',
      'a\0b',
      '\u2028',
      '{p1:String}',
      "'; DROP TABLE events --",
      '\ud800',
      '🙂',
      'é'.repeat(5_000),
      '%',
      '_',
      '*/',
    ];
    await keepRows(
      store,
      texts.map((text) => ({ attributes: { [text]: text } })),
      environment,
    );
    const queries = createQueries(store, createManualClock(START_MS));
    for (const text of texts) {
      const spec: QuerySpec = {
        ...RANGE,
        filters: [{ column: text, op: 'contains', value: text }],
        breakdowns: [text],
      };
      const { results } = await queries.run(spec, { environment });
      // What is no Unicode is kept as U+FFFD, and looked for as that.
      expect(results).toEqual([{ data: { [text]: text.replace('\ud800', '\ufffd'), COUNT: 1 } }]);
    }
  });

  it('keeps integers beyond 2^53 exact', async () => {
    const environment = 11 as EnvironmentId;
    const ids = [9_007_199_254_740_993n, 9_007_199_254_740_992n, -(2n ** 63n)];
    await keepRows(
      store,
      ids.map((id) => ({ attributes: { id } })),
      environment,
    );
    const queries = createQueries(store, createManualClock(START_MS));
    const ask = (spec: QuerySpec) =>
      queries.run({ ...RANGE, breakdowns: ['id'], orders: [{ column: 'id' }], ...spec }, { environment });
    expect((await ask({})).results.map(({ data }) => data.id)).toEqual([
      '-9223372036854775808',
      '9007199254740992',
      '9007199254740993',
    ]);
    const one = await ask({ filters: [{ column: 'id', op: '=', value: '9007199254740993' }] });
    expect(one.results.map(({ data }) => data.id)).toEqual(['9007199254740993']);
  });

  it('finds an attribute under its old and its new name, whichever is asked for', async () => {
    const environment = 12 as EnvironmentId;
    await keepRows(
      store,
      [
        { attributes: { 'http.status_code': 200n } },
        { attributes: { 'http.response.status_code': 200n } },
        { attributes: { 'http.status_code': 500n, 'http.response.status_code': 503n } },
        {},
      ],
      environment,
    );
    const queries = createQueries(store, createManualClock(START_MS));
    for (const column of ['http.status_code', 'http.response.status_code']) {
      const spec: QuerySpec = { ...RANGE, breakdowns: [column], filters: [{ column, op: 'exists' }] };
      const calculations: QuerySpec['calculations'] = [{ op: 'COUNT' }, { op: 'MAX', column }];
      const { results } = await queries.run({ ...spec, calculations }, { environment });
      expect(results.map(({ data }) => data)).toEqual([
        { [column]: 200, COUNT: 2, [`MAX(${column})`]: 200 },
        { [column]: 503, COUNT: 1, [`MAX(${column})`]: 503 },
      ]);
    }
  });
});
