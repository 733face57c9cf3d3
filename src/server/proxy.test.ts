import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRunOf, printSetupOf } from '../access/access.kit.ts';
import { errorResponse } from '../api/contract/index.ts';
import { MS_PER_MINUTE } from '../base/time.ts';
import { openTestApp, openTestStores, type TestApp } from './app.kit.ts';

/** What a proxy on this machine that ends TLS adds. */
const THROUGH_PROXY = {
  'x-forwarded-for': '203.0.113.9',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'combray.example',
};

let stores: Awaited<ReturnType<typeof openTestStores>>;
beforeAll(async () => {
  stores = await openTestStores();
  await firstRunOf(stores.test);
});
afterAll(() => stores.close());

async function signIn({ app }: TestApp, headers: Record<string, string>): Promise<LightMyRequestResponse> {
  const { signInToken: token } = await printSetupOf(stores.test);
  return app.inject({ method: 'POST', url: '/api/ui/session/link', headers, payload: { token } });
}

const guess = ({ app }: TestApp, index: number, from: string) =>
  app.inject({
    method: 'POST',
    url: '/api/ui/session/link',
    headers: { 'x-forwarded-for': from },
    payload: { token: `guess ${index}` },
  });

describe('behind a proxy that is trusted', () => {
  let opened: TestApp;
  beforeAll(async () => {
    opened = await openTestApp(stores, { trustProxy: ['127.0.0.1'] });
  });
  afterAll(() => opened.close());

  it('a session is for TLS and this host only', async () => {
    const answer = await signIn(opened, { ...THROUGH_PROXY, origin: 'https://combray.example' });
    expect(answer.statusCode).toBe(204);
    const [cookie] = answer.cookies;
    expect(cookie).toMatchObject({ name: '__Host-combray_session', secure: true, httpOnly: true, path: '/' });
    expect(cookie).not.toHaveProperty('domain');
    const ask = (headers: Record<string, string>) =>
      opened.app.inject({
        url: '/api/ui/session',
        headers,
        cookies: { '__Host-combray_session': cookie?.value ?? '' },
      });
    expect((await ask(THROUGH_PROXY)).statusCode).toBe(200);
    // Without TLS the name with the prefix means nothing.
    expect((await ask({})).statusCode).toBe(401);
  });

  it('another site is told by the address people see', async () => {
    const answer = await signIn(opened, { ...THROUGH_PROXY, origin: 'https://combray.example.evil' });
    expect([answer.statusCode, errorResponse.parse(answer.json()).error.code]).toEqual([403, 'origin-foreign']);
  });

  it('attempts to sign in are counted for each client, not for the proxy', async () => {
    for (let index = 0; index < 50; index++) await guess(opened, index, '198.51.100.1');
    expect((await guess(opened, 50, '198.51.100.1')).statusCode).toBe(429);
    expect((await guess(opened, 51, '198.51.100.2')).statusCode).toBe(401);
  });
});

describe('behind a proxy nobody spoke of', () => {
  let opened: TestApp;
  beforeAll(async () => {
    opened = await openTestApp(stores, { publicUrl: 'https://combray.example' });
  });
  afterAll(() => opened.close());

  it('what a client says of itself changes nothing', async () => {
    const answer = await signIn(opened, THROUGH_PROXY);
    expect(answer.cookies[0]?.name).toBe('combray_session');
    for (let index = 0; index < 50; index++) await guess(opened, index, `198.51.100.${index}`);
    expect((await guess(opened, 50, '198.51.100.77')).statusCode).toBe(429);
  });

  it('the public URL is an origin of ours', async () => {
    // The guesses above are forgotten.
    stores.test.clock.advance(5 * MS_PER_MINUTE);
    const answer = await signIn(opened, { origin: 'https://combray.example' });
    expect(answer.statusCode).toBe(204);
    const foreign = await signIn(opened, { origin: 'https://evil.example' });
    expect(foreign.statusCode).toBe(403);
  });
});
