import { idColumn } from '../sql/record-columns.ts';
import { type ComparisonNode, type ConditionNode, idMatchNode, type QueryNode } from '../tree/index.ts';
import { transformQuery } from './transform.ts';

/**
 * `trace.trace_id = "4bf9..."` -> the sixteen bytes: printed hex has no index, the bytes have one, and a trace is found
 * without reading its neighbours. A text that is no such id matches nothing.
 */
export function rewriteIds(query: QueryNode): QueryNode {
  return transformQuery(query, { comparison: asBytes });
}

function asBytes(node: ComparisonNode): ConditionNode {
  const { left, op, values } = node;
  if (left.kind !== 'column' || (op !== '=' && op !== 'in')) return node;
  const id = idColumn(left.name);
  return id
    ? idMatchNode(
        left.name,
        values.flatMap(({ value }) => idBytes(String(value), id.bytes) ?? []),
      )
    : node;
}

/** The bytes that print as this text; a trace id of 64 bits prints as its 16 digits. Digits of either case are taken. */
function idBytes(text: string, bytes: number): Uint8Array | undefined {
  const isId = /^[0-9a-fA-F]+$/.test(text) && (text.length === bytes * 2 || text.length === 16);
  if (!isId || /^0*$/.test(text)) return undefined;
  return Uint8Array.from(Buffer.from(text.padStart(bytes * 2, '0'), 'hex'));
}
