import { afterAll, beforeAll, expect, it } from 'vitest';
import { addPerson, signIn } from '../access/access.kit.ts';
import { DEFAULT_HEALTH_CHECK_PATTERNS } from '../model/health-check-patterns.ts';
import type { TelemetryStore } from '../store/index.ts';
import { openTestApi, openTestStore, type TestApi } from './api.kit.ts';

const PATH = '/api/ui/environments/bootcamp/health-checks';

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

it('the list is read by everyone and replaced by members, not by viewers', async () => {
  const { teamId } = api.firstRun.environment;
  await addPerson(api.test, { email: 'viewer@example.com', teamId, role: 'viewer' });
  await addPerson(api.test, { email: 'member@example.com', teamId, role: 'member' });
  const viewer = await signIn(api.test, 'viewer@example.com');
  const member = await signIn(api.test, 'member@example.com');
  expect((await api.call('GET', PATH, viewer)).json()).toEqual({ patterns: [...DEFAULT_HEALTH_CHECK_PATTERNS] });

  const refused = await api.call('POST', PATH, { token: viewer.token, body: { patterns: [] } });
  expect(refused.statusCode).toBe(403);
  const answer = await api.call('POST', PATH, { token: member.token, body: { patterns: ['/up', '/alive/*'] } });
  expect(answer.json()).toEqual({ patterns: ['/up', '/alive/*'] });
  expect((await api.call('GET', PATH, viewer)).json()).toEqual({ patterns: ['/up', '/alive/*'] });
});

it.each([[{ patterns: ['*'] }], [{ patterns: 'x' }], [{ patterns: [1] }], [{}], [{ patterns: [], more: 1 }]])(
  '%j is refused',
  async (body) => {
    const answer = await api.call('POST', PATH, { body });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.code).toBe('request-invalid');
  },
);
