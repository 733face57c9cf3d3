import { expect, it } from 'vitest';
import { INTERACTIVE_BUDGET, type QueryBudget } from '../model/query-budget.ts';
import type { TelemetryStore } from './store.ts';

const ENDLESS = { sql: 'SELECT count() FROM system.numbers WHERE sipHash64(number) = 1', params: {} };
const RUNNING =
  "SELECT count() AS count FROM system.processes WHERE query LIKE '%sipHash64(number) = 1%' AND query NOT LIKE '%processes%'";

/** More than any implementation runs at once. */
const CROWD = 8;

/** What every implementation must keep when it is asked. */
export function askingContract(storeNow: () => TelemetryStore): void {
  const ask = (sql: string, budget: Partial<QueryBudget> = {}) =>
    storeNow().query({ sql, params: {} }, { ...INTERACTIVE_BUDGET, ...budget });
  // Longer than a test may take: what is not cancelled fails.
  const askEndless = (budget: Partial<QueryBudget>) =>
    storeNow().query(ENDLESS, { ...INTERACTIVE_BUDGET, timeoutMs: 60_000, ...budget });

  /** The engine tells a query's end to its asker a moment before it takes it off its list. */
  const expectNothingRuns = () => expect.poll(() => ask(RUNNING)).toEqual([{ count: '0' }]);

  /** Keeps every session busy while `work` is done. */
  const whileCrowded = async (work: () => Promise<void>) => {
    const cancel = new AbortController();
    const crowd = Promise.allSettled(Array.from({ length: CROWD }, () => askEndless({ signal: cancel.signal })));
    try {
      await work();
    } finally {
      cancel.abort();
      await crowd;
    }
    await expectNothingRuns();
  };

  it('takes what is left of a budget, to the fraction of a millisecond', async () => {
    expect(await ask('SELECT 1 AS one', { timeoutMs: 4_999.123 })).toEqual([{ one: 1 }]);
  });

  it('says how many rows it read', async () => {
    const answer = await storeNow().ask(
      { sql: 'SELECT count() AS odd FROM numbers(1000) WHERE number % 2 = 1', params: {} },
      INTERACTIVE_BUDGET,
    );
    expect(answer).toEqual({ rows: [{ odd: '500' }], rowsRead: 1_000 });
  });

  it('stops at the deadline, and at the limits of rows, bytes and memory, and the next answer is clean', async () => {
    const tooLarge = { code: 'query-too-large' };
    await expect(askEndless({ timeoutMs: 200 })).rejects.toMatchObject({ code: 'query-timeout' });
    await expect(ask('SELECT number FROM numbers(1000)', { rowsMax: 10 })).rejects.toMatchObject(tooLarge);
    await expect(ask("SELECT repeat('x', 1000000) FROM numbers(200)")).rejects.toMatchObject(tooLarge);
    const big = 'SELECT length(groupArray(number)) FROM numbers(50000000)';
    await expect(ask(big, { memoryBytesMax: 2 ** 24 })).rejects.toMatchObject(tooLarge);
    await expect(ask('SELECT nothing')).rejects.toMatchObject({ code: 'store-unavailable' });
    for (let round = 0; round < CROWD; round++) expect(await ask('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('groups more than its memory holds', async () => {
    const groups = 'SELECT number, uniqExact(number) AS count FROM numbers(1000000) GROUP BY number';
    const memoryBytesMax = 64 * 2 ** 20;
    expect(await ask(`SELECT count() AS count FROM (${groups})`, { memoryBytesMax })).toEqual([{ count: '1000000' }]);
  });

  it('is cancelled in the engine, while it runs', async () => {
    const cancel = new AbortController();
    const asked = askEndless({ signal: cancel.signal });
    setTimeout(() => cancel.abort(), 100);
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    await expectNothingRuns();
  });

  it('is cancelled at whatever moment, before the engine knows the query included', async () => {
    for (let turn = 0; turn < 20; turn++) {
      const cancel = new AbortController();
      const asked = askEndless({ signal: cancel.signal });
      const aborted = expect(asked).rejects.toMatchObject({ name: 'AbortError' });
      if (turn % 2 === 0) await Promise.resolve();
      else await new Promise(setImmediate);
      cancel.abort();
      await aborted;
    }
    await expectNothingRuns();
    const before = new AbortController();
    before.abort();
    await expect(ask('SELECT 1', { signal: before.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is cancelled, or told that its turn does not come, while it waits; the store itself still answers', async () => {
    await whileCrowded(async () => {
      const cancel = new AbortController();
      const waiting = ask('SELECT 1', { signal: cancel.signal });
      cancel.abort();
      await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
      await expect(ask('SELECT 1', { timeoutMs: 50 })).rejects.toMatchObject({ code: 'overloaded' });
      await storeNow().ping();
    });
  });

  it('is refused when very many wait', async () => {
    await whileCrowded(async () => {
      const cancels = Array.from({ length: 1_000 }, () => new AbortController());
      const asked = cancels.map(({ signal }) => ask('SELECT 1', { signal }));
      const results = Promise.allSettled(asked);
      await expect(Promise.race(asked)).rejects.toMatchObject({ code: 'overloaded' });
      for (const cancel of cancels) cancel.abort();
      await results;
    });
  });

  it('runs queries side by side', async () => {
    const ms = 500;
    const wait = () =>
      ask(`SELECT toInt64(toUnixTimestamp64Milli(now64(3))) AS beganMs, sleep(${ms / 1_000}) AS slept`);
    const rows = (await Promise.all([wait(), wait(), wait()])).flat();
    const began = rows.map(({ beganMs }) => Number(beganMs));
    expect(Math.max(...began) - Math.min(...began)).toBeLessThan(2 * ms);
  });
}
