import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addPerson, PASSWORD, printSetupOf } from '../access/access.kit.ts';
import type { TelemetryStore } from '../store/index.ts';
import { ENDPOINTS, openTestApi, openTestStore, type TestApi } from './api.kit.ts';
import { environmentView, errorResponse, sessionResponse } from './contract/index.ts';

const ADA = { email: 'ada@example.com', password: PASSWORD };

let store: TelemetryStore;
let api: TestApi;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  api = await openTestApi(store);
  await addPerson(api.test, { email: ADA.email, teamId: api.firstRun.environment.teamId, role: 'member' });
});
afterEach(() => api.close());

const signIn = (body: unknown, headers = {}) => api.call('POST', '/api/ui/session', { body, headers, token: '' });
const codeOf = (answer: { json(): unknown }) => errorResponse.parse(answer.json()).error.code;

async function tokenOf(credentials = ADA): Promise<string> {
  const answer = await signIn(credentials);
  return answer.cookies[0]?.value ?? '';
}

describe('signing in', () => {
  it('answers with nothing but a cookie that scripts and other sites do not get', async () => {
    const answer = await signIn(ADA);
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect(answer.cookies).toEqual([
      {
        name: 'combray_session',
        value: expect.stringMatching(/^[\w-]{43}$/),
        path: '/',
        httpOnly: true,
        sameSite: 'Lax',
        maxAge: 30 * 24 * 3_600,
      },
    ]);
    const session = await api.call('GET', '/api/ui/session', { token: answer.cookies[0]?.value ?? '' });
    expect(sessionResponse.strict().parse(session.json())).toEqual({
      user: { email: ADA.email, name: 'member', hasPassword: true },
      team: { name: 'Bootcamp', slug: 'bootcamp' },
      role: 'member',
      environments: [{ slug: 'bootcamp', name: 'bootcamp' }],
      version: '1.2.3',
      endpoints: ENDPOINTS,
    });
  });

  it('says the same to a wrong password and an unknown person, and sets no cookie', async () => {
    const answers = [await signIn({ ...ADA, password: 'x' }), await signIn({ ...ADA, email: 'nobody@example.com' })];
    for (const answer of answers) expect([answer.statusCode, answer.cookies]).toEqual([401, []]);
    expect(answers[0]?.body).toBe(answers[1]?.body);
    expect(codeOf(answers[0] ?? answers[1]!)).toBe('sign-in-failed');
  });

  it('is asked to wait after ten wrong passwords', async () => {
    for (let index = 0; index < 10; index++) await signIn({ ...ADA, password: 'x' });
    const answer = await signIn(ADA);
    expect([answer.statusCode, codeOf(answer)]).toEqual([429, 'rate-limited']);
    expect(answer.headers['retry-after']).toMatch(/^[123]$/);
  });

  it('by a link works once', async () => {
    const { signInToken: token } = await printSetupOf(api.test);
    const link = () => api.call('POST', '/api/ui/session/link', { body: { token }, token: '' });
    const answer = await link();
    expect([answer.statusCode, answer.cookies.length]).toEqual([204, 1]);
    const again = await link();
    expect([again.statusCode, codeOf(again)]).toEqual([401, 'sign-in-failed']);
  });

  it.each(['/api/ui/session', '/api/ui/session/link'])('at %s is not for another site’s page', async (path) => {
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const answer = await api.call('POST', path, { body: ADA, headers, token: '' });
      expect([answer.statusCode, codeOf(answer), answer.cookies]).toEqual([403, 'origin-foreign', []]);
    }
  });
});

describe('signing out', () => {
  it('ends the session and takes the cookie back', async () => {
    const token = await tokenOf();
    const answer = await api.call('DELETE', '/api/ui/session', { token });
    expect([answer.statusCode, answer.cookies[0]?.value]).toEqual([204, '']);
    expect(answer.cookies[0]?.expires?.getTime()).toBe(0);
    expect((await api.call('GET', '/api/ui/session', { token })).statusCode).toBe(401);
  });
});

describe('the account', () => {
  const change = (body: unknown, token?: string) =>
    api.call('PATCH', '/api/ui/account', { body, ...(token === undefined ? {} : { token }) });

  it('of the owner takes a name, an address and a password', async () => {
    const body = { name: ' Grace ', email: 'grace@example.com', newPassword: 'tarte aux pommes' };
    expect((await change(body)).statusCode).toBe(204);
    const { user } = sessionResponse.parse((await api.call('GET', '/api/ui/session')).json());
    expect(user).toEqual({ name: 'Grace', email: 'grace@example.com', hasPassword: true });
    expect((await signIn({ email: body.email, password: body.newPassword })).statusCode).toBe(204);
  });

  it.each<[unknown, number, string, RegExp]>([
    [{ email: 'no address' }, 400, 'request-invalid', /^email: /],
    [{ newPassword: 'too short' }, 400, 'request-invalid', /^newPassword: /],
    [{ name: ' ' }, 400, 'request-invalid', /^name: /],
    [{ role: 'owner' }, 400, 'request-invalid', /role/],
    [{ newPassword: 'long enough, but no address' }, 400, 'request-invalid', /^email: /],
    [{ email: ADA.email }, 409, 'already-exists', /ada@example.com/],
  ])('refuses %j', async (body, status, code, message) => {
    const answer = await change(body);
    const { error } = errorResponse.parse(answer.json());
    expect([answer.statusCode, error.code]).toEqual([status, code]);
    expect(error.message).toMatch(message);
  });

  it('of somebody with a password needs it for a new one', async () => {
    const answer = await change({ newPassword: 'tarte aux pommes' }, await tokenOf());
    expect(errorResponse.parse(answer.json()).error.message).toMatch(/^currentPassword: /);
  });
});

describe('environments', () => {
  it('are made by an admin, with a slug of their name', async () => {
    const answer = await api.call('POST', '/api/ui/environments', { body: { name: ' EU West ' } });
    expect(answer.statusCode).toBe(201);
    expect(environmentView.strict().parse(answer.json())).toEqual({ slug: 'eu-west', name: 'EU West' });
    const again = await api.call('POST', '/api/ui/environments', { body: { name: 'eu west' } });
    expect([again.statusCode, codeOf(again)]).toEqual([409, 'already-exists']);
  });

  it.each([{ name: '🧁' }, { name: '' }, { name: 'x'.repeat(101) }, { name: 7 }, {}])('not called %j', async (body) => {
    const answer = await api.call('POST', '/api/ui/environments', { body });
    expect(answer.statusCode).toBe(400);
    expect(errorResponse.parse(answer.json()).error.message).toMatch(/^name: /);
  });
});
