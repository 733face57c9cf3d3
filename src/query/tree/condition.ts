import type { ComparisonNode } from './comparison.ts';
import type { IdMatchNode } from './id-match.ts';

/** True when all of its operands are; so also when there are none. */
export interface AndNode {
  readonly kind: 'and';
  readonly operands: readonly ConditionNode[];
}

/** True when one of its operands is. */
export interface OrNode {
  readonly kind: 'or';
  readonly operands: readonly ConditionNode[];
}

export interface NotNode {
  readonly kind: 'not';
  readonly operand: ConditionNode;
}

/** True or false for each row, never null. */
export type ConditionNode = ComparisonNode | IdMatchNode | AndNode | OrNode | NotNode;

export const andNode = (operands: readonly ConditionNode[]): AndNode =>
  Object.freeze({ kind: 'and', operands: Object.freeze([...operands]) });

export const orNode = (operands: readonly ConditionNode[]): OrNode =>
  Object.freeze({ kind: 'or', operands: Object.freeze([...operands]) });

export const notNode = (operand: ConditionNode): NotNode => Object.freeze({ kind: 'not', operand });
