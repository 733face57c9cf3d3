import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TelemetryStore } from '../store/index.ts';
import { ASSET_TEXT, openTestApi, openTestStore, PAGE_TEXT, type TestApi } from './api.kit.ts';
import { errorResponse } from './contract/index.ts';

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

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const get = (path: string, headers = {}) => api.call('GET', path, { headers, token: '' });

describe('the page', () => {
  it.each(['/', '/sign-in?token=x', '/bootcamp/traces', '/bootcamp/traces/abc.def', '/Traces', '/a/b/c'])(
    'answers a person who goes to %s',
    async (path) => {
      const answer = await get(path, BROWSER);
      expect([answer.statusCode, answer.body]).toEqual([200, PAGE_TEXT]);
      expect(answer.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
    },
  );

  it('takes scripts from this origin only, and stands in nobody’s frame', async () => {
    const policy = String((await get('/')).headers['content-security-policy']).split('; ');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("object-src 'none'");
    expect(policy.filter((rule) => /^(script|default)-src/.test(rule)).join()).not.toMatch(/unsafe|\*/);
  });

  it.each([
    ['/api/ui/nothing', BROWSER],
    ['/api/nothing', BROWSER],
    ['/v1/nothing', BROWSER],
    ['/1/nothing', BROWSER],
    ['/2/nothing', BROWSER],
    ['/bootcamp/traces', { accept: 'application/json' }],
    ['/bootcamp/traces', {}],
  ])('does not answer a client that lost its way to %s (%j)', async (path, headers) => {
    const answer = await get(path, headers);
    expect(answer.statusCode).toBe(404);
    expect(errorResponse.strict().parse(answer.json()).error).toEqual({
      code: 'not-found',
      message: `there is nothing at GET ${path}`,
    });
  });

  it('answers another method than GET with 404', async () => {
    const answer = await api.call('POST', '/bootcamp/traces', { body: {}, headers: BROWSER });
    expect([answer.statusCode, errorResponse.parse(answer.json()).error.code]).toEqual([404, 'not-found']);
  });
});

describe('assets', () => {
  it('are kept for ever, because their names carry a hash', async () => {
    const answer = await get('/assets/index-a1B2_c3.js');
    expect([answer.statusCode, answer.body]).toEqual([200, ASSET_TEXT]);
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-type': expect.stringMatching(/^(text|application)\/javascript/),
    });
  });

  it.each([
    '/assets/missing.js',
    '/assets/',
    '/assets/.',
    '/assets/%2e%2e/index.html',
    '/assets/..%2Findex.html',
    '/assets/..%2Fbeside.txt',
    '/assets/..%2F..%2Fsecret.txt',
    '/assets/..%2F..%2F..%2F..%2F..%2Fetc%2Fpasswd',
    '/assets/..%5C..%5Csecret.txt',
    '/assets//etc/passwd',
    '/assets/%2Fetc%2Fpasswd',
    '/assets/index-a1B2_c3.js%00.txt',
    '/assets/%00',
    '/beside.txt',
    '/..%2Fsecret.txt',
  ])('are what was built, nothing else: %s', async (path) => {
    const answer = await get(path);
    // The same whether such a file exists or not.
    expect([answer.statusCode, errorResponse.parse(answer.json()).error.code]).toEqual([404, 'not-found']);
    expect(answer.headers['cache-control'] ?? '').not.toContain('immutable');
  });
});
