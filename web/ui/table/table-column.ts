import type { ReactNode } from 'react';
import type { ExportValue } from '../../lib/table-export.ts';
import type { ValueActions } from '../value-menu.tsx';

export interface TableColumn<Row> {
  readonly id: string;
  readonly title: string;
  /** What the cell stands for: sorted by, exported, copied, and drawn unless `cell` draws it. */
  readonly value: (row: Row) => ExportValue;
  readonly cell?: (row: Row) => ReactNode;
  /** What copy takes instead of the value: a time as people write it, say. */
  readonly copyText?: (row: Row) => string;
  /** Pixels. A growing column takes what is left, and is narrower only beside columns that stay. */
  readonly width: number;
  readonly isGrowing?: boolean;
  /** Pixels of a growing column beside columns that stay. Default: its width. */
  readonly widthMin?: number;
  /** Where the table has no room for all, the column with the highest leaves first. Default: it stays. */
  readonly leaves?: number;
  /** Numbers stand at the end. */
  readonly align?: 'start' | 'end';
  /** Default: yes. */
  readonly isSortable?: boolean;
  /** Which way a first press sorts. Default: ascending for words; give descending for numbers and times. */
  readonly firstDirection?: 'ascending' | 'descending';
  readonly isHiddenAtFirst?: boolean;
  /** What its values offer beside copy. */
  readonly actions?: (row: Row) => ValueActions;
}

export function cellText<Row>(column: TableColumn<Row>, row: Row): string {
  if (column.copyText) return column.copyText(row);
  const value = column.value(row);
  return value === null ? '' : String(value);
}
