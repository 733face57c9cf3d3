import type { SqlRow } from '../store/index.ts';

/** A column that holds text, or a 64-bit integer, which the engine gives as text. '' when it is null. */
export function text(row: SqlRow, column: string): string {
  return String(row[column] ?? '');
}

/** Ids leave the engine as hex, absent ones as ''. */
export const hexId = (column: string, bytes: number, as: string) =>
  `if(${column} = toFixedString('', ${bytes}), '', lower(hex(${column}))) AS ${as}`;
