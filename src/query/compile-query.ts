import type { QuerySpec } from '../model/query-spec.ts';
import type { SqlQuery } from '../store/index.ts';
import { buildTree } from './build-tree.ts';
import type { QueryScope } from './query-scope.ts';
import { rewrite } from './rewrites/index.ts';
import { printSql } from './sql/sql.ts';
import { translateHeatmap, translateHeatmapRanges } from './translate/heatmap.ts';
import { translateResults } from './translate/results.ts';
import { translateSeries } from './translate/series.ts';
import { type CalculationNode, type QueryNode, queryNode } from './tree/index.ts';
import { assertValidQuery } from './validate/index.ts';

/** The statements of one query. Those that take groups are asked after the results, for the groups these have. */
export interface CompiledQuery {
  readonly query: QueryNode;
  readonly heatmaps: readonly CalculationNode[];
  /** Groups in the result. */
  readonly limit: number;
  results(): SqlQuery;
  /** Of these groups; undefined: of all. */
  series(groups: readonly bigint[] | undefined): SqlQuery;
  /** Of all rows together. */
  totalSeries(): SqlQuery;
  heatmapRanges(): SqlQuery;
  heatmap(
    heatmap: CalculationNode,
    options: { lowerEdges: readonly number[]; groups: readonly bigint[] | undefined; isOverTime: boolean },
  ): SqlQuery;
}

/** validate -> tree -> rewrite; translate and print as each statement is asked for. Throws `request-invalid`. */
export function compileQuery(
  spec: QuerySpec,
  scope: QueryScope,
  nowMs: number,
  options: { resultLimit?: number | undefined } = {},
): CompiledQuery {
  assertValidQuery(spec);
  const query = rewrite(buildTree(spec, nowMs));
  const scoped = { query, scope };
  const heatmaps = query.calculations.filter(({ op }) => op === 'HEATMAP');
  const limit = options.resultLimit ?? query.limit;
  return {
    query,
    heatmaps,
    limit,
    results: () => printSql(translateResults(scoped, limit)),
    series: (groups) => printSql(translateSeries(scoped, groups)),
    totalSeries: () => printSql(translateSeries({ query: queryNode({ ...query, breakdowns: [] }), scope }, undefined)),
    heatmapRanges: () => printSql(translateHeatmapRanges(scoped, heatmaps)),
    heatmap: (heatmap, how) => printSql(translateHeatmap(scoped, heatmap, how)),
  };
}
