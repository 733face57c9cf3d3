import type { FilterScalar } from '../../model/query-spec.ts';
import { bound, type Sql } from '../sql/sql.ts';
import { numberFromText } from './number-text.ts';

/** A value of the asker as a number: its own, or the one its text says. */
export function asNumber(value: FilterScalar): number | bigint | undefined {
  if (typeof value === 'string') return numberFromText(value);
  if (typeof value === 'boolean') return undefined;
  return Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** -0 became 0 and stays equal to it. */
export function boundNumber(value: number | bigint): Sql {
  return typeof value === 'bigint' ? bound(value, 'Int64') : bound(value, 'Float64');
}

export function asBool(value: FilterScalar): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : undefined;
}
