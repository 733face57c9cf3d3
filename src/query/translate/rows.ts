import { NS_PER_MS, UNIX_NS_MAX } from '../../base/time.ts';
import { XRAY_SOURCE } from '../../model/xray-attributes.ts';
import type { QueryScope } from '../query-scope.ts';
import { bound, joinSql, raw, type Sql, sql } from '../sql/sql.ts';
import type { ConditionNode, QueryNode } from '../tree/index.ts';
import { translateCondition } from './condition.ts';
import { keySql } from './fields.ts';

/** A query and whose records it is asked of. */
export interface ScopedQuery {
  readonly query: QueryNode;
  readonly scope: QueryScope;
}

/** The rows a query reads. Environment, time and dataset stand first: they are the table's sort key. */
export function rowsOf({ query, scope }: ScopedQuery, more: readonly Sql[] = []): Sql {
  const conditions = [
    sql`environment = ${bound(scope.environment, 'UInt32')}`,
    sql`time >= ${bound(unixNs(query.startMs), 'Int64')}`,
    sql`time < ${bound(unixNs(query.endMs), 'Int64')}`,
    ...(scope.datasets ? [sql`dataset IN ${bound(scope.datasets, 'Array(String)')}`] : []),
    ...countedOnce(scope),
    ...(letsAllThrough(query.filter) ? [] : [translateCondition(query.filter)]),
    ...more,
  ];
  return sql`FROM events\nWHERE ${joinSql(conditions, '\n  AND ')}`;
}

function countedOnce({ doubledServices = [], counted }: QueryScope): readonly Sql[] {
  if (doubledServices.length === 0) return [];
  const isXRay = sql`startsWith(source, ${bound(XRAY_SOURCE, 'String')})`;
  const isLeftOut = counted === 'xray' ? sql`NOT ${isXRay}` : isXRay;
  return [sql`NOT (${isLeftOut} AND service IN ${bound(doubledServices, 'Array(String)')})`];
}

const letsAllThrough = (filter: ConditionNode): boolean => filter.kind === 'and' && filter.operands.length === 0;

function unixNs(ms: number): bigint {
  const ns = BigInt(ms) * NS_PER_MS;
  return ns > UNIX_NS_MAX ? UNIX_NS_MAX : ns;
}

/** Keys of the breakdowns, as the engine prints them. */
export const keysOf = ({ breakdowns }: QueryNode): readonly Sql[] => breakdowns.map(({ of }) => keySql(of));

/** 64 bits that stand for a group, so that its keys, which may be long, need not be sent back to the engine. */
export const groupId = (keys: readonly Sql[]): Sql =>
  keys.length === 0 ? raw('toUInt64(0)') : sql`sipHash64(${joinSql(keys, ', ')})`;

/** Nothing where every group is wanted. */
export const amongGroups = (ids: readonly bigint[] | undefined): readonly Sql[] =>
  ids ? [sql`group_id IN ${bound(ids, 'Array(UInt64)')}`] : [];

/** Buckets are counted from 1970. */
export const timeBucket = ({ granularityMs }: QueryNode): Sql =>
  sql`intDiv(time, ${bound(BigInt(granularityMs) * NS_PER_MS, 'Int64')})`;
