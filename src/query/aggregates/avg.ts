import { sql } from '../sql/sql.ts';
import type { Aggregate, AggregateInput } from './aggregate.ts';
import { weighted } from './weighted.ts';

/**
 * Sum of value times weight over the sum of weights. Weights 10 and 10, values 200 and 1100: 650. Null rule: as SUM.
 * Source: Honeycomb's documentation of sample rates, whose example that is.
 */
export const avg = ({ number, rowWeight }: AggregateInput): Aggregate => ({
  accumulators: [
    { fn: 'sum', args: [weighted(number(), rowWeight)] },
    { fn: 'sum', args: [sql`if(isNull(${number()}), 0, ${rowWeight})`] },
  ],
  finish: (result) => sql`${result(0)} / ${result(1)}`,
});
