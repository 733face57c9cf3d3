import {
  type HTMLAttributes,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useCallback,
  useRef,
  useState,
} from 'react';
import { chordOf } from '../../lib/key-sequence.ts';
import { type Cell, moveCell } from '../../lib/table-layout.ts';
import { useCopy } from '../copy-button.tsx';
import type { MenuGroup } from '../menu.tsx';
import type { MenuPoint } from '../value-menu.tsx';
import { cellActions } from './cell-actions.ts';
import type { TableColumn } from './table-column.ts';

interface GridOptions<Row> {
  readonly rows: readonly Row[];
  readonly columns: ReadonlyArray<TableColumn<Row>>;
  readonly idPrefix: string;
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Pixels. */
  readonly rowHeight: number;
  readonly onOpen: ((row: Row) => void) | undefined;
  readonly onMark: ((row: Row) => void) | undefined;
}

interface GridMenu {
  readonly groups: readonly MenuGroup[];
  readonly at: MenuPoint | undefined;
  readonly close: () => void;
}

export interface Grid {
  readonly active: Cell;
  readonly ref: RefObject<HTMLTableElement | null>;
  readonly props: HTMLAttributes<HTMLTableElement>;
  readonly menu: GridMenu;
  readonly press: (row: number, column: number, event: MouseEvent<HTMLElement>) => void;
  readonly openMenu: (row: number, column: number, event: MouseEvent<HTMLElement>) => void;
}

/**
 * One cell is active; the table has the focus and names it, so that a row scrolled out of the document cannot take
 * the focus with it. Source: https://www.w3.org/WAI/ARIA/apg/patterns/grid/.
 */
export function useGrid<Row>(options: GridOptions<Row>): Grid {
  const { rows, columns, idPrefix, scroller, rowHeight, onOpen, onMark } = options;
  const [cell, setCell] = useState<Cell>({ row: 0, column: 0 });
  const ref = useRef<HTMLTableElement>(null);
  const [menuAt, setMenuAt] = useState<MenuPoint>();
  const copy = useCopy();
  const active = { row: Math.min(cell.row, rows.length - 1), column: Math.min(cell.column, columns.length - 1) };
  const row = rows[active.row];
  const column = columns[active.column];

  const { copyCell, copyRow, groups } = cellActions(row, column, columns, copy);

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    // Keys of headings and links inside are their own.
    if (event.target !== event.currentTarget || !scroller.current) return;
    const chord = chordOf(event);
    const page = Math.max(1, Math.floor(scroller.current.clientHeight / rowHeight) - 2);
    const moved = moveCell(active, chord, rows.length, columns.length, page);
    if (moved) {
      setCell(moved);
      bringIntoView(scroller.current, moved.row, rowHeight);
      document.getElementById(cellId(idPrefix, moved))?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    } else if (chord === 'Enter' && row !== undefined && onOpen) onOpen(row);
    else if (chord === 'x' && row !== undefined && onMark) onMark(row);
    else if (chord === 'c') copyCell();
    else if (chord === 'C') copyRow();
    else if (chord === 'm' || chord === 'ContextMenu' || chord === 'shift+F10') {
      setMenuAt(pointBelow(cellId(idPrefix, active)));
    } else return;
    event.preventDefault();
  };

  const press = useCallback(
    (rowIndex: number, columnIndex: number, event: MouseEvent<HTMLElement>) => {
      setCell({ row: rowIndex, column: columnIndex });
      const pressed = rows[rowIndex];
      const isSelecting = window.getSelection()?.isCollapsed === false;
      if (!isInside(event, 'a, button, input, label') && !isSelecting && pressed !== undefined) onOpen?.(pressed);
    },
    [rows, onOpen],
  );

  const openMenu = useCallback((rowIndex: number, columnIndex: number, event: MouseEvent<HTMLElement>) => {
    // Links keep the browser's own menu: open in a new tab, copy address.
    if (isInside(event, 'a')) return;
    event.preventDefault();
    setCell({ row: rowIndex, column: columnIndex });
    setMenuAt({ x: event.clientX, y: event.clientY });
  }, []);

  const close = () => {
    setMenuAt(undefined);
    ref.current?.focus();
  };
  return {
    active,
    ref,
    props: {
      role: 'grid',
      tabIndex: 0,
      'aria-activedescendant': row === undefined ? undefined : cellId(idPrefix, active),
      onKeyDown,
    },
    menu: { groups, at: menuAt, close },
    press,
    openMenu,
  };
}

function isInside({ target }: MouseEvent<HTMLElement>, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}

function pointBelow(elementId: string): MenuPoint | undefined {
  const box = document.getElementById(elementId)?.getBoundingClientRect();
  return box && { x: box.left, y: box.bottom };
}

const cellId = (prefix: string, { row, column }: Cell) => `${prefix}-${row}-${column}`;

/** The row may not be in the document yet: its place follows from its number, below a heading as high as a row. */
function bringIntoView(scroller: HTMLElement, row: number, rowHeight: number): void {
  const top = row * rowHeight;
  const bottom = top + 2 * rowHeight;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom - scroller.clientHeight;
}
