import { afterAll, beforeAll, expect, it } from 'vitest';
import { addPerson, signIn } from '../access/access.kit.ts';
import type { TelemetryStore } from '../store/index.ts';
import { openTestApi, openTestStore, type TestApi } from './api.kit.ts';

const PATH = '/api/ui/environments/bootcamp/retention';
const EMPTY = { generalDays: 30, days: null, datasets: [] };

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

it('retention is read by everyone and replaced by admins, not by members', async () => {
  const { teamId } = api.firstRun.environment;
  await addPerson(api.test, { email: 'viewer@example.com', teamId, role: 'viewer' });
  await addPerson(api.test, { email: 'member@example.com', teamId, role: 'member' });
  await addPerson(api.test, { email: 'admin@example.com', teamId, role: 'admin' });
  const viewer = await signIn(api.test, 'viewer@example.com');
  const member = await signIn(api.test, 'member@example.com');
  const admin = await signIn(api.test, 'admin@example.com');
  expect((await api.call('GET', PATH, viewer)).json()).toEqual(EMPTY);

  const body = { days: 7, datasets: [{ dataset: 'web', days: 3 }] };
  expect((await api.call('PUT', PATH, { token: member.token, body })).statusCode).toBe(403);
  const kept = { generalDays: 30, days: 7, datasets: [{ dataset: 'web', days: 3, rowCount: 0, oldestMs: null }] };
  expect((await api.call('PUT', PATH, { token: admin.token, body })).json()).toEqual(kept);
  expect((await api.call('GET', PATH, viewer)).json()).toEqual(kept);
});

it.each([
  [{ days: 0, datasets: [] }],
  [{ days: 1.5, datasets: [] }],
  [{ days: 31, datasets: [] }],
  [{ days: '7', datasets: [] }],
  [{ days: 7 }],
  [{ datasets: [] }],
  [{ days: null, datasets: [{ dataset: '', days: 3 }] }],
  [{ days: null, datasets: [{ dataset: 'a', days: null }] }],
  [{ days: null, datasets: [], more: 1 }],
])('%j is refused', async (body) => {
  const answer = await api.call('PUT', PATH, { body });
  expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'request-invalid']);
});
