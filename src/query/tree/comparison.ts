import type { FilterOp } from '../../model/query-spec.ts';
import type { LiteralNode } from './literal.ts';
import type { ReferenceNode } from './reference.ts';

/** One field against one value, several (`in`) or none (`exists`). */
export interface ComparisonNode {
  readonly kind: 'comparison';
  readonly op: FilterOp;
  readonly left: ReferenceNode;
  readonly values: readonly LiteralNode[];
}

export const comparisonNode = (
  op: FilterOp,
  left: ReferenceNode,
  values: readonly LiteralNode[] = [],
): ComparisonNode => Object.freeze({ kind: 'comparison', op, left, values: Object.freeze([...values]) });
