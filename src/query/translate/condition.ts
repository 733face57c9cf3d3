import { assert, assertNever } from '../../base/assert.ts';
import { equalsOneOf } from '../operators/in.ts';
import { isOrdered } from '../operators/order.ts';
import { matchesText } from '../operators/text-match.ts';
import type { Reading } from '../sql/reading.ts';
import { idColumn } from '../sql/record-columns.ts';
import { bound, joinSql, raw, type Sql, sql } from '../sql/sql.ts';
import type { ComparisonNode, ConditionNode, IdMatchNode } from '../tree/index.ts';
import { readingsOf } from './fields.ts';

/** True or false for each row, never NULL: so NOT gives the rows that lack the field, too. */
export function translateCondition(node: ConditionNode): Sql {
  switch (node.kind) {
    case 'and':
      return combine(node.operands, ' AND ', 'true');
    case 'or':
      return combine(node.operands, ' OR ', 'false');
    case 'not':
      return sql`NOT ${translateCondition(node.operand)}`;
    case 'id-match':
      return idMatch(node);
    case 'comparison':
      return comparison(node);
    default:
      return assertNever(node);
  }
}

function combine(operands: readonly ConditionNode[], separator: string, ofNone: string): Sql {
  const [first, ...rest] = operands.map(translateCondition);
  if (!first) return raw(ofNone);
  return rest.length === 0 ? first : sql`(${joinSql([first, ...rest], separator)})`;
}

/** An attribute is compared in each type it may have; a type that cannot match is not read. */
function comparison(node: ComparisonNode): Sql {
  const matches = readingsOf(node.left).flatMap((reading) => compare(node, reading) ?? []);
  return matches.length === 0 ? raw('false') : sql`(${joinSql(matches, ' OR ')})`;
}

function compare({ op, values }: ComparisonNode, reading: Reading): Sql | undefined {
  const list = values.map(({ value }) => value);
  const [first] = list;
  switch (op) {
    case 'exists':
      return reading.isPresent;
    case '=':
    case 'in':
      return equalsOneOf(reading, list);
    case '<':
    case '<=':
    case '>':
    case '>=':
      assert(first !== undefined, 'a comparison has a value');
      return isOrdered(reading, op, first);
    case 'starts-with':
    case 'ends-with':
    case 'contains':
      assert(first !== undefined, 'a comparison has a value');
      return matchesText(reading, op, first);
    case '!=':
    case 'does-not-start-with':
    case 'does-not-end-with':
    case 'does-not-exist':
    case 'does-not-contain':
    case 'not-in':
      return assert(false, 'negative operators are rewritten') as never;
    default:
      return assertNever(op);
  }
}

function idMatch({ name, ids }: IdMatchNode): Sql {
  const id = idColumn(name);
  assert(id, `${name} is an id`);
  if (ids.length === 0) return raw('false');
  const type = `FixedString(${id.bytes})`;
  const [only, ...more] = ids;
  if (only && more.length === 0) return sql`(${raw(id.column)} = ${bound(only, type)})`;
  return sql`(${raw(id.column)} IN ${bound(ids, `Array(${type})`)})`;
}
