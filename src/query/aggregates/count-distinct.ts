import { sql } from '../sql/sql.ts';
import type { Aggregate, AggregateInput } from './aggregate.ts';

/**
 * Estimate of how many values there are, within some 0.5 %, exact for few; what was not kept cannot be counted, so weights
 * do not matter. Null rule: a missing field is no value; of none it is 0.
 */
export const countDistinct = ({ key }: AggregateInput): Aggregate => ({
  accumulators: [{ fn: 'uniqCombined', args: [key()] }],
  finish: (result) => sql`ifNull(${result(0)}, 0)`,
});
