import { bound, joinSql, raw, type Sql, sql } from './sql.ts';

export type ValueType = 'text' | 'int' | 'float' | 'bool';

/**
 * One way in which rows hold a field. A column of the record has one reading; an attribute has one for each type, of
 * which a row has at most one.
 */
export interface Reading {
  readonly type: ValueType;
  /** Means something only where `isPresent`. */
  readonly value: Sql;
  readonly isPresent: Sql;
  /** The value, or NULL. */
  readonly orNull: Sql;
  /** Whether `value` is the empty text wherever it is absent, so that what only other texts satisfy need not look. */
  readonly isEmptyWhereAbsent: boolean;
  /** Whether a float may be infinite or undefined; the record's own are not. */
  readonly isAnyFloat: boolean;
}

/** One text for each distinct value: '' where it is absent, else a mark of the type and the value. */
export function keyOf(readings: readonly Reading[]): Sql {
  return sql`coalesce(${joinSql(readings.map(markedText), ', ')}, '')`;
}

/** Numbers share a mark, so that 200 and 200.0 are one value, as they are for the JavaScript SDK that sent them. */
export const TEXT_MARK = 's';
export const NUMBER_MARK = 'n';
export const BOOL_MARK = 'b';

function markedText({ type, orNull }: Reading): Sql {
  switch (type) {
    case 'text':
      return sql`concat('${raw(TEXT_MARK)}', ${orNull})`;
    case 'int':
    case 'float':
      return sql`concat('${raw(NUMBER_MARK)}', toString(${type === 'float' ? sql`${orNull} + 0` : orNull}))`;
    case 'bool':
      return sql`multiIf(${orNull}, '${raw(BOOL_MARK)}true', NOT ${orNull}, '${raw(BOOL_MARK)}false', NULL)`;
  }
}

/** The finite number a field holds, as Float64, or NULL. Text that is a number counts as one. */
export function numberOf(readings: readonly Reading[]): Sql {
  const numbers = readings.filter(({ type }) => type !== 'bool').map(numberOrNull);
  if (numbers.length === 0) return raw("CAST(NULL, 'Nullable(Float64)')");
  return numbers.length === 1 ? joinSql(numbers, '') : sql`coalesce(${joinSql(numbers, ', ')})`;
}

function numberOrNull({ type, orNull, isAnyFloat }: Reading): Sql {
  if (type === 'int') return sql`toFloat64(${orNull})`;
  if (type === 'float' && !isAnyFloat) return orNull;
  return finiteOrNull(type === 'text' ? sql`toFloat64OrNull(${orNull})` : orNull);
}

/** One infinite or undefined value would spoil a whole sum, and JSON has none. */
export const finiteOrNull = (value: Sql): Sql => sql`if(isFinite(${value}), ${value}, NULL)`;

export const isPresent = (readings: readonly Reading[]): Sql =>
  readings.length === 1
    ? joinSql(
        readings.map((each) => each.isPresent),
        '',
      )
    : sql`(${joinSql(
        readings.map((each) => each.isPresent),
        ' OR ',
      )})`;

/** Maps of the events table by the type of their values. */
const ATTRIBUTE_MAPS: readonly (readonly [ValueType, string])[] = [
  ['text', 'attr_string'],
  ['int', 'attr_int'],
  ['float', 'attr_float'],
  ['bool', 'attr_bool'],
];

/** An attribute; the name is a value, never text. Where several names are given, the first a row has wins. */
export function attributeReadings(names: readonly string[]): Reading[] {
  return names.flatMap((name) =>
    ATTRIBUTE_MAPS.map(([type, map]): Reading => {
      const key = bound(name, 'String');
      return {
        type,
        value: sql`${raw(map)}[${key}]`,
        isPresent: sql`mapContains(${raw(map)}, ${key})`,
        orNull: sql`arrayElementOrNull(${raw(map)}, ${key})`,
        isEmptyWhereAbsent: type === 'text',
        isAnyFloat: true,
      };
    }),
  );
}
