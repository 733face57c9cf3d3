import type { QuerySpec } from '../model/query-spec.ts';
import type { SqlQuery } from '../store/index.ts';
import { buildTree } from './build-tree.ts';
import { rewrite } from './rewrites/index.ts';
import { printSql } from './sql/sql.ts';
import { translateCondition } from './translate/condition.ts';
import { assertValidQuery } from './validate/index.ts';

/**
 * The filters of a query alone, for a statement over `events` of another part: text to put behind AND, and its values, named
 * p1, p2, ... Throws `request-invalid`.
 */
export function compileCondition(spec: Pick<QuerySpec, 'filters' | 'filter_combination'>): SqlQuery {
  assertValidQuery(spec);
  // Some range: the condition does not hold it.
  const { filter } = rewrite(buildTree({ ...spec, start_time: 0, end_time: 1 }, 0));
  return printSql(translateCondition(filter));
}
