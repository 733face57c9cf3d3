import type { Entry } from '../contract/index.ts';

/** Reading JSON of which nothing is known: what is not of the wanted type is as if it were not there. */

export type Json = Entry['value'];
export type JsonRecord = Readonly<Record<string, unknown>>;

const DEPTH_MAX = 8;
const ENTRIES_MAX = 200;
export const TEXT_CHARS_MAX = 20_000;

export function recordOf(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Numbers and booleans count as text: ids are sent as either. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return cut(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** The value as it is drawn: hostile depth and length end here, so that nothing behind this must fear them. */
export function shown(value: unknown, depth = 0): Json {
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return null;
  if (depth >= DEPTH_MAX) return Array.isArray(value) ? `[ ${value.length} ]` : `{ ${Object.keys(value).length} }`;
  if (Array.isArray(value)) {
    const first = value.slice(0, ENTRIES_MAX).map((each) => shown(each, depth + 1));
    return value.length > ENTRIES_MAX ? [...first, `and ${value.length - ENTRIES_MAX} more`] : first;
  }
  // Made from entries: a key `__proto__` is a key like any other.
  return Object.fromEntries(shownEntries(value, depth + 1).map(({ name, value: inner }) => [name, inner]));
}

/** The keys of a record and what they hold; of anything else nothing. */
export function entriesOf(value: unknown, options: { without?: readonly string[] } = {}): Entry[] {
  const record = recordOf(value);
  const { without = [] } = options;
  return shownEntries(without.length === 0 ? record : omit(record, without), 0);
}

/** Of data that may be of any shape. */
export function anyEntries(value: unknown, name: string): Entry[] {
  if (value === undefined || value === null) return [];
  return Object.keys(recordOf(value)).length > 0 || isEmptyRecord(value)
    ? entriesOf(value)
    : [{ name, value: shown(value) }];
}

function isEmptyRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function omit(record: JsonRecord, names: readonly string[]): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

function shownEntries(record: object, depth: number): Entry[] {
  const all = Object.entries(record);
  const entries = all.slice(0, ENTRIES_MAX).map(([name, value]) => ({ name: cut(name), value: shown(value, depth) }));
  if (all.length > ENTRIES_MAX) entries.push({ name: '…', value: `and ${all.length - ENTRIES_MAX} more` });
  return entries;
}

function cut(text: string): string {
  if (text.length <= TEXT_CHARS_MAX) return text;
  return `${text.slice(0, TEXT_CHARS_MAX)}… and ${text.length - TEXT_CHARS_MAX} more characters`;
}
