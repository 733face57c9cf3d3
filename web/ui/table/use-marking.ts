import { useCallback, useRef } from 'react';
import { type Marking, marking, type TableMarks } from './table-marks.ts';

export interface RowMarking<Row> extends Marking<Row> {
  /** Stays the same while marks change, or every row would be drawn anew with each. */
  readonly toggleAt: (index: number) => void;
}

export function useMarking<Row>(
  marks: TableMarks | undefined,
  rows: readonly Row[],
  rowKey: (row: Row) => string,
): RowMarking<Row> | undefined {
  const now = marking(marks, rows, rowKey);
  const latest = useRef({ now, rows });
  latest.current = { now, rows };
  const toggleAt = useCallback((index: number) => {
    const row = latest.current.rows[index];
    if (row !== undefined) latest.current.now?.toggle(row);
  }, []);
  return now && { ...now, toggleAt };
}
