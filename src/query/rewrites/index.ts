import type { QueryNode } from '../tree/index.ts';
import { rewriteIds } from './ids.ts';
import { rewriteJsonText } from './json-text.ts';
import { rewriteNegations } from './negations.ts';

const REWRITES: readonly ((query: QueryNode) => QueryNode)[] = [
  // First: the others know only the positive operators.
  rewriteNegations,
  rewriteJsonText,
  rewriteIds,
];

export function rewrite(query: QueryNode): QueryNode {
  return REWRITES.reduce((node, each) => each(node), query);
}
