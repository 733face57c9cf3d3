import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { cleanData } from './clean-data.ts';
import { SCRUBBED } from './scrub-text.ts';

const clean = (data: JsonObject) => cleanData(data).data;

describe('what is secret by its name', () => {
  it.each([
    'password',
    'Password',
    'confirmPassword',
    'secretToken',
    'access_token',
    'X-Rollbar-Access-Token',
    'authorization',
    'Auth',
    'api_key',
    'session_id',
    'csrf_token',
    'card number',
    'CVC2',
    'name des Karteninhabers',
    'user[password]',
    'password[]',
    'user[password][]',
    'token[value]',
    '%5Bpassword%5D',
    'HTTP_AUTHORIZATION',
    'x-csrf-token',
  ])('%s goes, wherever it stands', (name) => {
    const sent = { custom: { list: [{ [name]: 'hidden' }] }, person: { [name]: { a: 1 } }, level: 'error' };
    expect(clean(sent)).toEqual({
      custom: { list: [{ [name]: SCRUBBED }] },
      person: { [name]: SCRUBBED },
      level: 'error',
    });
  });

  it.each([
    ['https://me:p@ss@shop.example/a?page=2', `https://me:${SCRUBBED}@shop.example/a?page=2`],
    ['postgres://me:hidden@db/shop', `postgres://me:${SCRUBBED}@db/shop`],
    ['https://me@shop.example/a', 'https://me@shop.example/a'],
    ['https://shop.example:8080/@a', 'https://shop.example:8080/@a'],
    ['/a?token=hidden&b=1', `/a?token=${SCRUBBED}&b=1`],
    ['/a?user%5Bpassword%5D%5B%5D=hidden&list[]=1', `/a?user%5Bpassword%5D%5B%5D=${SCRUBBED}&list[]=1`],
  ])('are taken out of the address %s', (from, scrubbed) => {
    expect(clean({ custom: { from } })).toEqual({ custom: { from: scrubbed } });
  });

  it('what the client has scrubbed, and null, stay', () => {
    expect(clean({ password: '*****', secret: null })).toEqual({ password: '*****', secret: null });
  });

  it('headers go by a list of their own, the request’s and those of telemetry', () => {
    const headers = { Cookie: 'a=b', 'X-CSRF-Token': 'x', Authorization: 'Basic x', Accept: '*/*' };
    const scrubbed = { Cookie: SCRUBBED, 'X-CSRF-Token': SCRUBBED, Authorization: SCRUBBED, Accept: '*/*' };
    expect(clean({ request: { headers }, body: { telemetry: [{ body: { request_headers: headers } }] } })).toEqual({
      request: { headers: scrubbed },
      body: { telemetry: [{ body: { request_headers: scrubbed } }] },
    });
    expect(clean({ custom: { cookie: 'chocolate' } })).toEqual({ custom: { cookie: 'chocolate' } });
  });

  it('fields go that are secret only where they stand', () => {
    expect(clean({ request: { cookies: { a: '1' }, session: { csrf: 'x', page: 2 } }, cookies: 3 })).toEqual({
      request: { cookies: SCRUBBED, session: { csrf: SCRUBBED, page: 2 } },
      cookies: 3,
    });
  });

  it('parameters of addresses and query strings go, and nothing else of them changes', () => {
    const sent = {
      request: { url: 'https://shop.example/a?token=hidden&page=%32#token=x', query_string: '?token=hidden&b=a+b' },
      body: { telemetry: [{ body: { from: '/a', url: 'https://x.example/?user%5Bpassword%5D=hidden' } }] },
      title: 'is a token=x secret?',
    };
    expect(clean(sent)).toEqual({
      request: {
        url: `https://shop.example/a?token=${SCRUBBED}&page=%32#token=x`,
        query_string: `?token=${SCRUBBED}&b=a+b`,
      },
      body: { telemetry: [{ body: { from: '/a', url: `https://x.example/?user%5Bpassword%5D=${SCRUBBED}` } }] },
      title: 'is a token=x secret?',
    });
  });

  it('bodies go through the same, as JSON and as a form; others stay as they are', () => {
    const body = (text: string) => (clean({ request: { body: text } }) as { request: { body: string } }).request.body;
    expect(body('{"user": {"password": "hidden"}, "a": 1}')).toBe(`{"user":{"password":"${SCRUBBED}"},"a":1}`);
    expect(body('{"a":  1}')).toBe('{"a":  1}');
    expect(body('user=me&password=hidden')).toBe(`user=me&password=${SCRUBBED}`);
    expect(body('password: hidden')).toBe('password: hidden');
    expect(body('%=1&%zz=2&pw=hidden')).toBe(`%=1&%zz=2&pw=${SCRUBBED}`);
    expect(clean({ request: { 'php://input': 'pw=hidden' } })).toEqual({
      request: { 'php://input': `pw=${SCRUBBED}` },
    });
  });
});

describe('what no store could hold', () => {
  it('is replaced, in names too, and counted', () => {
    const { data, repairedCount } = cleanData({ 'a\0': 'b\0\ud800', c: '😀' });
    expect(data).toEqual({ 'a\uFFFD': 'b\uFFFD\uFFFD', c: '😀' });
    expect(repairedCount).toBe(2);
  });

  it('is cut where it is nested too deep, also inside a body', () => {
    const deep = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
    const { data, cutCount } = cleanData(deep(100_000));
    expect(cutCount).toBe(1);
    expect(JSON.stringify(data)).toMatch(/^(\{"a":){100}"\[nested deeper than 100 levels\]"\}+$/);
    expect(cleanData(deep(100)).cutCount).toBe(0);
    const body = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(JSON.stringify(clean({ request: { body } })).length).toBeLessThan(500);
  });

  it('is an own field even when it is called __proto__', () => {
    const data = clean(JSON.parse('{"__proto__":{"password":"x"},"constructor":1}'));
    expect(JSON.stringify(data)).toBe(`{"__proto__":{"password":"${SCRUBBED}"},"constructor":1}`);
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });

  it('is infinite only in JSON', () => {
    expect(clean(JSON.parse('{"a":1e999}'))).toEqual({ a: 'Infinity' });
  });
});

it('anything else stays as it was', () => {
  const key = fc.constantFrom('a', 'level', 'frames', 'headers', '', '0');
  const text = fc.string({ unit: 'grapheme' }).filter((sent) => !/[\0?=]/.test(sent));
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      text,
      tie('list'),
      tie('map'),
    ),
    list: fc.array(tie('any'), { maxLength: 4 }),
    map: fc.dictionary(key, tie('any'), { maxKeys: 4 }),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, value.any), (data) => {
      expect(clean(data)).toEqual(data);
    }),
  );
});
