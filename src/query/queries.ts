import type { Clock } from '../base/clock.ts';
import { CombrayError } from '../model/errors.ts';
import { INTERACTIVE_BUDGET, type QueryBudget } from '../model/query-budget.ts';
import type { QuerySpec } from '../model/query-spec.ts';
import type { SqlAnswer, SqlQuery, SqlRow, TelemetryStore } from '../store/index.ts';
import { type CompiledQuery, compileQuery } from './compile-query.ts';
import { HEATMAP_CELLS, heatmapEdges } from './heatmap-cells.ts';
import type { Heatmap, HeatmapColumn, QueryResult } from './query-result.ts';
import type { QueryScope } from './query-scope.ts';
import { type ReadResults, type ResultGroup, readResults, readValues } from './read-results.ts';
import type { CalculationNode } from './tree/index.ts';
import { RESULT_LIMIT_MAX } from './validate/index.ts';

export interface QueryOptions {
  /** INTERACTIVE_BUDGET by default. Its deadline is that of the whole query. */
  readonly budget?: QueryBudget | undefined;
  /** True by default. Without series, heatmaps have one column for each group, at the start of the range. */
  readonly isSeriesWanted?: boolean | undefined;
  /** False by default: a pass over the rows of its own where the query has breakdowns. */
  readonly isTotalSeriesWanted?: boolean | undefined;
  /** In place of the query's own limit, and up to RESULT_LIMIT_MAX; only without series. */
  readonly resultLimit?: number | undefined;
  readonly heatmapCells?: number | undefined;
  /** Cancels the query in the engine. */
  readonly signal?: AbortSignal | undefined;
}

export interface Queries {
  /** Rejects with `request-invalid`, with what the store rejects with, and with the signal's reason. */
  run(spec: QuerySpec, scope: QueryScope, options?: QueryOptions): Promise<QueryResult>;
}

export function createQueries(store: TelemetryStore, clock: Clock): Queries {
  return {
    async run(spec, scope, options = {}) {
      const begunMs = clock.monotonicMs();
      const { isSeriesWanted = true, resultLimit, budget = INTERACTIVE_BUDGET, signal } = options;
      if (resultLimit !== undefined) assertResultLimit(resultLimit, isSeriesWanted);
      const compiled = compileQuery(spec, scope, clock.nowMs(), { resultLimit });
      const { query } = compiled;
      const ask: Ask = async (statement) => {
        const leftMs = budget.timeoutMs - (clock.monotonicMs() - begunMs);
        if (leftMs <= 0) throw new CombrayError('query-timeout', 'the query took longer than it may; narrow its range');
        return store.ask(statement, { ...budget, ...(signal ? { signal } : {}), timeoutMs: leftMs });
      };

      // One after the other: the memory of a query is that of its greatest statement, and one failure ends it.
      const { rows, rowsRead } = await ask(compiled.results());
      const results = readResults(rows, query, compiled.limit);
      const series = isSeriesWanted ? await readSeries(ask, compiled, results) : [];
      const totalSeries = options.isTotalSeriesWanted ? await readTotalSeries(ask, compiled, results) : [];
      const heatmaps = await readHeatmaps(ask, compiled, results, options);
      return {
        startMs: query.startMs,
        endMs: query.endMs,
        granularitySeconds: query.granularityMs / 1_000,
        series,
        results: results.groups.map(({ data }) => ({ data })),
        total: results.total,
        totalSeries,
        other: results.other,
        heatmaps,
        groupCount: results.groupCount,
        matchedRowCount: results.rowCount,
        examinedRowCount: rowsRead,
        averageSampleRate: results.rowCount === 0 ? undefined : results.weightSum / results.rowCount,
        elapsedMs: clock.monotonicMs() - begunMs,
      };
    },
  };
}

function assertResultLimit(limit: number, isSeriesWanted: boolean): void {
  if (isSeriesWanted) throw new CombrayError('request-invalid', 'limit: a limit of the result excludes series');
  if (Number.isInteger(limit) && limit >= 1 && limit <= RESULT_LIMIT_MAX) return;
  throw new CombrayError('request-invalid', `limit: must be between 1 and ${RESULT_LIMIT_MAX}`);
}

type Ask = (statement: SqlQuery) => Promise<SqlAnswer>;

/** Undefined where all groups are in the result, so that nothing must be left out. */
const groupsWanted = ({ groups, groupCount }: ReadResults, { query }: CompiledQuery) =>
  groups.length === groupCount && query.havings.length === 0 ? undefined : groups.map(({ id }) => id);

async function readSeries(ask: Ask, compiled: CompiledQuery, results: ReadResults): Promise<QueryResult['series']> {
  if (results.rowCount === 0 || results.groups.length === 0) return [];
  const { rows } = await ask(compiled.series(groupsWanted(results, compiled)));
  return shownRows(rows, results).map(({ row, group }) => ({
    timeMs: Number(row.bucket) * compiled.query.granularityMs,
    data: { ...group.keys, ...readValues(row, compiled.query) },
  }));
}

async function readTotalSeries(ask: Ask, compiled: CompiledQuery, results: ReadResults) {
  if (results.rowCount === 0) return [];
  const { rows } = await ask(compiled.totalSeries());
  return rows.map((row) => ({
    timeMs: Number(row.bucket) * compiled.query.granularityMs,
    data: readValues(row, compiled.query),
  }));
}

/** Rows with their group, in each time bucket in the order of the results. */
function shownRows(rows: readonly SqlRow[], { groups }: ReadResults): { row: SqlRow; group: ResultGroup }[] {
  const places = new Map(groups.map(({ id }, place) => [id, place]));
  return rows
    .flatMap((row) => {
      const place = places.get(BigInt(String(row.group_id)));
      const group = place === undefined ? undefined : groups[place];
      // None: a group whose first row arrived after the results were read.
      return group && place !== undefined ? [{ row, group, place, bucket: Number(row.bucket) }] : [];
    })
    .sort((a, b) => a.bucket - b.bucket || a.place - b.place);
}

async function readHeatmaps(
  ask: Ask,
  compiled: CompiledQuery,
  results: ReadResults,
  options: QueryOptions,
): Promise<Heatmap[]> {
  const { heatmaps } = compiled;
  if (heatmaps.length === 0) return [];
  const [ranges = {}] = (await ask(compiled.heatmapRanges())).rows;
  const read: Heatmap[] = [];
  for (const [index, heatmap] of heatmaps.entries()) {
    const edges = edgesOf(ranges, index + 1, options.heatmapCells ?? HEATMAP_CELLS);
    const isOverTime = options.isSeriesWanted ?? true;
    read.push(await readHeatmap(ask, compiled, results, { heatmap, edges, isOverTime }));
  }
  return read;
}

function edgesOf(ranges: SqlRow, place: number, cells: number): number[] {
  const [low, positive, high] = ['low', 'positive', 'high'].map((name) => ranges[`${name}${place}`]);
  if (low === null || low === undefined) return [];
  const isPositive = positive !== null && positive !== undefined;
  // -0 becomes 0.
  const [lowest, highest] = [Number(low) + 0, Number(high) + 0];
  return heatmapEdges({ low: lowest, positive: isPositive ? Number(positive) : undefined, high: highest }, cells);
}

async function readHeatmap(
  ask: Ask,
  compiled: CompiledQuery,
  results: ReadResults,
  { heatmap, edges, isOverTime }: { heatmap: CalculationNode; edges: readonly number[]; isOverTime: boolean },
): Promise<Heatmap> {
  const calculation = heatmap.asked;
  if (edges.length === 0) return { calculation, edges, columns: [] };
  const { query } = compiled;
  const lowerEdges = edges.slice(0, -1);
  const groups = groupsWanted(results, compiled);
  const { rows } = await ask(compiled.heatmap(heatmap, { lowerEdges, groups, isOverTime }));
  const columns = shownRows(rows, results).map(
    ({ row, group }): HeatmapColumn => ({
      timeMs: isOverTime ? Number(row.bucket) * query.granularityMs : query.startMs,
      group: group.keys,
      counts: readCounts(row, lowerEdges.length),
    }),
  );
  return { calculation, edges, columns };
}

function readCounts({ cells, weights }: SqlRow, length: number): number[] {
  const counts = new Array<number>(length).fill(0);
  const sums = weights as readonly unknown[];
  (cells as readonly unknown[]).forEach((cell, index) => {
    // The engine counts places from 1.
    counts[Number(cell) - 1] = Number(sums[index]);
  });
  return counts;
}
