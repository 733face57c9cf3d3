import { CombrayError } from '../../model/errors.ts';
import type { SqlQuery, SqlValue } from '../../store/index.ts';

/** A value of the query, apart from the text. */
interface Bound {
  readonly value: SqlValue;
  /** ClickHouse's name of its type. */
  readonly type: string;
}

/** A piece of SQL: text of ours and values of the asker's, which become text only in the store. */
export interface Sql {
  readonly parts: readonly (string | Bound | Sql)[];
}

/** The text between is ours; what is put in is SQL already. */
export function sql(strings: TemplateStringsArray, ...pieces: readonly Sql[]): Sql {
  return sqlOf(strings.flatMap((text, index) => [text, ...(pieces[index] ? [pieces[index]] : [])]));
}

/** Text of the program; never anything that came in. */
export const raw = (text: string): Sql => sqlOf([text]);

export const bound = (value: SqlValue, type: string): Sql => sqlOf([Object.freeze({ value, type })]);

export function joinSql(pieces: readonly Sql[], separator: string): Sql {
  return sqlOf(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece])));
}

const sqlOf = (parts: Sql['parts']): Sql => Object.freeze({ parts: Object.freeze(parts) });

/** The engine parses no statement above 256 KiB, its default `max_query_size`. */
const STATEMENT_LENGTH_MAX = 250_000;

/**
 * The text with numbered placeholders, and their values. An equal value of the same type has one placeholder. Throws
 * `query-too-large` where the text with its values in place would be longer than the engine parses.
 */
export function printSql(piece: Sql): SqlQuery {
  const params: Record<string, SqlValue> = {};
  const names = new Map<string, string>();
  const text: string[] = [];
  let length = 0;
  walk(piece, (part) => {
    if (typeof part === 'string') {
      text.push(part);
      length += part.length;
      return;
    }
    const key = keyOf(part);
    const name = names.get(key) ?? `p${names.size + 1}`;
    names.set(key, name);
    params[name] = part.value;
    text.push(`{${name}:${part.type}}`);
    length += literalLength(part.value) + part.type.length;
  });
  if (length > STATEMENT_LENGTH_MAX) {
    throw new CombrayError('query-too-large', 'the query is too long: use fewer or shorter names and values');
  }
  return { sql: text.join(''), params };
}

/** Equal for pieces that print alike. */
export function sqlIdentity(piece: Sql): string {
  const parts: string[] = [];
  walk(piece, (part) => {
    parts.push(typeof part === 'string' ? part : `\u0000${keyOf(part)}\u0000`);
  });
  return parts.join('');
}

function walk({ parts }: Sql, visit: (part: string | Bound) => void): void {
  for (const part of parts) {
    if (typeof part === 'object' && 'parts' in part) walk(part, visit);
    else visit(part);
  }
}

function keyOf({ value, type }: Bound): string {
  return `${type} ${JSON.stringify(value, (_key, each: unknown) => exactly(each))}`;
}

/** JSON knows no bigint, -0, NaN and infinities. */
function exactly(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Characters of `CAST(...)` or `unhex(...)` around what the store makes of a value, the commas of a list included. */
const LITERAL_FRAME = 12;
const QUOTES_AND_COMMA = 4;

/** What the store prints as it is. */
const PLAIN_TEXT = /^[\w ./:-]*$/;

/** At most this many characters stand for a value in the engine's text: two for a byte where it is printed as hex. */
function literalLength(value: SqlValue): number {
  if (typeof value === 'string' && PLAIN_TEXT.test(value)) return value.length + QUOTES_AND_COMMA;
  if (typeof value === 'string') return Buffer.byteLength(value) * 2 + LITERAL_FRAME;
  if (value instanceof Uint8Array) return value.length * 2 + LITERAL_FRAME;
  if (typeof value === 'object') return value.reduce((sum: number, each) => sum + elementLength(each), LITERAL_FRAME);
  return String(value).length + LITERAL_FRAME;
}

/** Elements that are no text are cast each to their own type. */
const elementLength = (value: SqlValue): number =>
  literalLength(value) + (typeof value === 'string' ? 0 : 'FixedString(16)'.length);
