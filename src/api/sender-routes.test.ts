import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TelemetryStore } from '../store/index.ts';
import { openTestApi, openTestStore, type TestApi } from './api.kit.ts';
import { sendersResponse } from './contract/index.ts';

const PATH = '/api/ui/environments/bootcamp/senders';

let store: TelemetryStore;
let api: TestApi;
beforeAll(async () => {
  store = await openTestStore();
  api = await openTestApi(store);
});
afterAll(async () => {
  await api.close();
  await store.close();
});

it('senders are nobody at first, then who was heard, with what was refused', async () => {
  const read = async () => sendersResponse.parse((await api.call('GET', PATH)).json());
  const sinceMs = api.test.clock.nowMs();
  expect(await read()).toEqual({ daemons: [], sinceMs, sources: [], refusedCounts: [], lastRefused: [] });

  const { id } = api.firstRun.environment;
  api.refusals.heard(id, '10.0.0.1', 'received');
  api.refusals.note(id, 'xray_udp', [{ reason: 'name-missing', detail: 'no name', text: '<b>', from: '10.0.0.1' }]);
  expect(await read()).toMatchObject({
    sources: [{ from: '10.0.0.1', received: 1, rejected: 1 }],
    refusedCounts: [{ door: 'xray_udp', reason: 'name-missing', count: 1 }],
    lastRefused: [{ reason: 'name-missing', detail: 'no name', text: '<b>', from: '10.0.0.1' }],
  });
});
