import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { QuerySpec } from '../model/query-spec.ts';
import type { SqlQuery, TelemetryStore } from '../store/index.ts';
import { type CompiledQuery, compileQuery } from './compile-query.ts';
import { ENVIRONMENT, keepRows, openTestStore, RANGE, START_MS } from './query.kit.ts';

let store: TelemetryStore;
beforeAll(async () => {
  store = await openTestStore();
  await keepRows(store, [{ durationMs: 5, service: 'web', attributes: { n: 1n } }]);
});
afterAll(() => store.close());

const compile = (spec: QuerySpec, datasets?: readonly string[]) =>
  compileQuery({ ...RANGE, ...spec }, { environment: ENVIRONMENT, datasets }, START_MS);

const ask = (statement: SqlQuery) => store.query(statement, INTERACTIVE_BUDGET);

const CASES: Readonly<Record<string, { of: () => CompiledQuery; print: (compiled: CompiledQuery) => SqlQuery }>> = {
  'count-of-everything': { of: () => compile({}), print: (compiled) => compiled.results() },
  'filters-of-every-kind': {
    of: () =>
      compile(
        {
          filter_combination: 'OR',
          filters: [
            { column: 'service.name', op: '=', value: 'web' },
            { column: 'duration_ms', op: '>=', value: 1.5 },
            { column: 'trace.trace_id', op: 'in', value: ['ab'.repeat(16), '00ab'.repeat(4), 'none'] },
            { column: 'http.route', op: 'does-not-contain', value: '/health' },
            { column: 'http.status_code', op: '!=', value: 200 },
            { column: 'error', op: 'does-not-exist' },
            { column: 'tags', op: '=', value: '["a"]\n' },
          ],
        },
        ['web', 'api'],
      ),
    print: (compiled) => compiled.results(),
  },
  'groups-ordered-and-cut': {
    of: () =>
      compile({
        calculations: [
          { op: 'P99', column: 'duration_ms' },
          { op: 'P50', column: 'duration_ms' },
          { op: 'AVG', column: 'n' },
          { op: 'COUNT', name: 'failed', filters: [{ column: 'error', op: '=', value: true }] },
        ],
        breakdowns: ['service.name', 'n'],
        orders: [{ column: 'n' }, { op: 'P99', column: 'duration_ms', order: 'descending' }],
        havings: [{ calculate_op: 'AVG', column: 'n', op: '>', value: 0.5 }],
        limit: 10,
      }),
    print: (compiled) => compiled.results(),
  },
  'series-of-two-groups': {
    of: () =>
      compile({ breakdowns: ['is_root'], calculations: [{ op: 'COUNT_DISTINCT', column: 'name' }], usage_mode: true }),
    print: (compiled) => compiled.series([1n, 2n ** 64n - 1n]),
  },
  'totals-by-time': {
    of: () => compile({ breakdowns: ['is_root'] }),
    print: (compiled) => compiled.totalSeries(),
  },
  'range-of-a-heatmap': {
    of: () => compile({ calculations: [{ op: 'HEATMAP', column: 'duration_ms' }] }),
    print: (compiled) => compiled.heatmapRanges(),
  },
  'cells-of-a-heatmap': {
    of: () => compile({ calculations: [{ op: 'HEATMAP', column: 'duration_ms' }], breakdowns: ['service.name'] }),
    print: (compiled) =>
      compiled.heatmap(compiled.heatmaps[0]!, { lowerEdges: [0, 5, 10], groups: undefined, isOverTime: true }),
  },
};

describe('the statement of', () => {
  it.each(Object.entries(CASES))('%s is as pinned, and the engine takes it', async (name, { of, print }) => {
    const statement = print(of());
    const params = Object.entries(statement.params).map(([param, value]) => `-- ${param} = ${show(value)}`);
    await expect(`${statement.sql}\n${params.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.sql`);
    await ask(statement);
  });
});

function show(value: unknown): string {
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

describe('a compiled query', () => {
  it('reads only its environment, hours and datasets', async () => {
    const statement = compile({ filters: [{ column: 'service.name', op: '=', value: 'web' }] }, ['web']).results();
    const plan = await ask({ ...statement, sql: `EXPLAIN indexes = 1 ${statement.sql}` });
    const text = plan.map(({ explain }) => String(explain).trim()).join('\n');
    const keys = /PrimaryKey\nKeys:\n([\s\S]*?)\nCondition/.exec(text)?.[1]?.split('\n');
    // `time` stands for the hour in the sort key.
    expect(keys).toEqual(['environment', 'dataset', 'time']);
    expect(text).toContain('Name: time_range');
  });

  it('finds a trace by the index of its id', async () => {
    const statement = compile({ filters: [{ column: 'trace.trace_id', op: '=', value: 'ab'.repeat(16) }] }).results();
    const plan = await ask({ ...statement, sql: `EXPLAIN indexes = 1 ${statement.sql}` });
    expect(plan.map(({ explain }) => String(explain).trim())).toContain('Name: trace_bloom');
  });

  it('holds no value in its text', () => {
    const mark = 'MARK';
    const { sql, params } = compile(
      {
        filters: [{ column: mark, op: 'in', value: [mark, `${mark}2`] }],
        calculations: [{ op: 'AVG', column: `${mark}3` }],
        breakdowns: [`${mark}4`],
      },
      [mark],
    ).results();
    expect(sql).not.toContain(mark);
    expect(Object.values(params).flat()).toEqual(expect.arrayContaining([mark, `${mark}2`, `${mark}3`, `${mark}4`]));
  });

  it('is a tree of frozen nodes', () => {
    const { query } = compile({
      filters: [{ column: 'a', op: '!=', value: 1 }],
      breakdowns: ['b'],
      orders: [{ column: 'b' }],
    });
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    expect(Object.isFrozen(query)).toBe(true);
    const { calculations, ...rest } = query;
    expect(Object.values(rest).every(isFrozen)).toBe(true);
    // What was asked for is the asker's own object.
    expect(calculations.every(({ asked: _asked, ...own }) => Object.values(own).every(isFrozen))).toBe(true);
  });

  it.each<[string, QuerySpec]>([
    ['a long name', { breakdowns: ['é'.repeat(30_000)] }],
    [
      'many long lists',
      {
        filters: Array.from({ length: 100 }, () => ({
          column: 'a',
          op: 'in' as const,
          value: Array.from({ length: 1_000 }, (_, index) => index),
        })),
      },
    ],
  ])('is refused by name when the engine would not parse it: %s', (_what, spec) => {
    expect(() => compile(spec).results()).toThrow(expect.objectContaining({ code: 'query-too-large' }));
  });
});
