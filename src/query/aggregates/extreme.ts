import type { Aggregate, AggregateInput } from './aggregate.ts';

/** The least or greatest value; weights do not matter. Null rule: as SUM. */
export const extreme =
  (fn: 'min' | 'max') =>
  ({ number }: AggregateInput): Aggregate => ({
    accumulators: [{ fn, args: [number()] }],
    finish: (result) => result(0),
  });
