import type { RetentionRequest, RetentionResponse } from '../../src/api/contract/index.ts';

/** What stands in the fields: days as typed, '' for inherited. */
export interface RetentionDraft {
  readonly own: string;
  readonly datasets: Readonly<Record<string, string>>;
}

export function draftOf({ days, datasets }: RetentionResponse): RetentionDraft {
  const text = (value: number | null) => (value === null ? '' : String(value));
  return { own: text(days), datasets: Object.fromEntries(datasets.map((each) => [each.dataset, text(each.days)])) };
}

/** What is wrong with what was typed, in words; undefined for nothing. */
export function daysProblem(text: string, generalDays: number): string | undefined {
  if (text.trim() === '') return undefined;
  const most = Math.ceil(generalDays);
  const days = readDays(text);
  if (days === undefined || days < 1) return 'Whole days, 1 or more.';
  return days > most ? `The server keeps ${most} days at most.` : undefined;
}

/** Undefined while something in it is wrong. */
export function requestOf(draft: RetentionDraft, generalDays: number): RetentionRequest | undefined {
  const texts = [draft.own, ...Object.values(draft.datasets)];
  if (texts.some((text) => daysProblem(text, generalDays) !== undefined)) return undefined;
  const datasets = Object.entries(draft.datasets).flatMap(([dataset, text]) => {
    const days = readDays(text);
    return days === undefined ? [] : [{ dataset, days }];
  });
  return { days: readDays(draft.own) ?? null, datasets };
}

/** How long a dataset's records are kept under these rules, and whose rule says so. */
export function effectiveDays(
  draft: RetentionDraft,
  dataset: string,
  generalDays: number,
): { readonly days: number; readonly from: 'dataset' | 'environment' | 'server' } {
  const ruled = readDays(draft.datasets[dataset] ?? '');
  if (ruled !== undefined) return { days: Math.min(ruled, generalDays), from: 'dataset' };
  const own = readDays(draft.own);
  return own === undefined
    ? { days: generalDays, from: 'server' }
    : { days: Math.min(own, generalDays), from: 'environment' };
}

function readDays(text: string): number | undefined {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined;
}
