import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { NOW_MS } from '../access/access.kit.ts';
import { unixNsFromMs } from '../base/time.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { EnvironmentId } from '../model/ids.ts';
import type { TelemetryStore } from '../store/index.ts';
import { openTestApi, openTestStore, type TestApi } from './api.kit.ts';
import { errorResponse, queryResponse } from './contract/index.ts';

const PATH = '/api/ui/environments/bootcamp/query';

let store: TelemetryStore;
let api: TestApi;
beforeAll(async () => {
  store = await openTestStore();
  api = await openTestApi(store);
  const builder = new EventBatchBuilder();
  for (const [dataset, durationNs] of [
    ['web', 10_000_000n],
    ['web', 30_000_000n],
    ['api', 20_000_000n],
  ] as const) {
    builder.endRow({
      timeNs: unixNsFromMs(NOW_MS),
      durationNs,
      signal: 'trace',
      kind: 'span',
      dataset,
      service: dataset,
    });
  }
  const environment = api.firstRun.environment.id as EnvironmentId;
  await store.write({ environment, source: 'test/1', batch: builder.build() });
});
afterAll(async () => {
  await api.close();
  await store.close();
});

const ask = async (body: unknown) => {
  const answer = await api.call('POST', PATH, { body });
  expect([answer.statusCode, answer.json()]).toEqual([200, expect.anything()]);
  return queryResponse.parse(answer.json());
};

const reasonOf = async (body: unknown) => {
  const answer = await api.call('POST', PATH, { body });
  expect(answer.statusCode).toBe(400);
  return errorResponse.parse(answer.json()).error.message;
};

describe('POST query', () => {
  it('answers a query over the environment', async () => {
    const calculations = [{ op: 'COUNT' }, { op: 'HEATMAP', column: 'duration_ms' }];
    const answer = await ask({ query: { calculations, breakdowns: ['service.name'], limit: 1 } });
    expect(answer.results).toEqual([{ data: { 'service.name': 'web', COUNT: 2 } }]);
    expect(answer.series).toEqual([
      { timeMs: expect.any(Number) as number, data: { 'service.name': 'web', COUNT: 2 } },
    ]);
    expect([answer.total, answer.other]).toEqual([{ COUNT: 3 }, { COUNT: 1 }]);
    expect(answer.totalSeries).toEqual([]);
    expect(answer).toMatchObject({ matchedRowCount: 3, examinedRowCount: 3, averageSampleRate: 1 });
    expect(answer.heatmaps[0]?.columns).toHaveLength(1);
  });

  it('answers over some datasets, without series', async () => {
    const answer = await ask({ query: {}, datasets: ['api'], isSeriesWanted: false });
    expect([answer.total, answer.other, answer.series]).toEqual([{ COUNT: 1 }, null, []]);
    const nothing = await ask({ query: {}, datasets: ['nobody'], isSeriesWanted: false });
    expect(nothing).toMatchObject({ matchedRowCount: 0, averageSampleRate: null });
  });

  it('adds the totals of each time bucket where they are wanted', async () => {
    const query = { breakdowns: ['service.name'], limit: 1 };
    const { totalSeries } = await ask({ query, isSeriesWanted: false, isTotalSeriesWanted: true });
    expect(totalSeries).toEqual([{ timeMs: expect.any(Number) as number, data: { COUNT: 3 } }]);
  });

  it('names what is wrong with a query, by its shape or by what it says', async () => {
    expect(await reasonOf({ query: { filter: [] } })).toContain('query: Unrecognized key: "filter"');
    expect(await reasonOf({ query: { calculations: [{ op: 'COUNTS' }] } })).toContain('query.calculations.0.op');
    expect(await reasonOf({ query: { calculations: [{ op: 'SUM' }], limit: 0 } })).toBe(
      'calculations[0].column: SUM needs a column; limit: must be between 1 and 1000',
    );
    expect(api.bugs()).toBe(0);
  });

  it('cancels the query when the client hangs up', async () => {
    let signals: AbortSignal[] = [];
    const spy = vi.spyOn(store, 'ask').mockImplementation((_query, { signal }) => {
      signals = [...signals, signal!];
      return new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)));
    });
    await api.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = api.app.server.address() as AddressInfo;
    const headers = { cookie: `combray_session=${api.token}`, 'content-type': 'application/json' };
    const call = request({ port, path: PATH, method: 'POST', headers });
    const gone = once(call, 'error');
    call.end('{"query":{}}');
    await expect.poll(() => signals.map(({ aborted }) => aborted)).toEqual([false]);
    call.destroy(new Error('gone'));
    await gone;
    await expect.poll(() => signals.map(({ aborted }) => aborted)).toEqual([true]);
    spy.mockRestore();
    expect(api.bugs()).toBe(0);
  });
});
