/** What a reader changed about the columns of one table: kept in the browser as JSON. */
export interface ColumnChoices {
  readonly widths: Readonly<Record<string, number>>;
  /** Shown against or for the table's own choice. */
  readonly hidden: Readonly<Record<string, boolean>>;
}

export const NO_CHOICES: ColumnChoices = { widths: {}, hidden: {} };
export const COLUMN_WIDTH_MIN = 48;
export const COLUMN_WIDTH_MAX = 2_000;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function pick<T>(value: unknown, isKept: (entry: unknown) => entry is T): Record<string, T> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, T] => isKept(entry[1])));
}

/** Reads what an older page, or a curious reader, may have left there; what does not fit is dropped. */
export function parseColumnChoices(text: string | null): ColumnChoices {
  let value: unknown;
  try {
    value = JSON.parse(text ?? 'null');
  } catch {
    return NO_CHOICES;
  }
  if (!isRecord(value)) return NO_CHOICES;
  const isWidth = (width: unknown): width is number => typeof width === 'number' && width === clampWidth(width);
  const isFlag = (flag: unknown): flag is boolean => typeof flag === 'boolean';
  return { widths: pick(value.widths, isWidth), hidden: pick(value.hidden, isFlag) };
}

export function clampWidth(width: number): number {
  return Math.round(Math.min(COLUMN_WIDTH_MAX, Math.max(COLUMN_WIDTH_MIN, width)));
}

interface FittedColumn {
  readonly id: string;
  /** Pixels. */
  readonly width: number;
  readonly leaves?: number;
}

interface Fit<Column> {
  /** Pixels. */
  readonly room: number;
  readonly mayLeave: (column: Column) => boolean;
}

/** The columns that have room beside each other: those that may leave do so one by one, the highest number first. */
export function fittingColumns<Column extends FittedColumn>(
  columns: readonly Column[],
  { room, mayLeave }: Fit<Column>,
): Column[] {
  const leaving = columns
    .filter((column) => column.leaves !== undefined && mayLeave(column))
    .sort((one, other) => (one.leaves ?? 0) - (other.leaves ?? 0));
  const gone = new Set<string>();
  let width = columns.reduce((sum, column) => sum + column.width, 0);
  while (width > room) {
    const next = leaving.pop();
    if (!next) break;
    gone.add(next.id);
    width -= next.width;
  }
  return columns.filter(({ id }) => !gone.has(id));
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Where a key leads from a cell of a grid; undefined for keys that do not move. `page` is the number of rows in view. */
export function moveCell(cell: Cell, key: string, rows: number, columns: number, page: number): Cell | undefined {
  const moved = moveFreely(cell, key, rows, columns, page);
  if (!moved || rows === 0 || columns === 0) return undefined;
  const clamp = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
  return { row: clamp(moved.row, rows), column: clamp(moved.column, columns) };
}

function moveFreely({ row, column }: Cell, key: string, rows: number, columns: number, page: number): Cell | undefined {
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return { row: row + 1, column };
    case 'k':
    case 'ArrowUp':
      return { row: row - 1, column };
    case 'l':
    case 'ArrowRight':
      return { row, column: column + 1 };
    case 'h':
    case 'ArrowLeft':
      return { row, column: column - 1 };
    case 'PageDown':
      return { row: row + page, column };
    case 'PageUp':
      return { row: row - page, column };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: columns - 1 };
    case 'mod+Home':
      return { row: 0, column };
    case 'mod+End':
      return { row: rows - 1, column };
    default:
      return undefined;
  }
}
