/** Where spans go whose resource does not name its service. */
export const UNKNOWN_DATASET = 'unknown_service';

/** Longer slugs are of no use to anybody and would be repeated on every row. */
const SLUG_CHARACTERS_MAX = 200;

/**
 * The slug a dataset is known by: lower case, runs of other characters than letters, digits and `_` turned into `-`.
 * Letters of every script count, else all services named in one script would share a dataset.
 * Source: Honeycomb, "MyDataset!" becomes "mydataset-".
 */
export function datasetSlug(name: string): string {
  const slug = name.toLowerCase().replace(/[^\p{L}\p{M}\p{N}_]+/gu, '-');
  return slug.length <= SLUG_CHARACTERS_MAX ? slug : Array.from(slug).slice(0, SLUG_CHARACTERS_MAX).join('');
}

/**
 * The dataset of a service's records. Source: husky 0.43 otlp/common.go: blank names and the SDKs' defaults
 * (`unknown_service:node`) share one dataset.
 */
export function datasetOfService(serviceName: string | undefined): string {
  const name = serviceName?.trim() ?? '';
  return name === '' || name.startsWith(UNKNOWN_DATASET) ? UNKNOWN_DATASET : datasetSlug(name);
}
