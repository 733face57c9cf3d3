/**
 * The meaning of a query over plain rows, written to be read rather than to be fast, and from the tables of
 * docs/compat/honeycomb.md rather than from the SQL. Sums are exact where weights and values are multiples of 1/4.
 */
import type { QueryCalculation, QueryHaving, QuerySpec } from '../model/query-spec.ts';
import { type Fields, fieldsOf, isWithoutSpans, numberOf, orderHolds, passes, textOf } from './naive-rows.kit.ts';
import { nameOfCalculation } from './name-of-calculation.ts';
import { type PlainRow, type PlainValue, START_MS } from './query.kit.ts';
import type { HeatmapColumn, ResultData, ResultValue } from './query-result.ts';

const PERCENTS: Readonly<Record<string, number>> = {
  P001: 0.1,
  P01: 1,
  P05: 5,
  P10: 10,
  P20: 20,
  P25: 25,
  P50: 50,
  P75: 75,
  P80: 80,
  P90: 90,
  P95: 95,
  P99: 99,
  P999: 99.9,
};

export interface NaiveResult {
  readonly results: readonly ResultData[];
  readonly total: ResultData;
  readonly other: ResultData | undefined;
  readonly totalSeries: NaiveResult['series'];
  readonly series: readonly { readonly timeMs: number; readonly data: ResultData }[];
  readonly groupCount: number;
  readonly matchedRowCount: number;
  readonly averageSampleRate: number | undefined;
  readonly heatmaps: readonly NaiveHeatmap[];
}

export interface NaiveHeatmap {
  readonly calculation: QueryCalculation;
  /** Least and greatest value of all groups; undefined without any. */
  readonly range: readonly [number, number] | undefined;
  /** The histograms over cells of these edges; without `isOverTime` one for each group, at the start of the range. */
  columns(edges: readonly number[], isOverTime: boolean): HeatmapColumn[];
}

interface Row {
  readonly atMs: number;
  readonly weight: number;
  /** The weight that was stored. */
  readonly sampleRate: number;
  readonly fields: Fields;
}
interface Group {
  readonly key: readonly string[];
  readonly keys: ResultData;
  readonly rows: readonly Row[];
}

/** `bucketMs` is the width of a time bucket. The spec has start_time and end_time. */
export function askNaively(spec: QuerySpec, plainRows: readonly PlainRow[], bucketMs: number): NaiveResult {
  const [startMs, endMs] = [spec.start_time! * 1_000, spec.end_time! * 1_000];
  const how = { isUsage: spec.usage_mode === true, isWithoutSpans: isWithoutSpans(spec) };
  const rows = plainRows
    .map(
      (row): Row => ({
        atMs: START_MS + (row.atMs ?? 0),
        weight: spec.usage_mode ? 1 : (row.weight ?? 1),
        sampleRate: row.weight ?? 1,
        fields: fieldsOf(row, how),
      }),
    )
    .filter(({ atMs }) => atMs >= startMs && atMs < endMs)
    .filter(({ fields }) => passes(fields, spec.filters, spec.filter_combination));
  const calculations: QueryCalculation[] = spec.calculations?.length ? spec.calculations : [{ op: 'COUNT' }];
  const valuesOf = (of: readonly Row[]): ResultData =>
    Object.fromEntries(
      calculations.flatMap((each) => (each.op === 'HEATMAP' ? [] : [[nameOfCalculation(each), calculate(each, of)]])),
    );
  const groups = groupsOf(rows, spec.breakdowns ?? []);
  const shown = groups
    .filter((group) => (spec.havings ?? []).every((having) => holds(having, group.rows)))
    .sort((a, b) => compareGroups(a, b, spec, calculations));
  const kept = shown.slice(0, spec.limit ?? 100);
  const hidden = groups.filter((group) => !kept.includes(group)).flatMap((group) => group.rows);
  return {
    results: kept.map((group) => ({ ...group.keys, ...valuesOf(group.rows) })),
    total: valuesOf(rows),
    other: shown.length > kept.length ? valuesOf(hidden) : undefined,
    series: seriesOf(kept, bucketMs, valuesOf),
    totalSeries: seriesOf([{ key: [], keys: {}, rows }], bucketMs, valuesOf),
    groupCount: shown.length,
    matchedRowCount: rows.length,
    averageSampleRate: rows.length === 0 ? undefined : rows.reduce((sum, row) => sum + row.sampleRate, 0) / rows.length,
    heatmaps: calculations.flatMap((each) => (each.op === 'HEATMAP' ? [heatmapOf(each)] : [])),
  };

  function heatmapOf(calculation: QueryCalculation): NaiveHeatmap {
    const values = numbersOf(calculation, rows).map(({ value }) => value);
    return {
      calculation,
      range: values.length === 0 ? undefined : [Math.min(...values), Math.max(...values)],
      columns: (edges, isOverTime) =>
        bucketsOf(kept, (row) => (isOverTime ? Math.floor(row.atMs / bucketMs) * bucketMs : startMs)).flatMap(
          ({ timeMs, group, rows: inBucket }) => {
            const numbers = numbersOf(calculation, inBucket);
            return numbers.length === 0 ? [] : [{ timeMs, group: group.keys, counts: cellsOf(numbers, edges) }];
          },
        ),
    };
  }
}

/** A value is in the cell whose lower edge is the greatest that is not above it; the last cell has its upper edge, too. */
function cellsOf(numbers: readonly WeightedNumber[], edges: readonly number[]): number[] {
  const counts = edges.slice(0, -1).map(() => 0);
  for (const { value, weight } of numbers) {
    const cell = Math.min(edges.filter((edge) => edge <= value).length, counts.length) - 1;
    counts[cell]! += weight;
  }
  return counts;
}

function seriesOf(groups: readonly Group[], bucketMs: number, valuesOf: (rows: readonly Row[]) => ResultData) {
  const bucketOf = (row: Row) => Math.floor(row.atMs / bucketMs) * bucketMs;
  return bucketsOf(groups, bucketOf).map(({ timeMs, group, rows }) => ({
    timeMs,
    data: { ...group.keys, ...valuesOf(rows) },
  }));
}

/** By time, then in the order of the groups; only those that have rows. */
function bucketsOf(groups: readonly Group[], bucketOf: (row: Row) => number) {
  const times = [...new Set(groups.flatMap((group) => group.rows.map(bucketOf)))].sort((a, b) => a - b);
  return times.flatMap((timeMs) =>
    groups.flatMap((group) => {
      const rows = group.rows.filter((row) => bucketOf(row) === timeMs);
      return rows.length === 0 ? [] : [{ timeMs, group, rows }];
    }),
  );
}

interface WeightedNumber {
  readonly value: number;
  readonly weight: number;
}

/** Rows a calculation takes notice of. */
function takenRows({ column, filters, filter_combination }: QueryCalculation, all: readonly Row[]): readonly Row[] {
  const rows = all.filter(({ fields }) => passes(fields, filters, filter_combination));
  return rows.filter(({ fields }) => column === undefined || fields.get(column) !== undefined);
}

function numbersOf(calculation: QueryCalculation, all: readonly Row[]): readonly WeightedNumber[] {
  return takenRows(calculation, all).flatMap(({ fields, weight }) => {
    const value = numberOf(fields.get(calculation.column!)!);
    return value === undefined ? [] : [{ value: value + 0, weight }];
  });
}

function calculate(calculation: QueryCalculation, all: readonly Row[]): ResultValue {
  const { op, column } = calculation;
  const having = takenRows(calculation, all);
  if (op === 'COUNT') return having.reduce((sum, { weight }) => sum + weight, 0);
  if (op === 'COUNT_DISTINCT') return new Set(having.map(({ fields }) => keyOf(fields.get(column!)))).size;
  const numbers = numbersOf(calculation, all);
  if (numbers.length === 0) return null;
  const values = numbers.map(({ value }) => value);
  const weightSum = numbers.reduce((sum, { weight }) => sum + weight, 0);
  const sum = numbers.reduce((total, { value, weight }) => total + value * weight, 0);
  if (op === 'SUM') return sum;
  if (op === 'AVG') return sum / weightSum;
  if (op === 'MIN') return Math.min(...values);
  if (op === 'MAX') return Math.max(...values);
  return percentile(numbers, PERCENTS[op]!);
}

/** The least value with at least that share of the weight at or below it. */
export function percentile(numbers: readonly WeightedNumber[], percent: number): number {
  const sorted = [...numbers].sort((a, b) => a.value - b.value);
  const goal = (sorted.reduce((sum, { weight }) => sum + weight, 0) * percent) / 100;
  let below = 0;
  return sorted.find(({ weight }) => {
    below += weight;
    return below >= goal;
  })!.value;
}

function groupsOf(rows: readonly Row[], breakdowns: readonly string[]): Group[] {
  const groups = new Map<string, Group & { rows: Row[] }>();
  if (breakdowns.length === 0) groups.set('', { key: [], keys: {}, rows: [] });
  for (const row of rows) {
    const values = breakdowns.map((name) => row.fields.get(name));
    const key = values.map(keyOf);
    const keys = Object.fromEntries(breakdowns.map((name, index) => [name, shownValue(values[index])]));
    const known = groups.get(key.join('\u0001'));
    if (known) known.rows.push(row);
    else groups.set(key.join('\u0001'), { key, keys, rows: [row] });
  }
  return [...groups.values()];
}

/** Numbers are one kind, whatever type they came in. */
function keyOf(value: PlainValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return `b${value}`;
  return typeof value === 'string' ? `s${value}` : `n${textOf(value === 0 ? 0 : value)}`;
}

function shownValue(value: PlainValue | undefined): ResultValue {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'number') return value;
  return Number.isFinite(value) ? value + 0 : textOf(value);
}

function holds({ calculate_op, column, op, value }: QueryHaving, rows: readonly Row[]): boolean {
  const result = calculate({ op: calculate_op, ...(column === undefined ? {} : { column }) }, rows);
  if (typeof result !== 'number') return false;
  if (op === '=') return result === value;
  return op === '!=' ? result !== value : orderHolds(result - value, op);
}

function compareGroups(a: Group, b: Group, spec: QuerySpec, calculations: readonly QueryCalculation[]): number {
  const first = calculations.find((each) => each.op !== 'HEATMAP');
  // Heatmaps alone have no number to order by: the group with the most rows comes first.
  if (!spec.orders?.length && !first && a.rows.length !== b.rows.length) return b.rows.length - a.rows.length;
  const byFirst = first ? [{ ...first, order: 'descending' as const }] : [];
  const orders = spec.orders?.length ? spec.orders : byFirst;
  for (const { op, column, order } of orders) {
    const sign = order === 'descending' ? -1 : 1;
    const place = op === undefined ? (spec.breakdowns ?? []).indexOf(column!) : -1;
    if (place >= 0) {
      const difference = compareKeys(a.key[place]!, b.key[place]!, sign);
      if (difference !== 0) return difference;
      continue;
    }
    const calculation = calculations.find((each) =>
      op === undefined ? each.name === column : each.op === op && each.column === column,
    )!;
    const [left, right] = [calculate(calculation, a.rows), calculate(calculation, b.rows)];
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
    } else if (left !== right) return sign * (Number(left) - Number(right));
  }
  for (const [index, key] of a.key.entries()) {
    const difference = compareBytes(key, b.key[index]!);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Absent ones last either way, then bools, numbers by value, texts by bytes. */
function compareKeys(a: string, b: string, sign: number): number {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1;
  if (a[0] === 'n' && b[0] === 'n') {
    const difference = orderNumber(a) - orderNumber(b);
    if (Number.isFinite(difference) && difference !== 0) return sign * difference;
  }
  return sign * compareBytes(a, b);
}

const orderNumber = (key: string) => Number(key.slice(1));
const compareBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
