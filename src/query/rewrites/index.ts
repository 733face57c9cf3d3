import type { QueryNode } from '../tree/index.ts';
import { rewriteIds } from './ids.ts';
import { rewriteJsonText } from './json-text.ts';
import { rewriteNegations } from './negations.ts';
import { rewriteSemanticNames } from './semantic-names.ts';

const REWRITES: readonly ((query: QueryNode) => QueryNode)[] = [
  // Concerns references only.
  rewriteSemanticNames,
  // Before the others, which know only the positive operators.
  rewriteNegations,
  rewriteJsonText,
  rewriteIds,
];

export function rewrite(query: QueryNode): QueryNode {
  return REWRITES.reduce((node, each) => each(node), query);
}
