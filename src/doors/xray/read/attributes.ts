import type { WholeAttributes } from '../../../traces/index.ts';
import type { JsonObject } from '../json.ts';

/** Of these attributes the first that is a text and not empty; a number counts as its digits. */
export function textAttribute(attributes: WholeAttributes, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = attributes.get(name);
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

/** Of these attributes the first that is a number. */
export function numberAttribute(attributes: WholeAttributes, ...names: string[]): number | undefined {
  for (const name of names) {
    const value = attributes.get(name);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  return undefined;
}

/** Without the members that are undefined; undefined where nothing is left. */
export function present(members: JsonObject): JsonObject | undefined {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
