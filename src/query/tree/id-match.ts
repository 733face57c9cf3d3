/** An id of the record among some ids, as bytes: what the engine has an index for. Made by a rewrite. */
export interface IdMatchNode {
  readonly kind: 'id-match';
  /** Honeycomb's name of the column. */
  readonly name: string;
  readonly ids: readonly Uint8Array[];
}

export const idMatchNode = (name: string, ids: readonly Uint8Array[]): IdMatchNode =>
  Object.freeze({ kind: 'id-match', name, ids: Object.freeze([...ids]) });
