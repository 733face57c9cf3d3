import type { SqlRow } from '../store/index.ts';

/** One field of a record as a person reads it. */
export interface Field {
  readonly name: string;
  readonly type: 'string' | 'int' | 'float' | 'bool' | 'json';
  /** Exact: int64 in decimals, JSON with arrays and maps as plain JSON and bytes as base64. */
  readonly text: string;
}

const SCALAR_MAPS = [
  ['attr_string', 'string'],
  ['attr_int', 'int'],
  ['attr_float', 'float'],
  ['attr_bool', 'bool'],
] as const;

/** The attributes of one row, sorted by name. Where a name has a lossless form, that one is shown. */
export function attributeFields(row: SqlRow): Field[] {
  const fields = new Map<string, Field>();
  for (const [column, type] of SCALAR_MAPS) {
    for (const [name, value] of entries(row[column])) fields.set(name, { name, type, text: String(value) });
  }
  for (const [name, value] of entries(row.attr_json)) {
    fields.set(name, { name, type: 'json', text: plainJson(String(value)) });
  }
  return sortedByName([...fields.values()]);
}

/** Own attributes win over the record's columns of the same name, as queries see them. */
export function mergeFields(columns: readonly Field[], attributes: readonly Field[]): Field[] {
  const taken = new Set(attributes.map((field) => field.name));
  return sortedByName([...columns.filter((field) => !taken.has(field.name)), ...attributes]);
}

/** The columns of a record that hold anything, as fields. */
export function presentFields(
  columns: readonly (readonly [name: string, type: Field['type'], text: string])[],
): Field[] {
  return columns.flatMap(([name, type, text]) => (text === '' ? [] : [{ name, type, text }]));
}

function sortedByName(fields: Field[]): Field[] {
  return fields.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function entries(map: unknown): [string, unknown][] {
  return typeof map === 'object' && map !== null ? Object.entries(map) : [];
}

/** OTLP's JSON form of AnyValue as plain JSON: `{"arrayValue":{"values":[{"intValue":"5"}]}}` -> `[5]`. */
export function plainJson(anyValueText: string): string {
  return printAnyValue(JSON.parse(anyValueText));
}

/** Text is built rather than objects, so that an int64 keeps its digits. Depth is bounded by RecordLimits.depthMax. */
function printAnyValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return 'null';
  const [variant] = Object.entries(value as Record<string, unknown>);
  if (!variant) return 'null';
  const [kind, content] = variant;
  if (kind === 'arrayValue') return `[${listOf(content).map(printAnyValue).join(',')}]`;
  if (kind === 'kvlistValue') {
    const pairs = listOf(content) as { key: string; value?: unknown }[];
    return `{${pairs.map((pair) => `${JSON.stringify(pair.key)}:${printAnyValue(pair.value)}`).join(',')}}`;
  }
  if (kind === 'intValue') return String(content);
  return JSON.stringify(content);
}

function listOf(content: unknown): unknown[] {
  const values = (content as { values?: unknown[] }).values;
  return values ?? [];
}
