import type { SqlRow } from '../store/index.ts';

/** A column that holds text, or a 64-bit integer, which the engine gives as text. '' when it is null. */
export function text(row: SqlRow, column: string): string {
  return String(row[column] ?? '');
}
