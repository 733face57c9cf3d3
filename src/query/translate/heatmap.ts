import { bound, joinSql, raw, type Sql, sql } from '../sql/sql.ts';
import type { CalculationNode } from '../tree/index.ts';
import { numberOfCalculation } from './calculations.ts';
import { weightOf } from './fields.ts';
import { amongGroups, groupId, keysOf, rowsOf, type ScopedQuery, timeBucket } from './rows.ts';

/**
 * For each of these heatmaps the least, the least positive and the greatest value: `low1`, `positive1`, `high1`, ... NULL
 * over no rows, also of a field that every row has.
 */
export function translateHeatmapRanges(scoped: ScopedQuery, heatmaps: readonly CalculationNode[]): Sql {
  const columns = heatmaps.flatMap((heatmap, index) => {
    const number = numberOfCalculation(heatmap);
    const place = raw(String(index + 1));
    return [
      sql`minOrNull(${number}) AS low${place}`,
      sql`minOrNull(if(${number} > 0, ${number}, NULL)) AS positive${place}`,
      sql`maxOrNull(${number}) AS high${place}`,
    ];
  });
  return sql`SELECT ${joinSql(columns, ',\n  ')}\n${rowsOf(scoped)}`;
}

/** One heatmap: which cells, and with what weight, each time bucket and group has. */
export function translateHeatmap(
  scoped: ScopedQuery,
  heatmap: CalculationNode,
  options: { lowerEdges: readonly number[]; groups: readonly bigint[] | undefined; isOverTime: boolean },
): Sql {
  const { query } = scoped;
  const edges = bound(options.lowerEdges, 'Array(Float64)');
  const number = numberOfCalculation(heatmap);
  const columns = [
    sql`${options.isOverTime ? timeBucket(query) : raw('toInt64(0)')} AS bucket`,
    sql`${groupId(keysOf(query))} AS group_id`,
    sql`roundDown(assumeNotNull(${number}), ${edges}) AS edge`,
    sql`sum(${weightOf(query)}) AS weight_sum`,
  ];
  const rows = rowsOf(scoped, [sql`isNotNull(${number})`, ...amongGroups(options.groups)]);
  return sql`SELECT bucket, group_id, groupArray(indexOf(${edges}, edge)) AS cells, groupArray(weight_sum) AS weights
FROM (
SELECT ${joinSql(columns, ',\n  ')}
${rows}
GROUP BY bucket, group_id, edge
)
GROUP BY bucket, group_id
ORDER BY bucket`;
}
