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
  total: { COUNT: 0, errors: 0, 'P50(duration_ms)': null, 'P99(duration_ms)': null },
  other: undefined,
  heatmaps: [],
  groupCount: 0,
  totalSeries: [],
  matchedRowCount: 0,
  examinedRowCount: 0,
  averageSampleRate: undefined,
  elapsedMs: 1,
  ...change,
});

const bucket = (position: number, data: ResultData) => ({ timeMs: 1_000_000_000 + position * BUCKET_MS, data });
const figures = (count: number, errors: number, p50: number, p99: number) => ({
  COUNT: count,
  errors,
  'P50(duration_ms)': p50,
  'P99(duration_ms)': p99,
});
const heatmapOf = (edges: number[], columns: [number, number[]][]) => ({
  calculation: { op: 'HEATMAP', column: 'duration_ms' } as const,
  edges,
  columns: columns.map(([position, counts]) => ({ ...bucket(position, {}), group: {}, counts })),
});

const EMPTY = { overview: result(), groups: result() };
const figuresOf = (results: Partial<typeof EMPTY>) => homeFigures({ ...EMPTY, ...results }, 'service.name');

describe('the figures of Home', () => {
  it('have an entry for every bucket that the range touches, with or without requests', () => {
    const { series, heatmap, totals } = figuresOf({
      overview: result({
        series: [bucket(1, figures(5, 2, 3, 9))],
        heatmaps: [heatmapOf([0, 10, 20], [[1, [4, 1]]])],
        total: figures(5, 2, 3, 9),
      }),
    });
    expect(series).toEqual({
      bucketMs: BUCKET_MS,
      timeMs: [1_000_000_000, 1_000_010_000, 1_000_020_000],
      requestCount: [0, 5, 0],
      errorCount: [0, 2, 0],
      p50Ms: [null, 3, null],
      p99Ms: [null, 9, null],
    });
    expect(totals).toEqual({ requestCount: 5, errorCount: 2, p50Ms: 3, p99Ms: 9 });
    expect(heatmap).toEqual({
      edgesMs: [0, 10, 20],
      counts: [
        [0, 0],
        [4, 1],
        [0, 0],
      ],
    });
  });

  it('have a row for each group with its own series; a missing name is empty', () => {
    const { groups, groupCount } = figuresOf({
      groups: result({
        groupCount: 3,
        results: [
          { data: { 'service.name': 'web', ...figures(9, 0, 1, 2) } },
          { data: { 'service.name': null, ...figures(1.5, 1.5, 3, 4) } },
        ],
        series: [bucket(0, { 'service.name': 'web', COUNT: 4 }), bucket(2, { 'service.name': 'web', COUNT: 5 })],
      }),
    });
    expect(groups).toEqual([
      { name: 'web', requestCount: 9, errorCount: 0, p50Ms: 1, p99Ms: 2, requestCounts: [4, 0, 5] },
      { name: '', requestCount: 1.5, errorCount: 1.5, p50Ms: 3, p99Ms: 4, requestCounts: [0, 0, 0] },
    ]);
    expect(groupCount).toBe(3);
  });

  it('are whole without a single request', () => {
    const empty = figuresOf({});
    expect(empty.totals).toEqual({ requestCount: 0, errorCount: 0, p50Ms: null, p99Ms: null });
    const answer = {
      ...empty,
      healthCheckCount: 0,
      doubledServices: [],
      traces: { slowest: [], failing: [], newest: [] },
    };
    expect(homeResponse.parse(answer)).toEqual(answer);
  });
});
