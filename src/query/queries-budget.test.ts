import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { QuerySpec } from '../model/query-spec.ts';
import type { TelemetryStore } from '../store/index.ts';
import { createQueries, type QueryOptions } from './queries.ts';
import { ENVIRONMENT, openTestStore, RANGE, START_MS } from './query.kit.ts';

/** Seconds of work for the engine, made by itself: every row has its own user and a text that nothing matches. */
const ROW_COUNT = 1_000_000;

let store: TelemetryStore;
beforeAll(async () => {
  store = await openTestStore();
  await store.command(`INSERT INTO events (environment, dataset, signal, kind, time, duration_ns, weight, attr_string, ingested)
    SELECT ${ENVIRONMENT}, 'd', 'trace', 'span', ${START_MS} * 1000000 + number, number, 1,
      map('user.id', concat('u', toString(number))), now64(9) FROM numbers(${ROW_COUNT})`);
}, 60_000);
afterAll(() => store.close());

const EVERY_USER: QuerySpec = {
  ...RANGE,
  breakdowns: ['user.id'],
  calculations: [
    { op: 'P99', column: 'duration_ms' },
    { op: 'COUNT_DISTINCT', column: 'user.id' },
  ],
};

const run = (spec: QuerySpec, options: QueryOptions) =>
  createQueries(store, systemClock).run(spec, { environment: ENVIRONMENT }, options);

/** Queries the engine runs, this one and those of other connections left out. */
async function runningCount(): Promise<number> {
  const sql = `SELECT count() AS count FROM system.processes WHERE query LIKE '%user.id%' AND query NOT LIKE '%processes%'`;
  const [row] = await store.query({ sql, params: {} }, INTERACTIVE_BUDGET);
  return Number(row?.count);
}

describe('a query under a budget', () => {
  it('is told its deadline', async () => {
    const budget = { ...INTERACTIVE_BUDGET, timeoutMs: 50, memoryBytesMax: 2 ** 30 };
    await expect(run(EVERY_USER, { budget })).rejects.toMatchObject({ code: 'query-timeout' });
  });

  it('is told its memory', async () => {
    const budget = { ...INTERACTIVE_BUDGET, timeoutMs: 30_000, memoryBytesMax: 16 * 2 ** 20 };
    await expect(run(EVERY_USER, { budget })).rejects.toMatchObject({ code: 'query-too-large' });
  });

  it('is told its rows', async () => {
    const budget = { ...INTERACTIVE_BUDGET, rowsMax: 5 };
    const spec: QuerySpec = {
      ...RANGE,
      breakdowns: ['user.id'],
      limit: 10,
      filters: [{ column: 'user.id', op: 'ends-with', value: '99999' }],
    };
    await expect(run(spec, { budget })).rejects.toMatchObject({ code: 'query-too-large' });
  });

  it('no longer runs once it is cancelled', async () => {
    const cancel = new AbortController();
    const budget = { ...INTERACTIVE_BUDGET, timeoutMs: 60_000, memoryBytesMax: 2 ** 30 };
    const asked = run(EVERY_USER, { budget, signal: cancel.signal });
    const refused = expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    while ((await runningCount()) === 0) await new Promise(setImmediate);
    cancel.abort();
    await refused;
    while ((await runningCount()) > 0) await new Promise(setImmediate);
  });
});
