import type { CalculationOp, HavingOp, QueryCalculation } from '../../model/query-spec.ts';
import type { ConditionNode } from './condition.ts';
import type { ReferenceNode } from './reference.ts';

/** What is computed over the rows of a group. */
export interface CalculationNode {
  readonly kind: 'calculation';
  /** Its key in the result. */
  readonly name: string;
  readonly op: CalculationOp;
  /** Absent: over the rows themselves. */
  readonly of: ReferenceNode | undefined;
  /** Rows of which only this calculation takes notice. */
  readonly filter: ConditionNode | undefined;
  /** As it was asked for. */
  readonly asked: QueryCalculation;
}

export interface BreakdownNode {
  readonly kind: 'breakdown';
  /** Its key in the result. */
  readonly name: string;
  readonly of: ReferenceNode;
}

/** By which calculation or breakdown of the query, counted from 0, the groups are ordered. */
export interface OrderNode {
  readonly kind: 'order';
  readonly by: 'calculation' | 'breakdown';
  readonly index: number;
  readonly isDescending: boolean;
}

/** Leaves groups out of the results, not out of the totals. */
export interface HavingNode {
  readonly kind: 'having';
  /** Of the calculation, counted from 0. */
  readonly index: number;
  readonly op: HavingOp;
  readonly value: number;
}

export interface QueryNode {
  readonly kind: 'query';
  /** [start, end). */
  readonly startMs: number;
  readonly endMs: number;
  readonly granularityMs: number;
  /** False in usage mode: every row counts once. */
  readonly isWeighted: boolean;
  readonly filter: ConditionNode;
  readonly breakdowns: readonly BreakdownNode[];
  readonly calculations: readonly CalculationNode[];
  readonly orders: readonly OrderNode[];
  readonly havings: readonly HavingNode[];
  readonly limit: number;
}

export const calculationNode = (fields: Omit<CalculationNode, 'kind'>): CalculationNode =>
  Object.freeze({ kind: 'calculation', ...fields });

export const breakdownNode = (name: string, of: ReferenceNode): BreakdownNode =>
  Object.freeze({ kind: 'breakdown', name, of });

export const orderNode = (fields: Omit<OrderNode, 'kind'>): OrderNode => Object.freeze({ kind: 'order', ...fields });

export const havingNode = (fields: Omit<HavingNode, 'kind'>): HavingNode =>
  Object.freeze({ kind: 'having', ...fields });

export const queryNode = (fields: Omit<QueryNode, 'kind'>): QueryNode =>
  Object.freeze({
    kind: 'query',
    ...fields,
    breakdowns: Object.freeze([...fields.breakdowns]),
    calculations: Object.freeze([...fields.calculations]),
    orders: Object.freeze([...fields.orders]),
    havings: Object.freeze([...fields.havings]),
  });
