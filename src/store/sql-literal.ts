import { assert } from '../base/assert.ts';
import { hexFromBytes } from '../base/hex.ts';
import type { SqlQuery, SqlValue } from './store.ts';

/**
 * Puts the values of `{name:Type}` placeholders into the text as literals. chDB binds parameters too, but runs bound
 * queries one at a time per process; this is the only place that ever prints a value.
 */
export function substitute({ sql, params }: SqlQuery): string {
  const used = new Set<string>();
  const text = sql.replace(/\{(\w+):([A-Za-z0-9_(), ]+)\}/g, (_match, name: string, type: string) => {
    const value = params[name];
    assert(value !== undefined, `the query has a value for {${name}}`);
    used.add(name);
    return printAs(value, type.trim());
  });
  for (const name of Object.keys(params))
    assert(used.has(name) || params[name] === undefined, `the query uses {${name}}`);
  return text;
}

/** The cast makes the literal's type what the placeholder says, whatever its digits suggest. */
function printAs(value: SqlValue, type: string): string {
  const element = /^Array\((.+)\)$/.exec(type)?.[1];
  if (element !== undefined) {
    assert(Array.isArray(value), 'an Array placeholder has a list');
    return `CAST([${(value as readonly SqlValue[]).map((each) => printAs(each, element)).join(', ')}], '${type}')`;
  }
  if (type === 'String') return printString(value);
  const isInteger = /^U?Int\d+$/.test(type);
  assert(
    !isInteger || typeof value !== 'number' || Number.isSafeInteger(value),
    'a number for an integer is exactly one',
  );
  return `CAST(${printScalar(value)}, '${type}')`;
}

function printScalar(value: SqlValue): string {
  switch (typeof value) {
    case 'bigint':
      return `'${value}'`;
    case 'number':
      return `'${printNumber(value)}'`;
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return printString(value);
  }
}

function printNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Every byte but plain ASCII letters, digits and a few marks as \xHH: nothing in it can end the literal. */
function printString(value: SqlValue): string {
  if (value instanceof Uint8Array) return `unhex('${hexFromBytes(value)}')`;
  assert(typeof value === 'string', 'a String placeholder has text or bytes');
  if (/^[\w ./:-]*$/.test(value)) return `'${value}'`;
  return `unhex('${hexFromBytes(new TextEncoder().encode(value))}')`;
}
