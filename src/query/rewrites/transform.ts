import { assertNever } from '../../base/assert.ts';
import {
  andNode,
  breakdownNode,
  type ComparisonNode,
  type ConditionNode,
  calculationNode,
  comparisonNode,
  notNode,
  orNode,
  type QueryNode,
  queryNode,
  type ReferenceNode,
} from '../tree/index.ts';

/** What a rewrite puts in the place of each comparison or of each reference; it leaves alone what it does not name. */
export interface Replacements {
  readonly comparison?: (node: ComparisonNode) => ConditionNode;
  readonly reference?: (node: ReferenceNode) => ReferenceNode;
}

export function transformQuery(query: QueryNode, replacements: Replacements): QueryNode {
  const { comparison = (node) => node, reference = (node) => node } = replacements;
  const condition = (node: ConditionNode): ConditionNode => {
    switch (node.kind) {
      case 'comparison':
        return comparison(comparisonNode(node.op, reference(node.left), node.values));
      case 'and':
        return andNode(node.operands.map(condition));
      case 'or':
        return orNode(node.operands.map(condition));
      case 'not':
        return notNode(condition(node.operand));
      case 'id-match':
        return node;
      default:
        return assertNever(node);
    }
  };
  return queryNode({
    ...query,
    filter: condition(query.filter),
    breakdowns: query.breakdowns.map(({ name, of }) => breakdownNode(name, reference(of))),
    calculations: query.calculations.map((node) =>
      calculationNode({
        ...node,
        of: node.of && reference(node.of),
        filter: node.filter && condition(node.filter),
      }),
    ),
  });
}
