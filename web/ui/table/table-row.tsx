import { type MouseEvent, memo } from 'react';
import { shownText } from '../../lib/shown-text.ts';
import { Checkbox } from '../checkbox.tsx';
import { cellText, type TableColumn } from './table-column.ts';

export interface TableRowProps<Row> {
  readonly row: Row;
  readonly index: number;
  readonly columns: ReadonlyArray<TableColumn<Row>>;
  readonly idPrefix: string;
  readonly isSelected: boolean;
  /** Column under the keyboard's cursor, -1 where that is in another row. */
  readonly activeColumn: number;
  readonly canOpen: boolean;
  /** Undefined where rows cannot be marked. */
  readonly isMarked: boolean | undefined;
  readonly onMark: ((index: number) => void) | undefined;
  readonly onPress: (index: number, column: number, event: MouseEvent<HTMLElement>) => void;
  readonly onMenu: (index: number, column: number, event: MouseEvent<HTMLElement>) => void;
}

function Row<R>(props: TableRowProps<R>) {
  const { row, index, columns, idPrefix, isSelected, activeColumn, canOpen, onPress, onMenu } = props;
  const { isMarked, onMark } = props;
  const before = isMarked === undefined ? 1 : 2;
  const looks = ['table__row', canOpen ? 'table__row--open' : '', activeColumn >= 0 ? 'table__row--active' : ''];
  return (
    // The heading is row 1.
    <tr className={looks.join(' ')} aria-rowindex={index + 2} aria-selected={isSelected || isMarked === true}>
      {isMarked !== undefined && (
        <td className="table__cell table__cell--mark" aria-colindex={1}>
          <Checkbox isChecked={isMarked} onChange={() => onMark?.(index)} label={`Mark row ${index + 1}`} />
        </td>
      )}
      {columns.map((column, columnIndex) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself takes the keys, for the cell under its cursor.
        <td
          key={column.id}
          id={`${idPrefix}-${index}-${columnIndex}`}
          aria-colindex={columnIndex + before}
          className={`table__cell table__cell--${column.align ?? 'start'}${
            columnIndex === activeColumn ? ' table__cell--active' : ''
          }`}
          title={column.cell ? undefined : shownText(cellText(column, row))}
          onClick={(event) => onPress(index, columnIndex, event)}
          onContextMenu={(event) => onMenu(index, columnIndex, event)}
        >
          {column.cell ? column.cell(row) : shownText(cellText(column, row))}
        </td>
      ))}
    </tr>
  );
}

/** Drawn anew only when something about this row changes: a list refreshes every few seconds. */
export const TableRow = memo(Row) as typeof Row;
