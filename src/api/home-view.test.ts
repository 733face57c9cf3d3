import { describe, expect, it } from 'vitest';
import type { QueryResult, ResultData } from '../query/index.ts';
import { homeResponse } from './contract/index.ts';
import { homeFigures } from './home-view.ts';

const BUCKET_MS = 10_000;
const START_MS = 1_000_005_000;

const result = (change: Partial<QueryResult> = {}): QueryResult => ({
  startMs: START_MS,
  endMs: START_MS + 20_000,
  granularitySeconds: 10,
  series: [],
  results: [],
  total: { COUNT: 0, 'P50(duration_ms)': null, 'P99(duration_ms)': null },
  other: undefined,
  heatmaps: [],
  groupCount: 0,
  matchedRowCount: 0,
  elapsedMs: 1,
  ...change,
});

const bucket = (position: number, data: ResultData) => ({ timeMs: 1_000_000_000 + position * BUCKET_MS, data });
const figures = (count: number, p50: number, p99: number) => ({
  COUNT: count,
  'P50(duration_ms)': p50,
  'P99(duration_ms)': p99,
});
const heatmapOf = (edges: number[], columns: [number, number[]][]) => ({
  calculation: { op: 'HEATMAP', column: 'duration_ms' } as const,
  edges,
  columns: columns.map(([position, counts]) => ({ ...bucket(position, {}), group: {}, counts })),
});

const EMPTY = {
  overview: result(),
  errors: result(),
  groups: result(),
  groupErrors: result(),
  withOtherHealthChecks: result(),
};
const SERVICES = { column: 'service.name', areHealthChecksShown: false };
const figuresOf = (results: Partial<typeof EMPTY>, options = SERVICES) =>
  homeFigures({ ...EMPTY, ...results }, options);

describe('the figures of Home', () => {
  it('have an entry for every bucket that the range touches, with or without requests', () => {
    const { series, heatmap } = figuresOf({
      overview: result({
        series: [bucket(1, figures(5, 2, 9))],
        heatmaps: [heatmapOf([0, 10, 20], [[1, [4, 1]]])],
        total: figures(5, 2, 9),
      }),
      errors: result({ series: [bucket(1, { COUNT: 2 })], total: { COUNT: 2 } }),
    });
    expect(series).toEqual({
      bucketMs: BUCKET_MS,
      timeMs: [1_000_000_000, 1_000_010_000, 1_000_020_000],
      requestCount: [0, 5, 0],
      errorCount: [0, 2, 0],
      p50Ms: [null, 2, null],
      p99Ms: [null, 9, null],
    });
    expect(heatmap).toEqual({
      edgesMs: [0, 10, 20],
      counts: [
        [0, 0],
        [4, 1],
        [0, 0],
      ],
    });
  });

  it('put the failures of a group beside its requests, by name; a missing name is empty', () => {
    const { groups, groupCount } = figuresOf({
      groups: result({
        groupCount: 3,
        results: [
          { data: { 'service.name': 'web', ...figures(9, 1, 2) } },
          { data: { 'service.name': null, ...figures(1.5, 3, 4) } },
        ],
        series: [bucket(0, { 'service.name': 'web', COUNT: 4 }), bucket(2, { 'service.name': 'web', COUNT: 5 })],
      }),
      groupErrors: result({
        results: [{ data: { 'service.name': 'quiet', COUNT: 8 } }, { data: { 'service.name': null, COUNT: 1.5 } }],
      }),
    });
    expect(groups).toEqual([
      { name: 'web', requestCount: 9, errorCount: 0, p50Ms: 1, p99Ms: 2, requestCounts: [4, 0, 5] },
      { name: '', requestCount: 1.5, errorCount: 1.5, p50Ms: 3, p99Ms: 4, requestCounts: [0, 0, 0] },
    ]);
    expect(groupCount).toBe(3);
  });

  it('count health checks by what the two ways of asking differ by, whichever of them is shown', () => {
    const less = result({ total: { COUNT: 10.5 } });
    const more = result({ total: { COUNT: 14 } });
    const hidden = figuresOf({ overview: less, withOtherHealthChecks: more });
    const shown = figuresOf(
      { overview: more, withOtherHealthChecks: less },
      { ...SERVICES, areHealthChecksShown: true },
    );
    expect([hidden.healthCheckCount, shown.healthCheckCount]).toEqual([3.5, 3.5]);
    const noise = figuresOf({
      overview: result({ total: { COUNT: 0.1 + 0.2 } }),
      withOtherHealthChecks: result({ total: { COUNT: 0.3 } }),
    });
    expect(noise.healthCheckCount).toBe(0);
  });

  it('are whole without a single request', () => {
    const figures = figuresOf({});
    expect(figures.totals).toEqual({ requestCount: 0, errorCount: 0, p50Ms: null, p99Ms: null });
    const answer = { ...figures, traces: { slowest: [], failing: [], newest: [] } };
    expect(homeResponse.parse(answer)).toEqual(answer);
  });
});
