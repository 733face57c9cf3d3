import type { FilterScalar } from '../../model/query-spec.ts';
import { finiteOrNull, type Reading } from '../sql/reading.ts';
import { bound, raw, type Sql, sql } from '../sql/sql.ts';
import { asNumber, boundNumber } from './operand.ts';

export type OrderOp = '<' | '<=' | '>' | '>=';

/**
 * `<` and its like: text against text by its bytes, everything else as numbers; text that is no number, and bools, have no
 * order. Null rule: a row without the field never matches.
 */
export function isOrdered(reading: Reading, op: OrderOp, value: FilterScalar): Sql | undefined {
  if (reading.type === 'bool') return undefined;
  if (reading.type === 'text') {
    if (typeof value === 'string')
      return sql`${reading.isPresent} AND ${reading.value} ${raw(op)} ${bound(value, 'String')}`;
    const parsed = finiteOrNull(sql`toFloat64OrNull(${reading.orNull})`);
    return typeof value === 'number' ? sql`ifNull(${parsed} ${raw(op)} ${boundNumber(value)}, false)` : undefined;
  }
  const number = asNumber(value);
  return number === undefined
    ? undefined
    : sql`${reading.isPresent} AND ${reading.value} ${raw(op)} ${boundNumber(number)}`;
}
