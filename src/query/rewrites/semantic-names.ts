import { generationsOf } from '../../model/semantic-names.ts';
import { attributeNode, type QueryNode } from '../tree/index.ts';
import { transformQuery } from './transform.ts';

/**
 * `http.status_code` -> `http.response.status_code`, else `http.status_code`: a service that moved to the new names and
 * one that did not are one answer, whichever name is asked for.
 */
export function rewriteSemanticNames(query: QueryNode): QueryNode {
  return transformQuery(query, {
    reference: (node) => (node.kind === 'attribute' ? attributeNode(node.names.flatMap(generationsOf)) : node),
  });
}
