import { afterAll, beforeAll, expect, it } from 'vitest';
import { addPerson, signIn } from '../access/access.kit.ts';
import { ROOMY } from '../store/disk.kit.ts';
import type { TelemetryStore } from '../store/index.ts';
import { openTestApi, openTestStore, type TestApi } from './api.kit.ts';

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

it('the state of the disk is for everyone who is signed in, with what brought it there', async () => {
  await addPerson(api.test, { email: 'v@example.com', teamId: api.firstRun.environment.teamId, role: 'viewer' });
  const viewer = await signIn(api.test, 'v@example.com');
  const status = async () => (await api.call('GET', '/api/ui/status', viewer)).json();
  const bytes = { usedBytes: 1, availableBytes: 999, telemetryBytes: 0, telemetryBytesMax: null };
  expect(await status()).toEqual({ disk: { level: 'ok', cause: 'disk', ...bytes } });
  api.setDisk({ ...ROOMY, level: 'full', diskLevel: 'full', limitLevel: 'full' });
  expect(await status()).toEqual({ disk: { level: 'full', cause: 'disk', ...bytes } });
  api.setDisk({ ...ROOMY, level: 'warn', limitLevel: 'warn', telemetryBytesMax: 5 });
  expect(await status()).toEqual({ disk: { level: 'warn', cause: 'limit', ...bytes, telemetryBytesMax: 5 } });

  expect((await api.call('GET', '/api/ui/status', { token: '' })).statusCode).toBe(401);
});
