import type { QueryResult, ResultData } from '../query/index.ts';
import type { HomeGroup, HomeResponse } from './contract/index.ts';
import { FIGURES, type HomeQueries } from './home-queries.ts';

export type HomeResults = Readonly<Record<keyof HomeQueries, QueryResult>>;

/** Home's figures from the results of its queries; the rest of its answer comes from elsewhere. */
export function homeFigures(
  { overview, groups }: HomeResults,
  column: string,
): Omit<HomeResponse, 'traces' | 'healthCheckCount' | 'doubledServices'> {
  const times = bucketTimes(overview);
  const read = seriesReader(times, overview);
  return {
    startMs: overview.startMs,
    endMs: overview.endMs,
    totals: figuresOf(overview.total),
    series: {
      bucketMs: bucketMsOf(overview),
      timeMs: times,
      requestCount: read((data) => countOf(data, FIGURES.count), 0),
      errorCount: read((data) => countOf(data, FIGURES.errors), 0),
      p50Ms: read((data) => msOf(data, FIGURES.p50), null),
      p99Ms: read((data) => msOf(data, FIGURES.p99), null),
    },
    heatmap: heatmapOf(overview, times),
    groups: groupsOf(groups, times, column),
    groupCount: groups.groupCount,
  };
}

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

function groupsOf(groups: QueryResult, times: readonly number[], column: string): HomeGroup[] {
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
    const requestCounts = seriesReader(times, { series })((each) => countOf(each, FIGURES.count), 0);
    return { name, ...figuresOf(data), requestCounts };
  });
}

function figuresOf(data: ResultData) {
  return {
    requestCount: countOf(data, FIGURES.count),
    errorCount: countOf(data, FIGURES.errors),
    p50Ms: msOf(data, FIGURES.p50),
    p99Ms: msOf(data, FIGURES.p99),
  };
}

const nameOf = (data: ResultData, column: string): string => String(data[column] ?? '');
const countOf = (data: ResultData, name: string): number => Number(data[name] ?? 0);

function msOf(data: ResultData, name: string): number | null {
  const value = data[name] ?? null;
  return value === null ? null : Number(value);
}
