import { toTabbed } from '../../lib/table-export.ts';
import type { MenuGroup } from '../menu.tsx';
import { valueMenuActions } from '../value-menu.tsx';
import { cellText, type TableColumn } from './table-column.ts';

export interface CellActions {
  readonly copyCell: () => void;
  readonly copyRow: () => void;
  /** What the column offers, then the copies. */
  readonly groups: readonly MenuGroup[];
}

/** What can be done with one cell, by key or from its menu. Nothing where there is no row. */
export function cellActions<Row>(
  row: Row | undefined,
  column: TableColumn<Row> | undefined,
  columns: ReadonlyArray<TableColumn<Row>>,
  copy: (text: string, what: string) => void,
): CellActions {
  const copyCell = () => {
    if (row !== undefined && column) copy(cellText(column, row), 'value');
  };
  const copyRow = () => {
    if (row !== undefined) copy(toTabbed(columns.map((each) => each.value(row))), 'row');
  };
  const own = row !== undefined && column?.actions ? valueMenuActions(column.actions(row)) : [];
  const groups: MenuGroup[] = own.length > 0 ? [{ actions: own }] : [];
  groups.push({
    actions: [
      { id: 'copy-cell', words: 'Copy value', icon: 'copy', hint: 'c', run: copyCell },
      { id: 'copy-row', words: 'Copy row', icon: 'copy', hint: 'shift c', run: copyRow },
    ],
  });
  return { copyCell, copyRow, groups };
}
