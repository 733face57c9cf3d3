import type { QueryResult, ResultData } from '../query/index.ts';
import type { HomeGroup, HomeResponse } from './contract/index.ts';
import { FIGURES, type HomeQueries } from './home-queries.ts';

export type HomeResults = Readonly<Record<keyof HomeQueries, QueryResult>>;

/** Home's figures from the results of its queries; its lists of traces come from elsewhere. */
export function homeFigures(
  results: HomeResults,
  { column, areHealthChecksShown }: { column: string; areHealthChecksShown: boolean },
): Omit<HomeResponse, 'traces'> {
  const { overview, errors, groups, groupErrors } = results;
  const times = bucketTimes(overview);
  const of = seriesReader(times, overview);
  const requestCount = countOf(overview.total);
  const others = countOf(results.withOtherHealthChecks.total);
  return {
    startMs: overview.startMs,
    endMs: overview.endMs,
    totals: figuresOf(overview.total, countOf(errors.total)),
    series: {
      bucketMs: bucketMsOf(overview),
      timeMs: times,
      requestCount: of((data) => countOf(data), 0),
      errorCount: seriesReader(times, errors)((data) => countOf(data), 0),
      p50Ms: of((data) => msOf(data, FIGURES.p50), null),
      p99Ms: of((data) => msOf(data, FIGURES.p99), null),
    },
    heatmap: heatmapOf(overview, times),
    groups: groupsOf(groups, groupErrors, times, column),
    groupCount: groups.groupCount,
    // Weights are fractional: what two sums differ by is no count when it is a rounding error.
    healthCheckCount: roundedCount(areHealthChecksShown ? requestCount - others : others - requestCount),
  };
}

const WEIGHT_NOISE = 1e-6;
const roundedCount = (difference: number) => (difference < WEIGHT_NOISE ? 0 : difference);

const bucketMsOf = ({ granularitySeconds }: QueryResult) => granularitySeconds * 1_000;

/** Starts of all buckets of the range, those without a row too. */
function bucketTimes(result: QueryResult): number[] {
  const bucketMs = bucketMsOf(result);
  const times: number[] = [];
  for (let at = Math.floor(result.startMs / bucketMs) * bucketMs; at < result.endMs; at += bucketMs) times.push(at);
  return times;
}

/** Reads one column of a series with an entry for each bucket. */
function seriesReader(times: readonly number[], { series }: Pick<QueryResult, 'series'>) {
  const byTime = new Map(series.map(({ timeMs, data }) => [timeMs, data]));
  return <T>(read: (data: ResultData) => T, absent: T): T[] =>
    times.map((time) => {
      const data = byTime.get(time);
      return data === undefined ? absent : read(data);
    });
}

function heatmapOf({ heatmaps }: QueryResult, times: readonly number[]): HomeResponse['heatmap'] {
  const [heatmap] = heatmaps;
  if (!heatmap) return { edgesMs: [], counts: times.map(() => []) };
  const byTime = new Map(heatmap.columns.map(({ timeMs, counts }) => [timeMs, counts]));
  const cellCount = Math.max(0, heatmap.edges.length - 1);
  const empty = Array.from({ length: cellCount }, () => 0);
  return { edgesMs: [...heatmap.edges], counts: times.map((time) => [...(byTime.get(time) ?? empty)]) };
}

function groupsOf(groups: QueryResult, errors: QueryResult, times: readonly number[], column: string): HomeGroup[] {
  const errorCounts = new Map(errors.results.map(({ data }) => [nameOf(data, column), countOf(data)]));
  const seriesByName = new Map<string, QueryResult['series'][number][]>();
  for (const entry of groups.series) {
    const name = nameOf(entry.data, column);
    const entries = seriesByName.get(name);
    if (entries) entries.push(entry);
    else seriesByName.set(name, [entry]);
  }
  return groups.results.map(({ data }) => {
    const name = nameOf(data, column);
    const series = seriesByName.get(name) ?? [];
    return {
      name,
      ...figuresOf(data, errorCounts.get(name) ?? 0),
      requestCounts: seriesReader(times, { series })((each) => countOf(each), 0),
    };
  });
}

function figuresOf(data: ResultData, errorCount: number) {
  return {
    requestCount: countOf(data),
    errorCount,
    p50Ms: msOf(data, FIGURES.p50),
    p99Ms: msOf(data, FIGURES.p99),
  };
}

const nameOf = (data: ResultData, column: string): string => String(data[column] ?? '');
const countOf = (data: ResultData): number => Number(data[FIGURES.count] ?? 0);

function msOf(data: ResultData, name: string): number | null {
  const value = data[name] ?? null;
  return value === null ? null : Number(value);
}
