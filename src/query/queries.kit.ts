import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManualClock } from '../base/clock.ts';
import { EVENT_KINDS, SPAN_KINDS } from '../model/event-batch.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { FILTER_OPS, HAVING_OPS, PERCENTILE_OPS, type QueryFilter, type QuerySpec } from '../model/query-spec.ts';
import type { TelemetryStore } from '../store/index.ts';
import { percentilesContract } from './aggregates/percentile.kit.ts';
import { HEATMAP_CELLS } from './heatmap-cells.ts';
import { askNaively, type NaiveHeatmap } from './naive.kit.ts';
import { createQueries } from './queries.ts';
import { keepRows, type PlainRow, type PlainValue, RANGE, START_MS } from './query.kit.ts';
import type { QueryResult } from './query-result.ts';

const SEED = 20261122;
const DATA_SETS = 6;

const HOSTILE = ["'", '\\', 'a\0b', '\u2028', '{p1:String}', "') OR 1=1 --", '🙂'];

/** Multiples of 1/4 add up exactly, and a percentile's cells hold them exactly. */
const quarter = fc.integer({ min: -40, max: 400 }).map((value) => value / 4);
const text = fc.constantFrom(
  '',
  '5',
  '2.5',
  '-1',
  'x',
  'xy',
  'yx',
  'true',
  '["a"]',
  '["a"]\n',
  '{}',
  'a b',
  ...HOSTILE,
);
const value: fc.Arbitrary<PlainValue> = fc.oneof(
  text,
  quarter,
  fc.integer({ min: -3, max: 6 }).map(BigInt),
  fc.boolean(),
);
const odd: fc.Arbitrary<PlainValue> = fc.oneof(value, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0));
const mostly = fc.constantFrom(true, true, true, false);
const sometimes = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const id = fc.constantFrom('', '1', 'ab', 'abcdef0123456789', 'f'.repeat(32));

const row: fc.Arbitrary<PlainRow> = fc
  .record({
    atMs: fc.integer({ min: -1_000, max: 3_700_000 }),
    durationMs: sometimes(fc.integer({ min: 0, max: 800 }).map((quarters) => quarters / 4)),
    weight: fc.constantFrom(1, 1, 1.25, 2.5, 10, 100.75),
    kind: fc.constantFrom('span', 'span', 'span', ...EVENT_KINDS),
    signal: fc.constantFrom('trace', 'log', 'metric'),
    spanKind: sometimes(fc.constantFrom(...SPAN_KINDS)),
    name: sometimes(fc.constantFrom('GET /', 'db', '5')),
    parentName: sometimes(fc.constantFrom('GET /', 'p')),
    service: sometimes(fc.constantFrom('web', 'api', 'cron')),
    statusCode: fc.constantFrom(0, 1, 2),
    trace: id,
    span: id.map((hex) => hex.slice(0, 16)),
    parent: id.map((hex) => hex.slice(0, 16)),
    attributes: fc.record({
      a: sometimes(value),
      b: sometimes(value),
      c: sometimes(odd),
      "it's": sometimes(value),
      // Named like fields of the record.
      name: sometimes(value),
      type: sometimes(value),
      error: sometimes(value),
      duration_ms: sometimes(quarter),
      is_root: sometimes(fc.boolean()),
    }),
  })
  .map((fields) => plainRow(fields));

/** Without what is undefined, as exact optional properties want it. */
function plainRow<Value extends { attributes: object }>(fields: Value): PlainRow {
  const defined = (object: object) =>
    Object.fromEntries(Object.entries(object).filter(([, each]) => each !== undefined));
  return { ...defined(fields), attributes: defined(fields.attributes) as Record<string, PlainValue> };
}

const DATA = fc.sample(fc.array(row, { minLength: 20, maxLength: 60 }), { numRuns: DATA_SETS, seed: SEED });
const environmentOf = (index: number) => (index + 1) as EnvironmentId;

const KEYS = [
  'a',
  'b',
  "it's",
  'service.name',
  'name',
  'type',
  'error',
  'is_root',
  'span.kind',
  'meta.annotation_type',
  'status_code',
  'trace.trace_id',
  'duration_ms',
];
const column = fc.constantFrom(
  ...KEYS,
  'c',
  'meta.is_entry',
  'trace.span_id',
  'trace.parent_id',
  'parent_name',
  'meta.signal_type',
  'SampleRate',
  'Sample Rate',
  'never',
);
const scalar = fc.oneof(
  text,
  quarter,
  fc.boolean(),
  fc.constantFrom('web', 'GET', 'ab'.padStart(16, '0'), 'F'.repeat(32), 'server', 'an', '1.', 'e'),
);

const filter: fc.Arbitrary<QueryFilter> = fc
  .tuple(column, fc.constantFrom(...FILTER_OPS), scalar, fc.array(scalar, { minLength: 1, maxLength: 4 }))
  .map(([name, op, one, several]) => {
    if (op === 'exists' || op === 'does-not-exist') return { column: name, op };
    if (op === 'in' || op === 'not-in') return { column: name, op, value: several };
    return { column: name, op, value: /^[<>]/.test(op) && typeof one === 'boolean' ? 1.5 : one };
  });
const filters = fc.array(filter, { maxLength: 3 });
const combination = fc.constantFrom('AND', 'OR');

/** As often as the other operators together. */
const HEATMAPS = new Array<'HEATMAP'>(5).fill('HEATMAP');

const calculation = fc
  .tuple(
    fc.constantFrom('COUNT', 'SUM', 'AVG', 'MIN', 'MAX', 'COUNT_DISTINCT', ...PERCENTILE_OPS, ...HEATMAPS),
    column,
    fc.boolean(),
    filters,
    combination,
  )
  .map(([op, name, isBare, own, filter_combination]) => ({
    op,
    ...(op === 'COUNT' && isBare ? {} : { column: name }),
    filters: own,
    filter_combination,
  }));

/** Lets log records and metric points through alone, or spans, too: which decides whose a field like `type` is. */
const ofSignals: fc.Arbitrary<QueryFilter[]> = fc.constantFrom(
  [],
  [],
  [{ column: 'meta.signal_type', op: '=', value: 'log' } as const],
  [{ column: 'meta.signal_type', op: 'in', value: ['metric', 'log'] } as const],
  [{ column: 'meta.signal_type', op: 'in', value: ['trace', 'log'] } as const],
);

const spec: fc.Arbitrary<QuerySpec> = fc
  .record({
    calculations: fc.array(calculation, { maxLength: 4 }),
    filters: fc.tuple(filters, ofSignals).map((lists) => lists.flat()),
    filter_combination: combination,
    breakdowns: fc.uniqueArray(fc.constantFrom(...KEYS), { maxLength: 2 }),
    limit: fc.integer({ min: 1, max: 6 }),
    granularity: fc.constantFrom(60, 300, 3_600),
    usage_mode: fc.boolean(),
    orders: fc.array(fc.tuple(fc.nat(), fc.constantFrom('ascending', 'descending')), { maxLength: 2 }),
    havings: fc.array(fc.tuple(fc.nat(), fc.constantFrom(...HAVING_OPS), fc.constantFrom(1, 2.5, 20)), {
      maxLength: 1,
    }),
  })
  .map(({ calculations, orders, havings, ...rest }) => {
    // A name tells calculations with filters apart, and from breakdowns.
    const named = calculations.map((each, index) => ({ ...each, name: `n${index}` }));
    const numbers = named.filter(({ op }) => op !== 'HEATMAP');
    const targets = [...rest.breakdowns, ...numbers.map(({ name }) => name)];
    return {
      ...rest,
      ...RANGE,
      calculations: named,
      orders:
        targets.length === 0 ? [] : orders.map(([pick, order]) => ({ column: targets[pick % targets.length]!, order })),
      havings: havings.flatMap(([pick, op, than]) => {
        const plain = numbers.filter((each) => each.filters.length === 0);
        const chosen = plain[pick % Math.max(1, plain.length)];
        const isFirst =
          chosen && named.find((each) => each.op === chosen.op && each.column === chosen.column) === chosen;
        return isFirst ? [{ calculate_op: chosen.op, column: chosen.column!, op, value: than }] : [];
      }),
    } as QuerySpec;
  });

/** What every engine must answer: `queryCount` random queries, each as a naive reading of the same rows answers it. */
export function queriesContract(open: () => Promise<TelemetryStore>, queryCount: number): void {
  let store: TelemetryStore;
  beforeAll(async () => {
    store = await open();
    for (const [index, rows] of DATA.entries()) await keepRows(store, rows, environmentOf(index));
  }, 120_000);
  afterAll(() => store?.close());

  it('is what a naive reading of the same rows answers', async () => {
    const queries = createQueries(store, createManualClock(START_MS));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: DATA_SETS - 1 }), spec, mostly, async (index, asked, isSeriesWanted) => {
        const answer = await queries.run(
          asked,
          { environment: environmentOf(index) },
          { isSeriesWanted, isTotalSeriesWanted: true },
        );
        const naive = askNaively(asked, DATA[index]!, asked.granularity! * 1_000);
        expect(answer.results.map(({ data }) => data)).toEqual(naive.results);
        expect([answer.total, answer.other]).toEqual([naive.total, naive.other]);
        expect(answer.series).toEqual(isSeriesWanted ? naive.series : []);
        expect(answer.totalSeries).toEqual(naive.totalSeries);
        expect([answer.groupCount, answer.matchedRowCount]).toEqual([naive.groupCount, naive.matchedRowCount]);
        expect(answer.averageSampleRate).toBe(naive.averageSampleRate);
        expectHeatmaps(answer, naive.heatmaps, isSeriesWanted);
      }),
      { numRuns: queryCount, seed: SEED },
    );
  }, 120_000);

  describe('percentiles', () => {
    percentilesContract(() => store);
  });
}

/** Where the edges are is the engine's choice; what is between them is not. */
function expectHeatmaps({ heatmaps }: QueryResult, naive: readonly NaiveHeatmap[], isOverTime: boolean): void {
  expect(heatmaps.map(({ calculation: { name } }) => name)).toEqual(naive.map(({ calculation: { name } }) => name));
  for (const [index, { edges, columns }] of heatmaps.entries()) {
    const { range, columns: naiveColumns } = naive[index]!;
    expect(edges.length === 0).toBe(range === undefined);
    expect(edges.length).toBeLessThanOrEqual(HEATMAP_CELLS + 1);
    expect(edges.slice(1).every((edge, place) => edge > edges[place]!)).toBe(true);
    expect(edges[0]).toBe(range?.[0]);
    if (range && range[0] < range[1]) expect(edges.at(-1)).toBe(range[1]);
    expect(columns).toEqual(naiveColumns(edges, isOverTime));
  }
}
