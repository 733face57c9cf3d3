import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { TableSort } from '../../lib/table-sort.ts';
import { Checkbox } from '../checkbox.tsx';
import { Icon } from '../icon.tsx';
import type { TableColumn } from './table-column.ts';
import type { Marking } from './table-marks.ts';
import type { ColumnState } from './use-columns.ts';

const KEY_STEP = 16;

interface TableHeadProps<Row> {
  readonly columns: ColumnState<Row>;
  readonly sort: TableSort | undefined;
  readonly onSort: (sort: TableSort) => void;
  readonly marks: Marking<Row> | undefined;
}

export function TableHead<Row>({ columns, sort, onSort, marks }: TableHeadProps<Row>) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {marks && (
          <th scope="col" className="table__head table__cell--mark" aria-colindex={1}>
            <Checkbox
              isChecked={marks.areAllMarked}
              isPartly={marks.areSomeMarked}
              onChange={marks.toggleAll}
              label="Mark all rows"
            />
          </th>
        )}
        {columns.visible.map((column, index) => (
          <HeadCell
            key={column.id}
            column={column}
            index={index + (marks ? 1 : 0)}
            direction={sort?.columnId === column.id ? sort.direction : undefined}
            onSort={onSort}
            onResize={columns.resize}
          />
        ))}
      </tr>
    </thead>
  );
}

interface HeadCellProps<Row> {
  readonly column: TableColumn<Row>;
  readonly index: number;
  readonly direction: TableSort['direction'] | undefined;
  readonly onSort: (sort: TableSort) => void;
  readonly onResize: (columnId: string, width: number) => void;
}

function HeadCell<Row>({ column, index, direction, onSort, onResize }: HeadCellProps<Row>) {
  const { id, title, align = 'start', isSortable = true, firstDirection = 'ascending' } = column;
  const press = () => {
    const opposite = direction === 'ascending' ? 'descending' : 'ascending';
    onSort({ columnId: id, direction: direction === undefined ? firstDirection : opposite });
  };
  const resizeByKey = (event: KeyboardEvent<HTMLElement>) => {
    if (!event.shiftKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    const width = event.currentTarget.closest('th')?.offsetWidth ?? column.width;
    onResize(id, width + (event.key === 'ArrowRight' ? KEY_STEP : -KEY_STEP));
    event.preventDefault();
  };
  return (
    <th
      scope="col"
      className={`table__head table__cell--${align}`}
      aria-colindex={index + 1}
      aria-sort={direction ?? (isSortable ? 'none' : undefined)}
    >
      {isSortable ? (
        <button
          type="button"
          className="table__sort"
          onClick={press}
          onKeyDown={resizeByKey}
          title={`Sort by ${title}. Shift and arrows change the width.`}
        >
          <span className="table__title">{title}</span>
          {direction && <Icon name={direction === 'ascending' ? 'chevron-up' : 'chevron-down'} size={12} />}
        </button>
      ) : (
        <span className="table__sort">
          <span className="table__title">{title}</span>
        </span>
      )}
      <ResizeHandle columnId={id} onResize={onResize} />
    </th>
  );
}

/** For the pointer; by keyboard the heading itself takes shift and arrows. */
function ResizeHandle({ columnId, onResize }: { columnId: string; onResize: (id: string, width: number) => void }) {
  const [drag, setDrag] = useState<{ startX: number; startWidth: number }>();
  const start = (event: PointerEvent<HTMLSpanElement>) => {
    const width = event.currentTarget.closest('th')?.offsetWidth;
    if (width === undefined) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ startX: event.clientX, startWidth: width });
    event.preventDefault();
  };
  const move = (event: PointerEvent<HTMLSpanElement>) => {
    if (drag) onResize(columnId, drag.startWidth + event.clientX - drag.startX);
  };
  const end = () => setDrag(undefined);
  return (
    <span
      className="table__resize"
      aria-hidden="true"
      onPointerDown={start}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    />
  );
}
