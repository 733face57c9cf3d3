import { useMemo } from 'react';
import { usePreference } from '../../data/preferences.ts';
import { clampWidth, parseColumnChoices } from '../../lib/table-layout.ts';
import type { TableColumn } from './table-column.ts';

export interface ColumnState<Row> {
  readonly visible: ReadonlyArray<TableColumn<Row>>;
  readonly shownIds: ReadonlySet<string>;
  /** Undefined: takes what is left. */
  readonly widthOf: (column: TableColumn<Row>) => number | undefined;
  readonly resize: (columnId: string, width: number) => void;
  readonly show: (columnIds: ReadonlySet<string>) => void;
  readonly reset: () => void;
}

/** The columns of a table as this reader arranged them. */
export function useColumns<Row>(tableName: string, columns: ReadonlyArray<TableColumn<Row>>): ColumnState<Row> {
  const [text, write] = usePreference(`table.${tableName}`);
  const choices = useMemo(() => parseColumnChoices(text), [text]);
  const visible = useMemo(
    () => columns.filter(({ id, isHiddenAtFirst }) => !(choices.hidden[id] ?? isHiddenAtFirst ?? false)),
    [columns, choices],
  );
  return {
    visible,
    shownIds: new Set(visible.map(({ id }) => id)),
    widthOf: (column) => choices.widths[column.id] ?? (column.isGrowing ? undefined : column.width),
    resize: (columnId, width) =>
      write(JSON.stringify({ ...choices, widths: { ...choices.widths, [columnId]: clampWidth(width) } })),
    show: (shown) => {
      // A table without columns could not be brought back by its own menu's sight of it.
      if (shown.size === 0) return;
      const hidden = Object.fromEntries(columns.map(({ id }) => [id, !shown.has(id)]));
      write(JSON.stringify({ ...choices, hidden }));
    },
    reset: () => write('{}'),
  };
}
