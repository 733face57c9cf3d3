export { type ComparisonNode, comparisonNode } from './comparison.ts';
export { type AndNode, andNode, type ConditionNode, type NotNode, notNode, type OrNode, orNode } from './condition.ts';
export { type IdMatchNode, idMatchNode } from './id-match.ts';
export { type LiteralNode, literalNode } from './literal.ts';
export {
  type BreakdownNode,
  breakdownNode,
  type CalculationNode,
  calculationNode,
  type HavingNode,
  havingNode,
  type OrderNode,
  orderNode,
  type QueryNode,
  queryNode,
} from './query.ts';
export { type AttributeNode, attributeNode, type ColumnNode, columnNode, type ReferenceNode } from './reference.ts';
