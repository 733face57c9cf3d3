import { COLUMN_NAMES } from '../../model/columns.ts';
import { attributeNode, type ConditionNode, type QueryNode, type ReferenceNode } from '../tree/index.ts';
import { transformQuery } from './transform.ts';

/** Fields of spans, which log records and metric points lack: on those such a name is an attribute of their own. */
const OF_SPANS_ONLY: ReadonlySet<string> = new Set([
  COLUMN_NAMES.name,
  COLUMN_NAMES.parentName,
  COLUMN_NAMES.type,
  COLUMN_NAMES.spanKind,
  COLUMN_NAMES.statusCode,
  COLUMN_NAMES.statusMessage,
  COLUMN_NAMES.error,
  COLUMN_NAMES.durationMs,
]);

/**
 * Of log records or metric points alone, `error`, `name`, `type` and their like are what the sender put there. Elsewhere the
 * field of the record answers: docs/adr/0007-fields-before-attributes.md.
 */
export function rewriteOwnNames(query: QueryNode): QueryNode {
  return isWithoutSpans(query.filter) ? transformQuery(query, { reference: asAttribute }) : query;
}

function isWithoutSpans(filter: ConditionNode): boolean {
  if (filter.kind === 'and') return filter.operands.some(isWithoutSpans);
  if (filter.kind === 'or') return filter.operands.length > 0 && filter.operands.every(isWithoutSpans);
  if (filter.kind !== 'comparison' || (filter.op !== '=' && filter.op !== 'in')) return false;
  const isSignal = filter.left.kind === 'column' && filter.left.name === COLUMN_NAMES.signal;
  return isSignal && filter.values.every(({ value }) => value === 'log' || value === 'metric');
}

const asAttribute = (node: ReferenceNode): ReferenceNode =>
  node.kind === 'column' && OF_SPANS_ONLY.has(node.name) ? attributeNode([node.name]) : node;
