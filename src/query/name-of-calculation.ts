import type { QueryCalculation } from '../model/query-spec.ts';

/** A calculation's key in the result: its own name, else `COUNT` or `P99(duration_ms)`. */
export function nameOfCalculation({ name, op, column }: QueryCalculation): string {
  return name ?? (column === undefined ? op : `${op}(${column})`);
}
