import type { QueryNode } from '../tree/index.ts';
import { rewriteIds } from './ids.ts';
import { rewriteJsonText } from './json-text.ts';
import { rewriteNegations } from './negations.ts';
import { rewriteOwnNames } from './own-names.ts';
import { rewriteSemanticNames } from './semantic-names.ts';

const REWRITES: readonly ((query: QueryNode) => QueryNode)[] = [
  // These two concern references only.
  rewriteOwnNames,
  rewriteSemanticNames,
  // Before the others, which know only the positive operators.
  rewriteNegations,
  rewriteJsonText,
  rewriteIds,
];

export function rewrite(query: QueryNode): QueryNode {
  return REWRITES.reduce((node, each) => each(node), query);
}
