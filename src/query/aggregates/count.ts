import type { Aggregate, AggregateInput } from './aggregate.ts';

/** Sum of the weights; with a field only of the rows that have it. Null rule: of nothing it is 0. */
export const count = ({ weight }: AggregateInput): Aggregate => ({
  accumulators: [{ fn: 'sum', args: [weight()] }],
  finish: (result) => result(0),
});
