import { sql } from '../sql/sql.ts';
import type { Aggregate, AggregateInput } from './aggregate.ts';

/** Each value as often as its weight says. Null rule: rows without a number are passed over; of none it is null. */
export const sum = ({ number, rowWeight }: AggregateInput): Aggregate => ({
  accumulators: [{ fn: 'sum', args: [sql`${number()} * ${rowWeight}`] }],
  finish: (result) => result(0),
});
