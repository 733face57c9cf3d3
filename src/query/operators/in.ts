import type { FilterScalar } from '../../model/query-spec.ts';
import { finiteOrNull, type Reading } from '../sql/reading.ts';
import { bound, joinSql, type Sql, sql } from '../sql/sql.ts';
import { asBool, asNumber, boundNumber } from './operand.ts';

/**
 * `=` and `in`: a value is compared in the type the row has.
 *
 *   asked     row has text            int, float        bool
 *   "text"    the same text           its number, if    its bool, if the
 *                                     the text is one   text is one
 *   number    a text of that number   equal             never
 *   bool      'true' or 'false'       never             equal
 *
 * Null rule: a row without the field never matches.
 */
export function equalsOneOf(reading: Reading, values: readonly FilterScalar[]): Sql | undefined {
  switch (reading.type) {
    case 'text':
      return textIn(reading, values);
    case 'int':
    case 'float':
      return numberIn(reading, values);
    case 'bool':
      return boolIn(reading, values);
  }
}

function textIn(reading: Reading, values: readonly FilterScalar[]): Sql | undefined {
  const texts = values.flatMap((value) => (typeof value === 'number' ? [] : [String(value)]));
  const numbers = values.flatMap((value) => (typeof value === 'number' ? [value] : []));
  const conditions: Sql[] = [];
  if (texts.length > 0) {
    const isOneOf = oneOf(
      reading.value,
      texts.map((text) => bound(text, 'String')),
      () => bound(texts, 'Array(String)'),
    );
    const isSafe = reading.isEmptyWhereAbsent && !texts.includes('');
    conditions.push(isSafe ? isOneOf : sql`${reading.isPresent} AND ${isOneOf}`);
  }
  if (numbers.length > 0) {
    const parsed = finiteOrNull(sql`toFloat64OrNull(${reading.orNull})`);
    const isOneOf = oneOf(parsed, numbers.map(boundNumber), () => bound(numbers, 'Array(Float64)'));
    conditions.push(sql`ifNull(${isOneOf}, false)`);
  }
  return anyOf(conditions);
}

function numberIn(reading: Reading, values: readonly FilterScalar[]): Sql | undefined {
  const numbers = values.flatMap((value) => asNumber(value) ?? []);
  // Kept apart so that no int64 loses its last digits in a list of doubles.
  const ints = numbers.filter((number) => typeof number === 'bigint');
  const floats = numbers.filter((number) => typeof number === 'number');
  const conditions: Sql[] = [];
  if (ints.length > 0) conditions.push(oneOf(reading.value, ints.map(boundNumber), () => bound(ints, 'Array(Int64)')));
  if (floats.length > 0) {
    conditions.push(oneOf(reading.value, floats.map(boundNumber), () => bound(floats, 'Array(Float64)')));
  }
  const condition = anyOf(conditions);
  return condition && sql`${reading.isPresent} AND ${condition}`;
}

function boolIn(reading: Reading, values: readonly FilterScalar[]): Sql | undefined {
  const bools = new Set(values.flatMap((value) => asBool(value) ?? []));
  if (bools.size === 0) return undefined;
  if (bools.size === 2) return reading.isPresent;
  return sql`${reading.isPresent} AND ${bools.has(true) ? reading.value : sql`NOT ${reading.value}`}`;
}

function oneOf(value: Sql, items: readonly Sql[], list: () => Sql): Sql {
  return items.length === 1 ? sql`${value} = ${joinSql(items, '')}` : sql`${value} IN ${list()}`;
}

function anyOf(conditions: readonly Sql[]): Sql | undefined {
  if (conditions.length < 2) return conditions[0];
  return sql`(${joinSql(conditions, ' OR ')})`;
}
