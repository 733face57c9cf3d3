import type { SqlQuery, SqlValue } from '../../store/index.ts';

/** A value of the query, apart from the text. */
interface Bound {
  readonly value: SqlValue;
  /** ClickHouse's name of its type. */
  readonly type: string;
}

/** A piece of SQL: text of ours and values of the asker's, which become text only in the store. */
export interface Sql {
  readonly parts: readonly (string | Bound)[];
}

/** The text between is ours; what is put in is SQL already. */
export function sql(strings: TemplateStringsArray, ...pieces: readonly Sql[]): Sql {
  const parts: (string | Bound)[] = [];
  strings.forEach((text, index) => {
    parts.push(text);
    parts.push(...(pieces[index]?.parts ?? []));
  });
  return Object.freeze({ parts: Object.freeze(parts) });
}

/** Text of the program; never anything that came in. */
export const raw = (text: string): Sql => Object.freeze({ parts: Object.freeze([text]) });

export const bound = (value: SqlValue, type: string): Sql =>
  Object.freeze({ parts: Object.freeze([Object.freeze({ value, type })]) });

export function joinSql(pieces: readonly Sql[], separator: string): Sql {
  const parts = pieces.flatMap((piece, index) => (index === 0 ? piece.parts : [separator, ...piece.parts]));
  return Object.freeze({ parts: Object.freeze(parts) });
}

/** The text with numbered placeholders, and their values. An equal value of the same type has one placeholder. */
export function printSql({ parts }: Sql): SqlQuery {
  const params: Record<string, SqlValue> = {};
  const names = new Map<string, string>();
  const text = parts.map((part) => {
    if (typeof part === 'string') return part;
    const key = keyOf(part);
    const name = names.get(key) ?? `p${names.size + 1}`;
    names.set(key, name);
    params[name] = part.value;
    return `{${name}:${part.type}}`;
  });
  return { sql: text.join(''), params };
}

/** Equal for pieces that print alike. */
export const sqlIdentity = (piece: Sql): string =>
  piece.parts.map((part) => (typeof part === 'string' ? part : keyOf(part))).join('\u0000');

function keyOf({ value, type }: Bound): string {
  return `${type} ${JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? `${each}n` : exactNumber(each)))}`;
}

/** JSON knows neither -0 nor NaN and the infinities. */
function exactNumber(value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return Object.is(value, -0) || !Number.isFinite(value) ? `number ${Object.is(value, -0) ? '-0' : value}` : value;
}
