/**
 * The query part of the address as a flat record of text. Plain `name=value`, so that people can read, edit and share it;
 * a name given twice counts once, the first time.
 */
export interface SearchParams {
  [name: string]: string | undefined;
}

export function parseSearchParams(text: string): SearchParams {
  const params: SearchParams = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) params[name] ??= value;
  return { ...params };
}

/** With a leading `?` unless empty; absent values are left out. Order is the record's. */
export function formatSearchParams(params: SearchParams): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined) search.append(name, value);
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
