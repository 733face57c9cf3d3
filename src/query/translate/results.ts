import { assert } from '../../base/assert.ts';
import { bound, joinSql, raw, type Sql, sql } from '../sql/sql.ts';
import type { OrderNode, QueryNode } from '../tree/index.ts';
import { type CalculationPlan, callAccumulator, mergeAccumulator, planCalculations } from './calculations.ts';
import { groupId, keysOf, rowsOf, type ScopedQuery } from './rows.ts';

const column = (prefix: string, index: number): Sql => raw(`${prefix}${index + 1}`);

/** `AS v1` and so on: the values of the calculations, HEATMAPs left out. */
export const valueColumns = (plan: CalculationPlan, result: (accumulator: number) => Sql): readonly Sql[] =>
  plan.values.map(({ index, from }) => sql`${from(result)} AS ${column('v', index)}`);

export function directResult(plan: CalculationPlan): (accumulator: number) => Sql {
  const calls = plan.accumulators.map((each) => callAccumulator(each));
  return (index) => calls[index] ?? raw('NULL');
}

/** The results, total and other in one pass over the rows. */
export function translateResults(scoped: ScopedQuery, limit: number): Sql {
  const plan = planCalculations(scoped.query);
  return scoped.query.breakdowns.length === 0 ? ungrouped(scoped, plan) : grouped(scoped, plan, limit);
}

function ungrouped(scoped: ScopedQuery, plan: CalculationPlan): Sql {
  const { query } = scoped;
  const columns = [
    raw('count() AS row_total'),
    raw('sum(weight) AS weight_total'),
    sql`toUInt8(${isShown(query, valuesFrom(plan, directResult(plan)))}) AS shown_count`,
    ...valueColumns(plan, directResult(plan)),
  ];
  return sql`SELECT ${joinSql(columns, ',\n  ')}\n${rowsOf(scoped)}`;
}

/**
 * Three steps, because the last two cannot be had from finished numbers (a P99 of two groups is not made of their P99s):
 *
 *   groups   keys, states of the accumulators        one row for each group
 *   ranked   the same and a slot                     1 to limit in the query's order, limit + 1 for all that are not shown
 *   slots    states merged by slot, WITH ROLLUP      slot 0 is the total, limit + 1 the other
 */
function grouped(scoped: ScopedQuery, plan: CalculationPlan, limit: number): Sql {
  const { query } = scoped;
  const keys = query.breakdowns.map((_each, index) => column('k', index));
  const states = plan.accumulators.map((_each, index) => column('a', index));
  const named = (pieces: readonly Sql[], names: readonly Sql[]) =>
    pieces.map((piece, index) => sql`${piece} AS ${names[index] ?? raw('')}`);

  const groups = sql`SELECT ${joinSql(
    [
      ...named(keysOf(query), keys),
      raw('count() AS row_count'),
      raw('sum(weight) AS weight_sum'),
      ...named(
        plan.accumulators.map((each) => callAccumulator(each, 'State')),
        states,
      ),
    ],
    ',\n  ',
  )}\n${rowsOf(scoped)}\nGROUP BY ${joinSql(keys, ', ')}`;

  const finished = valuesFrom(plan, (index) => sql`finalizeAggregation(${states[index] ?? raw('NULL')})`);
  const position = sql`row_number() OVER (PARTITION BY is_shown ORDER BY ${joinSql(orderTerms(query, keys, finished), ', ')})`;
  const hidden = bound(limit + 1, 'UInt32');
  const ranked = sql`SELECT *,
  ${isShown(query, finished)} AS is_shown,
  if(is_shown, least(${position}, ${hidden}), ${hidden}) AS slot
FROM (\n${groups}\n)`;

  const merged = plan.accumulators.map((each, index) => mergeAccumulator(each, column('a', index)));
  const columns = [
    raw('slot'),
    ...keys.map((key, index) => sql`any(${key}) AS ${column('g', index)}`),
    sql`${groupId(keys.map((key) => sql`any(${key})`))} AS group_id`,
    raw('sum(row_count) AS row_total'),
    raw('sum(weight_sum) AS weight_total'),
    raw('countIf(is_shown) AS shown_count'),
    ...valueColumns(plan, (index) => merged[index] ?? raw('NULL')),
  ];
  return sql`SELECT ${joinSql(columns, ',\n  ')}\nFROM (\n${ranked}\n)\nGROUP BY slot WITH ROLLUP\nORDER BY slot`;
}

/** A calculation's value, by its place in the query. */
function valuesFrom(plan: CalculationPlan, result: (accumulator: number) => Sql): (index: number) => Sql {
  const values = new Map(plan.values.map(({ index, from }) => [index, from]));
  return (index) => {
    const from = values.get(index);
    assert(from, 'what is ordered or compared by is one number');
    return from(result);
  };
}

/** Whether a group passes every HAVING; a value that is null passes none. */
function isShown({ havings }: QueryNode, value: (index: number) => Sql): Sql {
  if (havings.length === 0) return raw('true');
  const conditions = havings.map(
    ({ index, op, value: limit }) => sql`ifNull(${value(index)} ${raw(op)} ${bound(limit, 'Float64')}, false)`,
  );
  return joinSql(conditions, ' AND ');
}

function orderTerms(query: QueryNode, keys: readonly Sql[], finished: (index: number) => Sql): readonly Sql[] {
  const orders = query.orders.flatMap((order) => orderTerm(order, keys, finished));
  // A heatmap alone has no number to order by; groups that are equal otherwise come by their keys.
  return [...(orders.length === 0 ? [raw('row_count DESC')] : orders), ...keys];
}

/** Absent values come last in either direction; bools before numbers before texts, numbers by value. */
function orderTerm(order: OrderNode, keys: readonly Sql[], finished: (index: number) => Sql): readonly Sql[] {
  const direction = raw(order.isDescending ? 'DESC' : 'ASC');
  if (order.by === 'calculation') return [sql`${finished(order.index)} ${direction} NULLS LAST`];
  const key = keys[order.index] ?? raw('NULL');
  return [
    sql`${key} = ''`,
    sql`substring(${key}, 1, 1) ${direction}`,
    sql`if(startsWith(${key}, 'n'), toFloat64OrNull(substring(${key}, 2)), 0) ${direction}`,
    sql`${key} ${direction}`,
  ];
}
