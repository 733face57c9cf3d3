import type { Aggregate, AggregateInput } from './aggregate.ts';
import { weighted } from './weighted.ts';

/** Each value as often as its weight says. Null rule: rows without a number are passed over; of none it is null. */
export const sum = ({ number, rowWeight }: AggregateInput): Aggregate => ({
  accumulators: [{ fn: 'sum', args: [weighted(number(), rowWeight)] }],
  finish: (result) => result(0),
});
