import { afterAll, beforeAll, expect, it } from 'vitest';
import { NOW_MS } from '../access/access.kit.ts';
import { unixNsFromMs } from '../base/time.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { EnvironmentId } from '../model/ids.ts';
import type { TelemetryStore } from '../store/index.ts';
import { openTestApi, openTestStore, type TestApi } from './api.kit.ts';
import { homeResponse, traceListResponse } from './contract/index.ts';

let store: TelemetryStore;
let api: TestApi;
beforeAll(async () => {
  store = await openTestStore();
  api = await openTestApi(store);
  await keep('otlp/1', [
    ['both', 1],
    ['both', 2],
    ['otel', 3],
  ]);
  await keep('xray/1', [
    ['both', 1],
    ['both', 4],
    ['both', 5],
    ['xray', 6],
  ]);
});
afterAll(() => store.close());

/** A request each, of a service in a trace. */
async function keep(source: string, requests: readonly (readonly [service: string, trace: number])[]): Promise<void> {
  const builder = new EventBatchBuilder();
  for (const [service, trace] of requests) {
    builder.endRow({
      timeNs: unixNsFromMs(NOW_MS - 1_000),
      durationNs: 1_000_000n,
      signal: 'trace',
      kind: 'span',
      dataset: service,
      service,
      traceId: new Uint8Array(16).fill(trace),
      spanId: new Uint8Array(8).fill(source === 'xray/1' ? 2 : 1),
      name: 'GET /',
      spanKind: 'server',
    });
  }
  await store.write({ environment: 1 as EnvironmentId, source, batch: builder.build() });
}

it('Home counts OpenTelemetry of a service that sends both, and whatever others send', async () => {
  const path = `/api/ui/environments/bootcamp/home?fromMs=${NOW_MS - 60_000}&toMs=${NOW_MS}`;
  const home = homeResponse.parse((await api.call('GET', path)).json());
  expect(home.totals.requestCount).toBe(4);
  expect(home.groups.map(({ name, requestCount }) => [name, requestCount]).sort()).toEqual([
    ['both', 2],
    ['otel', 1],
    ['xray', 1],
  ]);
  expect(home.traces.newest.map(({ traceId }) => Number.parseInt(traceId.slice(0, 2), 16)).sort()).toEqual([
    1, 2, 3, 6,
  ]);
});

it('Home counts X-Ray of such a service when asked, and on a page of a service says whether it is one', async () => {
  const path = `/api/ui/environments/bootcamp/home?fromMs=${NOW_MS - 60_000}&toMs=${NOW_MS}&counted=xray`;
  const home = homeResponse.parse((await api.call('GET', path)).json());
  expect(home.groups.map(({ name, requestCount }) => [name, requestCount]).sort()).toEqual([
    ['both', 3],
    ['otel', 1],
    ['xray', 1],
  ]);
  expect(home.traces.newest.map(({ traceId }) => Number.parseInt(traceId.slice(0, 2), 16)).sort()).toEqual([
    1, 3, 4, 5, 6,
  ]);
  expect(home.doubledServices).toEqual(['both']);
  for (const [service, doubled] of [
    ['both', ['both']],
    ['otel', []],
  ] as const) {
    const page = homeResponse.parse((await api.call('GET', `${path}&service=${service}`)).json());
    expect(page.doubledServices).toEqual(doubled);
  }
});

it('the list of the requests of such a service agrees with Home', async () => {
  const range = `fromMs=${NOW_MS - 60_000}&toMs=${NOW_MS}`;
  const list = async (asked: string) => {
    const path = `/api/ui/environments/bootcamp/traces?${range}&${asked}`;
    const { traces } = traceListResponse.parse((await api.call('GET', path)).json());
    return traces.map(({ traceId }) => Number.parseInt(traceId.slice(0, 2), 16)).sort();
  };
  expect(await list('requestService=both')).toEqual([1, 2]);
  expect(await list('requestService=both&requestCounted=xray')).toEqual([1, 4, 5]);
  expect(await list('requestCounted=xray')).toEqual([1, 3, 4, 5, 6]);
});
