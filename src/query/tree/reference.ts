/** A field of the record itself, under Honeycomb's name for it. `translate/record-columns.ts` knows its SQL. */
export interface ColumnNode {
  readonly kind: 'column';
  readonly name: string;
}

/** An attribute; where a row lacks the first name, the next one answers. Its type may differ from row to row. */
export interface AttributeNode {
  readonly kind: 'attribute';
  readonly names: readonly string[];
}

export type ReferenceNode = ColumnNode | AttributeNode;

export const columnNode = (name: string): ColumnNode => Object.freeze({ kind: 'column', name });

export const attributeNode = (names: readonly string[]): AttributeNode =>
  Object.freeze({ kind: 'attribute', names: Object.freeze([...names]) });
