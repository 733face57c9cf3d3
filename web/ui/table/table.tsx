import './table.css';
import { type ReactNode, useId, useMemo, useRef, useState } from 'react';
import { sortRows, type TableSort } from '../../lib/table-sort.ts';
import { useSize } from '../use-size.ts';
import { PointMenu } from '../value-menu.tsx';
import { TableBar } from './table-bar.tsx';
import type { TableColumn } from './table-column.ts';
import { TableHead } from './table-head.tsx';
import type { TableMarks } from './table-marks.ts';
import { TableRow } from './table-row.tsx';
import { useColumns } from './use-columns.ts';
import { useDrawnRows } from './use-drawn-rows.ts';
import { type Grid, useGrid } from './use-grid.ts';
import { type RowMarking, useMarking } from './use-marking.ts';

/** Pixels; as high in table.css. */
const ROW_HEIGHT = 28;
const MARK_WIDTH = 32;

export interface TableProps<Row> {
  /** Names the saved file and what the browser remembers of its columns. */
  readonly name: string;
  readonly label: string;
  /** One of the rows: `trace`. */
  readonly noun: string;
  readonly columns: ReadonlyArray<TableColumn<Row>>;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** All there are, when `rows` are only the first of them. */
  readonly totalCount?: number;
  /** With `onSort` the rows come sorted; without, the table sorts, starting with `sort`. */
  readonly sort?: TableSort;
  readonly onSort?: (sort: TableSort) => void;
  /** Enter, or a click beside links and selected text. */
  readonly onOpen?: (row: Row) => void;
  readonly selectedKey?: string | undefined;
  /** With it rows can be marked, one by one (x) or all, for what is done with several at once. */
  readonly marks?: TableMarks;
  /** Stands below the last row, and scrolls with the rows: the way to more of them. */
  readonly foot?: ReactNode;
  /** Stands beside the counts. */
  readonly bar?: ReactNode;
  readonly empty?: ReactNode;
}

export function Table<Row>(props: TableProps<Row>) {
  const { name, label, noun, columns: allColumns, rowKey, onSort, onOpen, selectedKey } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  // Hidden, because it is empty, it has no width: nothing leaves for that.
  const room = width === 0 ? Number.POSITIVE_INFINITY : width - (props.marks ? MARK_WIDTH : 0);
  const columns = useColumns(name, allColumns, room);
  const [ownSort, setOwnSort] = useState(props.sort);
  const sort = onSort ? props.sort : ownSort;
  const rows = useSorted(props.rows, allColumns, onSort ? undefined : sort);

  const { first, end } = useDrawnRows(rows.length, ROW_HEIGHT, scroller);
  const idPrefix = useId();
  const marks = useMarking(props.marks, rows, rowKey);
  const grid = useGrid({
    ...{ rows, columns: columns.visible, idPrefix, scroller, rowHeight: ROW_HEIGHT, onOpen },
    onMark: marks?.toggle,
  });
  const widthOf = (column: TableColumn<Row>) => columns.widthOf(column) ?? column.widthMin ?? column.width;
  const widthMin = columns.visible.reduce((sum, column) => sum + widthOf(column), marks ? MARK_WIDTH : 0);

  return (
    <div className="table-frame">
      <TableBar
        name={name}
        label={label}
        noun={noun}
        allColumns={allColumns}
        columns={columns}
        rows={rows}
        totalCount={Math.max(props.totalCount ?? 0, rows.length)}
      >
        {props.bar}
      </TableBar>
      {rows.length === 0 && props.empty}
      <div className="table-scroll" ref={scroller} hidden={rows.length === 0 && props.empty !== undefined}>
        <table
          {...grid.props}
          ref={grid.ref}
          className="table"
          aria-label={label}
          aria-rowcount={rows.length + 1}
          aria-colcount={columns.visible.length + (marks ? 1 : 0)}
          style={{ minWidth: widthMin }}
        >
          <colgroup>
            {marks && <col style={{ width: MARK_WIDTH }} />}
            {columns.visible.map((column) => (
              <col key={column.id} style={{ width: columns.widthOf(column) }} />
            ))}
          </colgroup>
          <TableHead columns={columns} sort={sort} onSort={onSort ?? setOwnSort} marks={marks} />
          <TableBody
            {...{ rows, rowKey, first, end, columns: columns.visible, idPrefix, grid, marks, selectedKey }}
            canOpen={onOpen !== undefined}
          />
        </table>
        {props.foot && <div className="table__foot">{props.foot}</div>}
      </div>
      <PointMenu label="Value" groups={grid.menu.groups} at={grid.menu.at} onClose={grid.menu.close} />
    </div>
  );
}

interface TableBodyProps<Row> extends Pick<TableProps<Row>, 'columns' | 'rows' | 'rowKey' | 'selectedKey'> {
  /** Rows `first` to before `end` are drawn. */
  readonly first: number;
  readonly end: number;
  readonly idPrefix: string;
  readonly grid: Grid;
  readonly marks: RowMarking<Row> | undefined;
  readonly canOpen: boolean;
}

function TableBody<Row>(props: TableBodyProps<Row>) {
  const { rows, rowKey, first, end, columns, idPrefix, grid, marks, selectedKey, canOpen } = props;
  const drawnCount = columns.length + (marks ? 1 : 0);
  return (
    <tbody>
      <Spacer rowCount={first} columnCount={drawnCount} />
      {rows.slice(first, end).map((row, offset) => (
        <TableRow
          key={rowKey(row)}
          row={row}
          index={first + offset}
          columns={columns}
          idPrefix={idPrefix}
          isSelected={selectedKey !== undefined && rowKey(row) === selectedKey}
          activeColumn={grid.active.row === first + offset ? grid.active.column : -1}
          canOpen={canOpen}
          onPress={grid.press}
          onMenu={grid.openMenu}
          isMarked={marks?.isMarked(row)}
          onMark={marks?.toggleAt}
        />
      ))}
      <Spacer rowCount={rows.length - end} columnCount={drawnCount} />
    </tbody>
  );
}

/** Stands for the rows that are not drawn. */
function Spacer({ rowCount, columnCount }: { rowCount: number; columnCount: number }) {
  if (rowCount <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row, and nothing in it takes the focus.
    <tr className="table__spacer" aria-hidden="true">
      <td colSpan={columnCount} style={{ height: rowCount * ROW_HEIGHT }} />
    </tr>
  );
}

function useSorted<Row>(
  rows: readonly Row[],
  columns: ReadonlyArray<TableColumn<Row>>,
  sort: TableSort | undefined,
): readonly Row[] {
  return useMemo(() => {
    const column = columns.find(({ id }) => id === sort?.columnId);
    return column && sort ? sortRows(rows, column.value, sort.direction) : rows;
  }, [rows, columns, sort]);
}
