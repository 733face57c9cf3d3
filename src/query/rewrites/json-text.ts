import {
  type ComparisonNode,
  type ConditionNode,
  comparisonNode,
  literalNode,
  orNode,
  type QueryNode,
} from '../tree/index.ts';
import { transformQuery } from './transform.ts';

/** An array, a map or bytes as JSON text, with the newline of Go's encoder or without. */
const JSON_TEXT = /^(?:\[.*\]|\{.*\}|".*")\n?$/s;
const JSON_TEXT_END = /[\]}"]\n?$/;

/**
 * `tags = '["a"]\n'` -> `tags in ('["a"]', '["a"]\n')`: the text of an array that Honeycomb stores ends with a newline,
 * ours does not, and saved queries of either kind must find it. Source: husky otlp/common.go (0.43), whose encoder writes it.
 */
export function rewriteJsonText(query: QueryNode): QueryNode {
  return transformQuery(query, { comparison: withAndWithoutNewline });
}

function withAndWithoutNewline(node: ComparisonNode): ConditionNode {
  if (node.left.kind === 'column') return node;
  switch (node.op) {
    case '=':
    case 'in': {
      const values = node.values.flatMap(({ value }) => spellings(value, JSON_TEXT).map(literalNode));
      return values.length === node.values.length ? node : comparisonNode('in', node.left, values);
    }
    case 'ends-with': {
      const values = node.values.flatMap(({ value }) => spellings(value, JSON_TEXT_END));
      if (values.length === 1) return node;
      return orNode(values.map((value) => comparisonNode('ends-with', node.left, [literalNode(value)])));
    }
    default:
      return node;
  }
}

function spellings<Value>(value: Value, pattern: RegExp): (Value | string)[] {
  if (typeof value !== 'string' || !pattern.test(value)) return [value];
  const text = value.endsWith('\n') ? value.slice(0, -1) : value;
  return [text, `${text}\n`];
}
