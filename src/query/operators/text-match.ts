import type { FilterScalar } from '../../model/query-spec.ts';
import type { Reading } from '../sql/reading.ts';
import { bound, type Sql, sql } from '../sql/sql.ts';

export type TextOp = 'starts-with' | 'ends-with' | 'contains';

/** Of every number the engine prints, infinite and undefined ones too. */
const NUMBER_CHARACTERS = /^[-+.0-9aefin]*$/;

/**
 * Compares texts, with regard to case; a number or bool by the text it prints as. Null rule: a row without the field never
 * matches, also not the empty text.
 */
export function matchesText(reading: Reading, op: TextOp, value: FilterScalar): Sql | undefined {
  const part = String(value);
  switch (reading.type) {
    case 'text': {
      const matches = textMatch(reading.value, op, part);
      return reading.isEmptyWhereAbsent && part !== '' ? matches : sql`${reading.isPresent} AND ${matches}`;
    }
    case 'int':
    case 'float':
      if (!NUMBER_CHARACTERS.test(part)) return undefined;
      return sql`${reading.isPresent} AND ${textMatch(sql`toString(${reading.value})`, op, part)}`;
    case 'bool': {
      const [matchesTrue, matchesFalse] = [isMatch('true', op, part), isMatch('false', op, part)];
      if (matchesTrue && matchesFalse) return reading.isPresent;
      if (!matchesTrue && !matchesFalse) return undefined;
      return sql`${reading.isPresent} AND ${matchesTrue ? reading.value : sql`NOT ${reading.value}`}`;
    }
  }
}

function textMatch(text: Sql, op: TextOp, part: string): Sql {
  const literal = bound(part, 'String');
  switch (op) {
    case 'starts-with':
      return sql`startsWith(${text}, ${literal})`;
    case 'ends-with':
      return sql`endsWith(${text}, ${literal})`;
    case 'contains':
      return sql`position(${text}, ${literal}) > 0`;
  }
}

function isMatch(text: string, op: TextOp, part: string): boolean {
  switch (op) {
    case 'starts-with':
      return text.startsWith(part);
    case 'ends-with':
      return text.endsWith(part);
    case 'contains':
      return text.includes(part);
  }
}
