import { assert } from '../../base/assert.ts';
import {
  type Accumulator,
  type AggregateInput,
  aggregateOf,
  PERCENTILE_LEVELS,
  type PercentileOp,
} from '../aggregates/index.ts';
import { joinSql, raw, type Sql, sql, sqlIdentity } from '../sql/sql.ts';
import type { CalculationNode, QueryNode } from '../tree/index.ts';
import { translateCondition } from './condition.ts';
import { keySql, numberSql, presenceSql, weightOf } from './fields.ts';

/** How a query's calculations are computed; those that need the same accumulator share it. */
export interface CalculationPlan {
  /** `a1`, `a2`, ... are its names. */
  readonly accumulators: readonly Accumulator[];
  /** For each calculation that is one number: its place in the query, and its value from the accumulators' results. */
  readonly values: readonly { readonly index: number; readonly from: (result: (accumulator: number) => Sql) => Sql }[];
}

export function planCalculations(query: QueryNode): CalculationPlan {
  const accumulators: Accumulator[] = [];
  const places = new Map<string, number>();
  const placeOf = (accumulator: Accumulator): number => {
    const identity = sqlIdentity(callAccumulator(accumulator));
    const known = places.get(identity);
    if (known !== undefined) return known;
    places.set(identity, accumulators.length);
    return accumulators.push(accumulator) - 1;
  };
  const values = query.calculations.flatMap((calculation, index) => {
    if (calculation.op === 'HEATMAP') return [];
    const aggregate = aggregateOf(calculation.op, inputOf(calculation, query));
    const own = aggregate.accumulators.map(placeOf);
    return [
      {
        index,
        from: (result: (accumulator: number) => Sql) =>
          aggregate.finish((place) => {
            const accumulator = own[place];
            assert(accumulator !== undefined, 'an aggregate asks for its own accumulators');
            return result(accumulator);
          }),
      },
    ];
  });
  return { accumulators, values };
}

/** `sum(weight)`; with the combinator `State`, `sumState(weight)`. */
export const callAccumulator = ({ fn, parameters = '', args }: Accumulator, combinator = ''): Sql =>
  sql`${raw(`${fn}${combinator}${parameters}`)}(${joinSql(args, ', ')})`;

/** The result of an accumulator whose states are in a column. */
export const mergeAccumulator = ({ fn, parameters = '' }: Accumulator, column: Sql): Sql =>
  sql`${raw(`${fn}Merge${parameters}`)}(${column})`;

/** The number a calculation is about, in the rows its filter lets through; else NULL. */
export function numberOfCalculation({ of, filter }: CalculationNode): Sql {
  assert(of, 'a calculation over numbers has a field');
  const number = numberSql(of);
  return filter ? sql`if(${translateCondition(filter)}, ${number}, NULL)` : number;
}

function inputOf(calculation: CalculationNode, query: QueryNode): AggregateInput {
  const { of, filter } = calculation;
  const rowWeight = weightOf(query);
  return {
    rowWeight,
    number: () => numberOfCalculation(calculation),
    key: () => {
      assert(of, 'values of a field are counted');
      const conditions = [presenceSql(of), ...(filter ? [translateCondition(filter)] : [])];
      return sql`if(${joinSql(conditions, ' AND ')}, ${keySql(of)}, NULL)`;
    },
    weight: () => {
      const conditions = [...(of ? [presenceSql(of)] : []), ...(filter ? [translateCondition(filter)] : [])];
      return conditions.length === 0 ? rowWeight : sql`if(${joinSql(conditions, ' AND ')}, ${rowWeight}, 0)`;
    },
    levels: () => levelsBeside(calculation, query),
  };
}

/** Levels of the percentiles over the same numbers, in ascending order. */
function levelsBeside(calculation: CalculationNode, query: QueryNode): readonly number[] {
  const identity = sqlIdentity(numberOfCalculation(calculation));
  const levels = query.calculations
    .filter((each) => each.op in PERCENTILE_LEVELS && sqlIdentity(numberOfCalculation(each)) === identity)
    .map(({ op }) => PERCENTILE_LEVELS[op as PercentileOp]);
  return [...new Set(levels)].sort((a, b) => a - b);
}
