import { assert } from '../base/assert.ts';
import { COLUMN_NAMES } from '../model/columns.ts';
import type { FilterCombination, QueryCalculation, QueryFilter, QueryOrder, QuerySpec } from '../model/query-spec.ts';
import { nameOfCalculation } from './name-of-calculation.ts';
import { recordReading } from './sql/record-columns.ts';
import { granularityMsOf, timeRangeOf } from './time-range.ts';
import {
  andNode,
  attributeNode,
  breakdownNode,
  type CalculationNode,
  type ConditionNode,
  calculationNode,
  columnNode,
  comparisonNode,
  havingNode,
  literalNode,
  type OrderNode,
  orderNode,
  orNode,
  type QueryNode,
  queryNode,
  type ReferenceNode,
} from './tree/index.ts';

/** Groups in a result. Source: Honeycomb API reference "Queries", `limit`. */
export const DEFAULT_LIMIT = 100;

/** The tree of a valid specification. `nowMs` ends a range that has no end. */
export function buildTree(spec: QuerySpec, nowMs: number): QueryNode {
  const range = timeRangeOf(spec, nowMs);
  const isWeighted = spec.usage_mode !== true;
  const reference = (name: string) => referenceTo(name, isWeighted);
  const calculations = calculationsOf(spec).map((asked) =>
    calculationNode({
      asked,
      name: nameOfCalculation(asked),
      op: asked.op,
      of: asked.column === undefined ? undefined : reference(asked.column),
      filter: asked.filters?.length ? conditionOf(asked.filters, asked.filter_combination, reference) : undefined,
    }),
  );
  const breakdowns = (spec.breakdowns ?? []).map((name) => breakdownNode(name, reference(name)));
  return queryNode({
    ...range,
    granularityMs: granularityMsOf(spec, range),
    isWeighted,
    filter: conditionOf(spec.filters ?? [], spec.filter_combination, reference),
    breakdowns,
    calculations,
    orders: ordersOf(spec, calculations),
    havings: (spec.havings ?? []).map(({ calculate_op, column, op, value }) =>
      havingNode({ index: findCalculation(calculations, { op: calculate_op, column }), op, value }),
    ),
    limit: spec.limit ?? DEFAULT_LIMIT,
  });
}

/** Without a calculation rows are counted; what is asked for twice is computed once. */
export function calculationsOf(spec: QuerySpec): readonly QueryCalculation[] {
  const asked = spec.calculations?.length ? spec.calculations : [{ op: 'COUNT' } as const];
  return [...new Map(asked.map((each) => [nameOfCalculation(each), each])).values()];
}

function referenceTo(name: string, isWeighted: boolean): ReferenceNode {
  const isHidden = name === COLUMN_NAMES.usageSampleRate && isWeighted;
  return recordReading(name) && !isHidden ? columnNode(name) : attributeNode([name]);
}

function conditionOf(
  filters: readonly QueryFilter[],
  combination: FilterCombination | undefined,
  reference: (name: string) => ReferenceNode,
): ConditionNode {
  const operands = filters.map(({ op, column, value }) => {
    const values = value === undefined ? [] : [value].flat();
    return comparisonNode(op, reference(column), values.map(literalNode));
  });
  // No filter at all lets every row through, however the none are combined.
  return combination === 'OR' && operands.length > 0 ? orNode(operands) : andNode(operands);
}

/** As asked; else by the first calculation that is one number, greatest first. */
function ordersOf(spec: QuerySpec, calculations: readonly CalculationNode[]): OrderNode[] {
  if (spec.orders?.length) return spec.orders.map((order) => orderOf(order, spec, calculations));
  const index = calculations.findIndex(({ op }) => op !== 'HEATMAP');
  return index < 0 ? [] : [orderNode({ by: 'calculation', index, isDescending: true })];
}

function orderOf(order: QueryOrder, spec: QuerySpec, calculations: readonly CalculationNode[]): OrderNode {
  const isDescending = order.order === 'descending';
  const breakdown = order.op === undefined ? (spec.breakdowns ?? []).indexOf(order.column ?? '') : -1;
  if (breakdown >= 0) return orderNode({ by: 'breakdown', index: breakdown, isDescending });
  return orderNode({ by: 'calculation', index: findCalculation(calculations, order), isDescending });
}

/** By operator and column, or by name alone. */
function findCalculation(calculations: readonly CalculationNode[], { op, column }: CalculationKey): number {
  const index = calculations.findIndex(({ name, asked }) => isCalculation({ ...asked, name }, { op, column }));
  assert(index >= 0, 'an order or having names a calculation of the query');
  return index;
}

interface CalculationKey {
  readonly op?: QueryCalculation['op'] | undefined;
  readonly column?: string | undefined;
}

/** Whether an order or having of this operator and column means that calculation. */
export function isCalculation(calculation: QueryCalculation, { op, column }: CalculationKey): boolean {
  if (op === undefined) return nameOfCalculation(calculation) === column;
  return calculation.op === op && calculation.column === column;
}
