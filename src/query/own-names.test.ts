import { afterAll, beforeAll, expect, it } from 'vitest';
import { createManualClock } from '../base/clock.ts';
import type { EnvironmentId } from '../model/ids.ts';
import type { QueryFilter, QuerySpec } from '../model/query-spec.ts';
import type { TelemetryStore } from '../store/index.ts';
import { createQueries } from './queries.ts';
import { ENVIRONMENT, keepRows, openTestStore, RANGE, START_MS } from './query.kit.ts';

const LOGGED = { name: 'nightly', type: 'cron', error: 'boom', duration_ms: 12.5, status_code: 500n };

let store: TelemetryStore;
beforeAll(async () => {
  store = await openTestStore();
  await keepRows(store, [
    { durationMs: 7, name: 'GET /', spanKind: 'server', statusCode: 2, attributes: { type: 'own' } },
    { signal: 'log', kind: 'log_record', attributes: LOGGED },
    { signal: 'metric', kind: 'metric_point', attributes: { type: 'heap', used: 3 } },
  ]);
});
afterAll(() => store.close());

const answer = async (spec: QuerySpec) => {
  const queries = createQueries(store, createManualClock(START_MS));
  return (await queries.run({ ...RANGE, ...spec }, { environment: ENVIRONMENT })).results.map(({ data }) => data);
};
const ofSignal = (value: string): QueryFilter => ({ column: 'meta.signal_type', op: '=', value });

it('of log records alone, what spans have is what the sender called so', async () => {
  const breakdowns = Object.keys(LOGGED);
  const data = { ...LOGGED, status_code: 500, COUNT: 1 };
  expect(await answer({ breakdowns, filters: [ofSignal('log')] })).toEqual([data]);
  const filters: QueryFilter[] = [ofSignal('log'), { column: 'duration_ms', op: '>', value: 12 }];
  expect(await answer({ calculations: [{ op: 'MAX', column: 'duration_ms' }], filters })).toEqual([
    { 'MAX(duration_ms)': 12.5 },
  ]);
});

it('of metric points too, and of both together', async () => {
  expect(await answer({ breakdowns: ['type'], filters: [ofSignal('metric')] })).toEqual([{ type: 'heap', COUNT: 1 }]);
  const either: QueryFilter = { column: 'meta.signal_type', op: 'in', value: ['log', 'metric'] };
  for (const spec of [
    { filters: [either] },
    { filters: [ofSignal('log'), ofSignal('metric')], filter_combination: 'OR' as const },
  ]) {
    expect(await answer({ breakdowns: ['type'], ...spec })).toEqual([
      { type: 'cron', COUNT: 1 },
      { type: 'heap', COUNT: 1 },
    ]);
  }
});

it.each<[string, QuerySpec]>([
  ['nothing says which rows', {}],
  ['spans may be among them', { filters: [{ column: 'meta.signal_type', op: 'in', value: ['log', 'trace'] }] }],
  [
    'one of several conditions is enough',
    { filters: [ofSignal('log'), { column: 'name', op: '=', value: 'GET /' }], filter_combination: 'OR' },
  ],
])('the field of the record answers where %s', async (_what, spec) => {
  const types = (await answer({ ...spec, breakdowns: ['type'] })).map(({ type }) => type);
  expect(types.sort()).toEqual(expect.arrayContaining(['server']));
  expect(types).not.toContain('cron');
});

it("of spans the field of the record answers, and a span's attribute of that name is not asked", async () => {
  const environment = 8 as EnvironmentId;
  await keepRows(store, [{ name: 'GET /', attributes: { type: 'own', error: 'boom', name: 'mine' } }], environment);
  const queries = createQueries(store, createManualClock(START_MS));
  const spec: QuerySpec = { ...RANGE, breakdowns: ['name', 'type', 'error'] };
  const { results } = await queries.run(spec, { environment });
  // Also where the record says nothing: the span has no kind, and did not fail.
  expect(results).toEqual([{ data: { name: 'GET /', type: null, error: null, COUNT: 1 } }]);
});

it('a field that somebody called __proto__ is in the answer like any other', async () => {
  const [data] = await answer({
    breakdowns: ['__proto__', 'constructor'],
    calculations: [{ op: 'COUNT', name: 'toString' }],
  });
  expect(Object.entries(data ?? {})).toEqual([
    ['__proto__', null],
    ['constructor', null],
    ['toString', 3],
  ]);
});
