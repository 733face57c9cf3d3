import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TelemetryStore } from '../store/index.ts';
import { openTestApi, openTestStore, type TestApi } from './api.kit.ts';
import { errorResponse } from './contract/index.ts';

const KEYS = '/api/ui/environments/bootcamp/keys';

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

describe('a request that cannot be read', () => {
  it.each<[string, string, string, number, string]>([
    ['cut JSON', '{"kind":"ingest",', 'application/json', 400, 'request-invalid'],
    ['no JSON', 'kind=ingest', 'application/json', 400, 'request-invalid'],
    ['an empty body', '', 'application/json', 400, 'request-invalid'],
    ['a prototype', '{"__proto__":{"kind":"ingest"},"name":"x"}', 'application/json', 400, 'request-invalid'],
    ['a form', 'kind=ingest&name=x', 'application/x-www-form-urlencoded', 415, 'content-type-unsupported'],
    ['plain text', '{"kind":"ingest","name":"x"}', 'text/plain', 415, 'content-type-unsupported'],
    ['XML', '<key/>', 'application/xml', 415, 'content-type-unsupported'],
    ['nonsense for a type', '{}', 'nonsense', 415, 'content-type-unsupported'],
    ['too much', JSON.stringify({ name: 'x'.repeat(2 ** 20) }), 'application/json', 413, 'body-too-large'],
  ])('%s', async (_what, body, type, status, code) => {
    const answer = await api.call('POST', KEYS, { body, headers: { 'content-type': type } });
    const { error } = errorResponse.strict().parse(answer.json());
    expect([answer.statusCode, error.code]).toEqual([status, code]);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(api.bugs()).toBe(0);
  });

  it('is refused before its body is read when nobody is signed in', async () => {
    const body = 'x'.repeat(2 ** 21);
    const answer = await api.call('POST', KEYS, { body, token: '' });
    expect([answer.statusCode, errorResponse.parse(answer.json()).error.code]).toEqual([401, 'session-missing']);
  });

  it('goes to paths that differ in case only as little as to others', async () => {
    expect((await api.call('GET', '/api/UI/session')).statusCode).toBe(404);
  });
});

describe('an answer', () => {
  it.each([
    ['/api/ui/session', 200],
    ['/api/ui/audit', 200],
    ['/api/ui/environments/nowhere/keys', 404],
    ['/api/ui/environments/bootcamp/traces', 400],
  ])('of %s is kept by no cache', async (path, status) => {
    const answer = await api.call('GET', path);
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([status, 'no-store']);
  });

  it('to a bug tells nothing of it, and the bug is counted', async () => {
    const { db } = api.test.control;
    await db.schema.alterTable('audit').renameTo('audit_away').execute();
    const answer = await api.call('GET', '/api/ui/audit');
    await db.schema.alterTable('audit_away').renameTo('audit').execute();
    expect(answer.statusCode).toBe(500);
    expect(errorResponse.strict().parse(answer.json()).error.code).toBe('internal');
    expect(answer.body).not.toContain('audit');
    expect(api.bugs()).toBe(1);
  });
});
