import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addPerson, NOW_MS, signIn } from '../access/access.kit.ts';
import type { TelemetryStore } from '../store/index.ts';
import { openTestApi, openTestStore, type TestApi } from './api.kit.ts';
import {
  auditResponse,
  errorResponse,
  KEY_PERMISSIONS,
  keyCreatedResponse,
  keySecretResponse,
  keysResponse,
  senderKeysResponse,
} from './contract/index.ts';

const PATH = '/api/ui/environments/bootcamp/keys';

let store: TelemetryStore;
let api: TestApi;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  api = await openTestApi(store);
});
afterEach(() => api.close());

const create = async (body: unknown) => {
  const answer = await api.call('POST', PATH, { body });
  expect(answer.statusCode).toBe(201);
  return keyCreatedResponse.strict().parse(answer.json());
};
const list = async () => {
  const answer = await api.call('GET', PATH);
  expect(answer.headers['cache-control']).toBe('no-store');
  return keysResponse.strict().parse(answer.json()).keys;
};

describe('keys', () => {
  it('are made with their secret shown once, and listed without it', async () => {
    const { key, secret } = await create({ kind: 'configuration', name: ' deploys ' });
    expect(key).toMatchObject({
      name: 'deploys',
      permissions: KEY_PERMISSIONS,
      createdAtMs: NOW_MS,
      createdBy: 'Owner',
    });
    expect(api.test.access.directory.authenticate(secret)?.keyId).toBe(key.id);
    const listed = await list();
    expect(listed).toContainEqual(key);
    expect(JSON.stringify(listed)).not.toContain(secret);
  });

  it('are refused once they are revoked', async () => {
    const { key, secret } = await create({ kind: 'ingest', name: 'web' });
    const revoke = () => api.call('DELETE', `${PATH}/${key.id}`);
    expect((await revoke()).statusCode).toBe(204);
    expect(api.test.access.directory.authenticate(secret)).toBeUndefined();
    expect((await list()).find(({ id }) => id === key.id)?.revokedAtMs).toBe(NOW_MS);
    expect((await revoke()).statusCode).toBe(404);
  });

  it.each(['nobody', '%00', '..%2F..', "' or 1=1 --", 'x'.repeat(90)])('have no id like %s', async (id) => {
    const answer = await api.call('DELETE', `${PATH}/${id}`);
    expect([answer.statusCode, errorResponse.parse(answer.json()).error.code]).toEqual([404, 'not-found']);
  });

  it.each<[unknown, RegExp]>([
    [{ name: 'x' }, /^kind: /],
    [{ kind: 'root', name: 'x' }, /^kind: /],
    [{ kind: 'ingest' }, /^name: /],
    [{ kind: 'ingest', name: '  ' }, /^name: /],
    [{ kind: 'ingest', name: 'x'.repeat(101) }, /^name: /],
    [{ kind: 'configuration', name: 'x', permissions: ['everything'] }, /^permissions\.0: /],
    [{ kind: 'configuration', name: 'x', permissions: 'all' }, /^permissions: /],
    [{ kind: 'ingest', name: 'x', teamId: 'other' }, /teamId/],
    [{ kind: 'rollbar_project', name: 'x', permissions: ['send_events'] }, /^permissions: /],
    [{ kind: 'rollbar_project', name: 'x', rateLimit: { windowSeconds: 0, count: 1 } }, /^rateLimit\.windowSeconds: /],
    [{ kind: 'rollbar_project', name: 'x', rateLimit: { windowSeconds: 60 } }, /^rateLimit\.count: /],
    [{ kind: 'ingest', name: 'x', rateLimit: { windowSeconds: 60, count: 1 } }, /^rateLimit: /],
    [[], /object/],
    [null, /^kind: /],
  ])('are not made of %j', async (body, message) => {
    const before = await list();
    const answer = await api.call('POST', PATH, { body });
    const { error } = errorResponse.parse(answer.json());
    expect([answer.statusCode, error.code]).toEqual([400, 'request-invalid']);
    expect(error.message).toMatch(message);
    expect(await list()).toEqual(before);
  });

  it('of Rollbar have scopes and a limit, and are shown again', async () => {
    const rateLimit = { windowSeconds: 3_600, count: 500 };
    const { key, secret } = await create({ kind: 'rollbar_project', name: 'web', permissions: ['read'], rateLimit });
    expect(key).toMatchObject({ permissions: ['read'], rateLimit });
    expect(await list()).toContainEqual(key);
    const answer = await api.call('GET', `${PATH}/${key.id}/secret`);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(keySecretResponse.strict().parse(answer.json())).toEqual({ secret });
    const aws = await create({ kind: 'aws', name: 'cli' });
    expect((await api.call('GET', `${PATH}/${aws.key.id}/secret`)).statusCode).toBe(404);
  });

  it('for senders are made at once, one of each kind', async () => {
    const before = (await list()).length;
    const answer = await api.call('POST', '/api/ui/environments/bootcamp/sender-keys');
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([201, 'no-store']);
    const made = senderKeysResponse.strict().parse(answer.json());
    expect(api.test.access.directory.authenticate(made.rollbarClientToken)?.permissions).toEqual(['post_client_item']);
    expect(await list()).toHaveLength(before + 4);
  });

  it('with a name full of HTML keep it as text', async () => {
    const name = '<img src=x onerror=alert(1)>';
    expect((await create({ kind: 'ingest', name })).key.name).toBe(name);
  });
});

describe('the audit log', () => {
  it('tells an admin what happened, newest first', async () => {
    const { key } = await create({ kind: 'ingest', name: 'web' });
    const { entries } = auditResponse.strict().parse((await api.call('GET', '/api/ui/audit')).json());
    expect(entries[0]).toEqual({
      atMs: NOW_MS,
      actor: 'Owner',
      action: 'key.create',
      subject: key.id,
      detail: 'ingest: web',
    });
    expect(entries.map(({ action }) => action)).toContain('session.sign-in');
  });

  it('is not for a member', async () => {
    await addPerson(api.test, { email: 'm@example.com', teamId: api.firstRun.environment.teamId, role: 'member' });
    const { token } = await signIn(api.test, 'm@example.com');
    expect((await api.call('GET', '/api/ui/audit', { token })).statusCode).toBe(403);
  });
});
