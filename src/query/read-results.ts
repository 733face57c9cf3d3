import type { CalculationOp } from '../model/query-spec.ts';
import type { SqlRow } from '../store/index.ts';
import type { ResultData, ResultValue } from './query-result.ts';
import { BOOL_MARK, NUMBER_MARK, TEXT_MARK } from './sql/reading.ts';
import type { QueryNode } from './tree/index.ts';

export interface ResultGroup {
  /** What the engine calls it. */
  readonly id: bigint;
  readonly keys: ResultData;
  /** Keys and values. */
  readonly data: ResultData;
}

/** The answer of the results statement. */
export interface ReadResults {
  /** In the query's order. */
  readonly groups: readonly ResultGroup[];
  readonly total: ResultData;
  readonly other: ResultData | undefined;
  readonly groupCount: number;
  readonly rowCount: number;
  /** Of all rows, also in usage mode. */
  readonly weightSum: number;
}

/** Slot 0 is the total, those to `limit` are groups, the next one holds all groups that are not shown. */
export function readResults(rows: readonly SqlRow[], query: QueryNode, limit: number): ReadResults {
  const [totalRow = {}] = rows;
  const total = readValues(totalRow, query);
  const rowCount = Number(totalRow.row_total ?? 0);
  const weightSum = Number(totalRow.weight_total ?? 0);
  const groupCount = Number(totalRow.shown_count ?? 0);
  if (query.breakdowns.length === 0) {
    const groups = groupCount === 0 ? [] : [{ id: 0n, keys: {}, data: total }];
    return { groups, total, other: undefined, groupCount, rowCount, weightSum };
  }
  const groups = rows
    .filter((row) => Number(row.slot) >= 1 && Number(row.slot) <= limit)
    .map((row) => {
      const keys = readKeys(row, query);
      return { id: BigInt(String(row.group_id)), keys, data: { ...keys, ...readValues(row, query) } };
    });
  const otherRow = groupCount > limit ? rows.find((row) => Number(row.slot) === limit + 1) : undefined;
  return { groups, total, other: otherRow && readValues(otherRow, query), groupCount, rowCount, weightSum };
}

/** The engine gives no row at all for the total of no groups. */
const OF_NOTHING: Partial<Record<CalculationOp, number>> = { COUNT: 0, COUNT_DISTINCT: 0 };

export function readValues(row: SqlRow, query: QueryNode): ResultData {
  const values = query.calculations.map(({ name, op }, index): [string, ResultValue][] =>
    op === 'HEATMAP' ? [] : [[name, readNumber(row[`v${index + 1}`]) ?? OF_NOTHING[op] ?? null]],
  );
  // Unlike an assignment, this keeps a field that somebody called `__proto__`.
  return Object.fromEntries(values.flat());
}

function readKeys(row: SqlRow, query: QueryNode): ResultData {
  return Object.fromEntries(
    query.breakdowns.map(({ name }, index) => [name, readKey(String(row[`g${index + 1}`] ?? ''))]),
  );
}

/** Null where there was nothing to compute from, and where the result is beyond the greatest double. */
function readNumber(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  // -0 becomes 0.
  const number = Number(value) + 0;
  return Number.isFinite(number) ? number : null;
}

/** The value behind a key's mark. */
function readKey(key: string): ResultValue {
  const text = key.slice(1);
  switch (key[0]) {
    case TEXT_MARK:
      return text;
    case NUMBER_MARK:
      return readKeyNumber(text);
    case BOOL_MARK:
      return text === 'true';
    default:
      return null;
  }
}

/** Integers beyond 2^53, NaN and the infinities stay text: JSON has no number that says them exactly. */
function readKeyNumber(text: string): ResultValue {
  const number = Number(text);
  if (/^-?\d+$/.test(text)) return Number.isSafeInteger(number) ? number : text;
  return Number.isFinite(number) ? number : text;
}
