/** Reading JSON of which nothing is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** PHP writes an empty map as an empty list; both read as an object without fields, as does anything that is none. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Numbers and booleans as text, because clients send ids and versions as either; '' for what has no text. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The first of these that is a text with something in it. */
export function firstText(...values: readonly unknown[]): string {
  return values.map(textOf).find((text) => text !== '') ?? '';
}

/** The value of a field whose name is spelled in any letter case, as names of HTTP headers are. */
export function fieldOf(object: JsonObject, lowerCaseName: string): unknown {
  const name = Object.keys(object).find((candidate) => candidate.toLowerCase() === lowerCaseName);
  return name === undefined ? undefined : object[name];
}
