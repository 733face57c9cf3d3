const SLUG_CHARS_MAX = 100;

/**
 * Lower case; each run of other characters becomes '-'. Unlike a dataset's slug it neither begins nor ends with one,
 * because it stands in paths. '' if nothing is left.
 */
export function slugFromName(name: string): string {
  const text = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return text.slice(0, SLUG_CHARS_MAX).replace(/^-|-$/g, '');
}
