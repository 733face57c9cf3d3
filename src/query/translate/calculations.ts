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
  const levels = sharedLevels(query.calculations);
  const values = query.calculations.flatMap((calculation, index) => {
    if (calculation.op === 'HEATMAP') return [];
    const aggregate = aggregateOf(calculation.op, inputOf(calculation, weightOf(query), levels.get(calculation) ?? []));
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

function inputOf(calculation: CalculationNode, rowWeight: Sql, levels: readonly number[]): AggregateInput {
  const { of, filter } = calculation;
  return {
    rowWeight,
    levels,
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
  };
}

/** For each percentile of the query the levels of all over the same numbers, in ascending order. */
function sharedLevels(calculations: readonly CalculationNode[]): ReadonlyMap<CalculationNode, readonly number[]> {
  const percentiles = calculations.filter(({ op }) => op in PERCENTILE_LEVELS);
  const groups = new Map<string, CalculationNode[]>();
  for (const each of percentiles) {
    const identity = sqlIdentity(numberOfCalculation(each));
    groups.set(identity, [...(groups.get(identity) ?? []), each]);
  }
  const levelsOf = (group: readonly CalculationNode[]) => {
    const levels = new Set(group.map(({ op }) => PERCENTILE_LEVELS[op as PercentileOp]));
    return [...levels].sort((a, b) => a - b);
  };
  return new Map([...groups.values()].flatMap((group) => group.map((each) => [each, levelsOf(group)] as const)));
}
