import type { FilterOp } from '../../model/query-spec.ts';
import { type ComparisonNode, type ConditionNode, comparisonNode, notNode, type QueryNode } from '../tree/index.ts';
import { transformQuery } from './transform.ts';

const OPPOSITES: Partial<Record<FilterOp, FilterOp>> = {
  '!=': '=',
  'does-not-start-with': 'starts-with',
  'does-not-end-with': 'ends-with',
  'does-not-exist': 'exists',
  'does-not-contain': 'contains',
  'not-in': 'in',
};

/**
 * `a != 1` -> `not (a = 1)`: a negative operator matches exactly the rows its opposite does not, also those that lack the
 * field, so each operator is translated once.
 */
export function rewriteNegations(query: QueryNode): QueryNode {
  return transformQuery(query, { comparison: withoutNegation });
}

function withoutNegation(node: ComparisonNode): ConditionNode {
  const opposite = OPPOSITES[node.op];
  return opposite ? notNode(comparisonNode(opposite, node.left, node.values)) : node;
}
