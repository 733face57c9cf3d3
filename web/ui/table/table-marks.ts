/** Which rows are marked, by key, and what to do when that changes. */
export interface TableMarks {
  readonly keys: ReadonlySet<string>;
  readonly onChange: (keys: ReadonlySet<string>) => void;
}

export interface Marking<Row> {
  readonly isMarked: (row: Row) => boolean;
  readonly toggle: (row: Row) => void;
  readonly areAllMarked: boolean;
  /** But not all. */
  readonly areSomeMarked: boolean;
  readonly toggleAll: () => void;
}

/** Marks of rows that are no longer in the table are no marks: what cannot be seen must not be changed. */
export function marking<Row>(
  marks: TableMarks | undefined,
  rows: readonly Row[],
  rowKey: (row: Row) => string,
): Marking<Row> | undefined {
  if (!marks) return undefined;
  const { keys, onChange } = marks;
  const marked = new Set(rows.map(rowKey).filter((key) => keys.has(key)));
  const areAllMarked = rows.length > 0 && marked.size === rows.length;
  return {
    isMarked: (row) => marked.has(rowKey(row)),
    toggle(row) {
      const next = new Set(marked);
      if (!next.delete(rowKey(row))) next.add(rowKey(row));
      onChange(next);
    },
    areAllMarked,
    areSomeMarked: marked.size > 0 && !areAllMarked,
    toggleAll: () => onChange(areAllMarked ? new Set() : new Set(rows.map(rowKey))),
  };
}
