import type { ExportValue } from './table-export.ts';

export interface TableSort {
  readonly columnId: string;
  readonly direction: 'ascending' | 'descending';
}

const words = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Numbers by size, words by alphabet with numbers in them by size; numbers before words, nothing last. */
export function compareValues(one: ExportValue, other: ExportValue): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const isText = typeof one === 'string';
  if (isText !== (typeof other === 'string')) return isText ? 1 : -1;
  if (typeof one === 'string' && typeof other === 'string') return words.compare(one, other);
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A sorted copy. Equal rows keep their order, and rows without a value stay last in both directions. */
export function sortRows<Row>(
  rows: readonly Row[],
  valueFrom: (row: Row) => ExportValue,
  direction: TableSort['direction'],
): Row[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return rows
    .map((row) => ({ row, value: valueFrom(row) }))
    .sort((one, other) => {
      const order = compareValues(one.value, other.value);
      return one.value === null || other.value === null ? order : order * sign;
    })
    .map(({ row }) => row);
}
