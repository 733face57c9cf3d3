import fastifyCookie from '@fastify/cookie';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CombrayError } from '../model/errors.ts';
import { firstRunOf, openTestAccess, type TestAccess } from './access.kit.ts';
import type { FirstRun } from './first-run.ts';
import { createRouteGuard, environmentOf, type RouteGuard, readHoneycombKey } from './index.ts';

const SEND = { access: { credential: 'key', scope: 'send_events', environment: 'key' } } as const;
const READ = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;
const ACCOUNT = { access: { credential: 'session', role: 'viewer', environment: 'none' } } as const;
const OPEN = { access: { credential: 'none' } } as const;

let test: TestAccess;
let firstRun: FirstRun;
beforeEach(async () => {
  test = await openTestAccess();
  firstRun = await firstRunOf(test);
});
afterEach(() => test.control.close());

function createGuardedApp({ isKeylessAllowed = false, publicUrl = undefined as string | undefined } = {}) {
  const guard = createRouteGuard({ access: test.access, isKeylessAllowed, publicUrl, clock: test.clock });
  const app = Fastify();
  guard.watch(app);
  app.setErrorHandler((error: Error, _request, reply) => {
    if (!(error instanceof CombrayError)) return reply.code(500).send({ code: 'internal', message: error.message });
    return reply.code(error.kind.httpStatus).send({ code: error.code, message: error.message });
  });
  return { app, guard };
}

async function addRoutes(app: FastifyInstance, guard: RouteGuard): Promise<void> {
  await app.register(async (door) => {
    door.addHook('onRequest', guard.authorizeKey(readHoneycombKey));
    door.post('/send', { config: SEND }, (request) => ({ environment: environmentOf(request).slug }));
  });
  await app.register(async (api) => {
    await api.register(fastifyCookie);
    api.addHook('onRequest', guard.authorizeSession);
    api.post('/sign-in', { config: OPEN }, () => ({}));
  });
}

describe('a declaration', () => {
  it('that is missing stops the start', () => {
    const { app } = createGuardedApp();
    expect(() => app.get('/undeclared', () => ({}))).toThrow('the route GET /undeclared declares its access');
  });

  it('of an environment from the path needs one there, and the other way round', () => {
    const { app } = createGuardedApp();
    const sentence = 'declares where its environment comes from';
    expect(() => app.get('/read', { config: READ }, () => ({}))).toThrow(sentence);
    expect(() => app.get('/account/:environment', { config: ACCOUNT }, () => ({}))).toThrow(sentence);
    expect(() => app.get('/open/:environment/x', { config: OPEN }, () => ({}))).toThrow(sentence);
  });

  it.each([SEND, ACCOUNT])('that no hook enforces is a bug that lets nobody in: %j', async (config) => {
    const { app } = createGuardedApp({ isKeylessAllowed: true });
    app.post('/forgotten', { config }, () => ({ secret: 'told' }));
    const headers = { 'x-honeycomb-team': firstRun.ingestKey };
    const response = await app.inject({ method: 'POST', url: '/forgotten', headers });
    expect(response.statusCode).toBe(500);
    expect(response.payload).not.toContain('told');
  });

  it('is not asked of a path that is no route', async () => {
    const { app } = createGuardedApp();
    expect((await app.inject('/nowhere')).statusCode).toBe(404);
  });
});

describe('a key', () => {
  const send = async (headers: Record<string, string>, payload = '{}', isKeylessAllowed = false) => {
    const { app, guard } = createGuardedApp({ isKeylessAllowed });
    await addRoutes(app, guard);
    const request = { method: 'POST', url: '/send', payload } as const;
    return (await app.inject({ ...request, headers: { 'content-type': 'application/json', ...headers } })).json();
  };

  it.each(['x-honeycomb-team', 'X-HONEYCOMB-TEAM', 'x-hny-team'])('is found in %s', async (header) => {
    expect(await send({ [header]: firstRun.ingestKey })).toEqual({ environment: 'bootcamp' });
  });

  it('is asked for before the body is read', async () => {
    const refusal = { code: 'key-unknown', message: 'unknown API key - check your credentials' };
    expect(await send({ 'x-honeycomb-team': 'nobody' }, 'not json')).toEqual(refusal);
  });

  it.each([{}, { 'x-honeycomb-team': '' }])('that is missing is told where to put it: %j', async (headers) => {
    const refusal = { code: 'key-missing', message: "missing 'x-honeycomb-team' header" };
    expect(await send(headers, 'not json')).toEqual(refusal);
    expect(await send(headers, '{}', true)).toEqual({ environment: 'bootcamp' });
  });

  it.each(['Forwarded', 'Via', 'X-Real-IP', 'X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Server'])(
    'is wanted from behind a proxy that says %s, even with nothing in it',
    async (header) => {
      expect(await send({ [header]: '' }, '{}', true)).toMatchObject({ code: 'key-missing' });
    },
  );
});

describe('a request that changes something', () => {
  const signIn = async (headers: Record<string, string>, publicUrl?: string) => {
    const { app, guard } = createGuardedApp({ publicUrl });
    await addRoutes(app, guard);
    const request = { method: 'POST', url: '/sign-in' } as const;
    const response = await app.inject({ ...request, headers: { host: 'combray:8080', ...headers } });
    return response.statusCode === 200 ? 'let in' : response.json().code;
  };

  it.each<[string, Record<string, string>]>([
    ['a program', {}],
    ['our page', { origin: 'http://combray:8080' }],
    ['our page in a browser that compares', { 'sec-fetch-site': 'same-origin', origin: 'http://combray:8080' }],
    ['our page through a proxy that changes Host', { 'sec-fetch-site': 'same-origin', origin: 'https://o.example' }],
    ['an address typed by hand', { 'sec-fetch-site': 'none' }],
  ])('is let in from %s', async (_who, headers) => {
    expect(await signIn(headers)).toBe('let in');
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://elsewhere.example' }],
    ['another port of this host', { origin: 'http://combray:3000' }],
    ['another port, as the browser says it', { 'sec-fetch-site': 'same-site', origin: 'http://combray:3000' }],
    ['another scheme', { origin: 'https://combray:8080' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a page that claims ours', { 'sec-fetch-site': 'cross-site', origin: 'http://combray:8080' }],
    ['a value nobody knows', { 'sec-fetch-site': 'same-origin, cross-site' }],
  ])('is refused from %s', async (_who, headers) => {
    expect(await signIn(headers)).toBe('origin-foreign');
  });

  it('is let in from the public URL, and from no address that begins like it', async () => {
    expect(await signIn({ origin: 'https://combray.example' }, 'https://combray.example')).toBe('let in');
    expect(await signIn({ origin: 'https://combray.example.evil' }, 'https://combray.example')).toBe('origin-foreign');
  });
});
