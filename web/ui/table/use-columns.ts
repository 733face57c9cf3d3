import { useMemo } from 'react';
import { usePreference } from '../../data/preferences.ts';
import { type ColumnChoices, clampWidth, fittingColumns, parseColumnChoices } from '../../lib/table-layout.ts';
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

/** The columns of a table as this reader arranged them, and as far as they have room. */
export function useColumns<Row>(
  tableName: string,
  columns: ReadonlyArray<TableColumn<Row>>,
  /** Pixels. */
  room: number,
): ColumnState<Row> {
  const [text, write] = usePreference(`table.${tableName}`);
  const choices = useMemo(() => parseColumnChoices(text), [text]);
  const visible = useMemo(() => visibleColumns(columns, choices.hidden, room), [columns, choices, room]);
  const shownIds = useMemo(() => new Set(visible.map(({ id }) => id)), [visible]);
  return {
    visible,
    shownIds,
    widthOf: (column) => choices.widths[column.id] ?? (column.isGrowing ? undefined : column.width),
    resize: (columnId, width) =>
      write(JSON.stringify({ ...choices, widths: { ...choices.widths, [columnId]: clampWidth(width) } })),
    show: (shown) => {
      // A table without columns could not be brought back by its own menu's sight of it.
      if (shown.size === 0) return;
      // Of the others the room goes on deciding.
      const changed = columns.filter(({ id }) => shown.has(id) !== shownIds.has(id));
      const hidden = Object.fromEntries(changed.map(({ id }) => [id, !shown.has(id)]));
      write(JSON.stringify({ ...choices, hidden: { ...choices.hidden, ...hidden } }));
    },
    reset: () => write('{}'),
  };
}

function visibleColumns<Row>(
  columns: ReadonlyArray<TableColumn<Row>>,
  hidden: ColumnChoices['hidden'],
  room: number,
): ReadonlyArray<TableColumn<Row>> {
  const shown = columns.filter(({ id, isHiddenAtFirst }) => !(hidden[id] ?? isHiddenAtFirst ?? false));
  // What the reader asked for stays; widths they chose send no other column away.
  return fittingColumns(shown, { room, mayLeave: ({ id }) => hidden[id] === undefined });
}
