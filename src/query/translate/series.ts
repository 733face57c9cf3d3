import { joinSql, type Sql, sql } from '../sql/sql.ts';
import { planCalculations } from './calculations.ts';
import { directResult, valueColumns } from './results.ts';
import { amongGroups, groupId, keysOf, rowsOf, type ScopedQuery, timeBucket } from './rows.ts';

/** The values of each time bucket and group; of these groups only, where some are given. */
export function translateSeries(scoped: ScopedQuery, groups: readonly bigint[] | undefined): Sql {
  const plan = planCalculations(scoped.query);
  const columns = [
    sql`${timeBucket(scoped.query)} AS bucket`,
    sql`${groupId(keysOf(scoped.query))} AS group_id`,
    ...valueColumns(plan, directResult(plan)),
  ];
  const rows = rowsOf(scoped, amongGroups(groups));
  return sql`SELECT ${joinSql(columns, ',\n  ')}\n${rows}\nGROUP BY bucket, group_id\nORDER BY bucket`;
}
