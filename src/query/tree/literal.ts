import type { FilterScalar } from '../../model/query-spec.ts';

/** A value that a query compares with. */
export interface LiteralNode {
  readonly kind: 'literal';
  readonly value: FilterScalar;
}

export const literalNode = (value: FilterScalar): LiteralNode => Object.freeze({ kind: 'literal', value });
