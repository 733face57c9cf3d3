import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CombrayError } from '../../model/errors.ts';
import { BODY_BYTES_MAX, lastItem, openTestDoor, SMALLEST, type TestDoor } from './rollbar.kit.ts';

let door: TestDoor;
beforeAll(async () => {
  door = await openTestDoor();
});
beforeEach(() => {
  door.accepted.length = 0;
  door.refused.length = 0;
  door.logged.length = 0;
  door.fail(undefined);
  // A minute later nothing of the test before counts any more.
  door.test.clock.advance(61_000);
});
afterAll(() => door.close());

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const withToken = (token = door.tokens.server) => ({ 'x-rollbar-access-token': token });

function post(payload: unknown, headers: Record<string, string> = withToken(), url = '/api/1/item/') {
  const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
  return door.app.inject({ method: 'POST', url, payload: body, headers: { ...JSON_TYPE, ...headers } });
}

describe('where the token may be', () => {
  const cases: [string, () => ReturnType<typeof post>][] = [
    ['the header', () => post(SMALLEST)],
    ['the header, in another letter case', () => post(SMALLEST, { 'X-ROLLBAR-ACCESS-TOKEN': door.tokens.server })],
    ['the JSON body', () => post({ access_token: door.tokens.server, ...SMALLEST }, {})],
    ['the query string', () => post(SMALLEST, {}, `/api/1/item/?access_token=${door.tokens.server}`)],
    [
      'the payload of a form',
      () => {
        const payload = JSON.stringify({ access_token: door.tokens.server, ...SMALLEST });
        return post(new URLSearchParams({ payload }).toString(), FORM);
      },
    ],
    [
      'a field of a form',
      () => {
        const form = { access_token: door.tokens.server, payload: JSON.stringify(SMALLEST) };
        return post(new URLSearchParams(form).toString(), FORM);
      },
    ],
    ['a path without the slash', () => post(SMALLEST, withToken(), '/api/1/item')],
  ];
  it.each(cases)('%s', async (_place, send) => {
    const answer = await send();
    expect(answer.json()).toEqual({ err: 0, result: { id: null, uuid: expect.stringMatching(/^[\da-f]{32}$/) } });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.headers).toMatchObject({ 'x-rate-limit-limit': '1000', 'x-rate-limit-remaining-seconds': '60' });
    expect(door.accepted).toHaveLength(1);
  });

  it('takes the header before the body, the body before the query, the query before the form', async () => {
    const wrong = { access_token: 'wrong' };
    expect((await post({ ...wrong, ...SMALLEST })).statusCode).toBe(200);
    const inBody = { access_token: door.tokens.server, ...SMALLEST };
    expect((await post(inBody, {}, '/api/1/item/?access_token=wrong')).statusCode).toBe(200);
    const form = new URLSearchParams({ ...wrong, payload: JSON.stringify(SMALLEST) }).toString();
    expect((await post(form, FORM, `/api/1/item/?access_token=${door.tokens.server}`)).statusCode).toBe(200);
    expect((await post(inBody, withToken('wrong'))).statusCode).toBe(403);
    expect((await post(SMALLEST, {}, '/api/1/item/?access_token=wrong')).statusCode).toBe(403);
  });

  it('none is 401, an unknown one 403 that does not repeat it', async () => {
    const none = await post(SMALLEST, {});
    expect([none.statusCode, none.json()]).toEqual([
      401,
      { err: 1, message: 'Invalid format. access_token is missing and it is required.' },
    ]);
    const unknown = await post(SMALLEST, withToken('0123456789abcdef0123456789abcdef'));
    expect(unknown.statusCode).toBe(403);
    expect(unknown.json().message).toBe('access token not found: 0123...');
    expect(door.accepted).toEqual([]);
    expect(door.refused).toEqual(['key-missing', 'key-unknown']);
  });

  it('a client token speaks for clients only', async () => {
    const from = (platform: string) =>
      post({ data: { ...SMALLEST.data, platform } }, withToken(door.tokens.client)).then((answer) => answer.statusCode);
    for (const platform of ['browser', 'android', 'ios', 'flash', 'client', 'Browser'])
      expect(await from(platform)).toBe(200);
    for (const platform of ['', 'linux', 'heroku']) expect(await from(platform)).toBe(403);
    const refused = await post(SMALLEST, withToken(door.tokens.client));
    expect(refused.json().message).toBe(
      'insufficient privileges: post_server_item scope is required but the access token only has post_client_item.',
    );
  });
});

describe('what the body may look like', () => {
  const kept = async (payload: string | Buffer, headers: Record<string, string>) => {
    const answer = await post(payload, { ...withToken(), ...headers });
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { err: 0 }]);
    return lastItem(door);
  };

  it.each([
    ['labelled as a form, as PHP and Ruby do', { ...FORM }],
    ['labelled as text', { 'content-type': 'text/plain;charset=UTF-8' }],
    ['labelled as nonsense', { 'content-type': 'application/x-nothing' }],
  ])('JSON %s', async (_name, headers) => {
    expect((await kept(JSON.stringify(SMALLEST), headers)).telling.body).toEqual({ kind: 'message', text: 'hello' });
  });

  it('blanks or a byte order mark before the brace', async () => {
    await kept(` \r\n\t${JSON.stringify(SMALLEST)}\n`, {});
    await kept(`\uFEFF${JSON.stringify(SMALLEST)}`, {});
  });

  it('a form with a payload, labelled as JSON', async () => {
    await kept(new URLSearchParams({ payload: JSON.stringify(SMALLEST) }).toString(), {});
  });

  it('compressed', async () => {
    const plain = Buffer.from(JSON.stringify(SMALLEST));
    await kept(gzipSync(plain), { 'content-encoding': 'gzip' });
    await kept(deflateSync(plain), { 'content-encoding': 'deflate' });
  });

  it('bytes that are no UTF-8, a raw NUL and a lone surrogate, each as a replacement character', async () => {
    const [before, after] = JSON.stringify({
      data: { body: { message: { body: 'SPLIT', more: '\u0000 \ud800' } } },
    }).split('SPLIT');
    const body = Buffer.concat([
      Buffer.from(before ?? ''),
      Buffer.from([0x61, 0xff, 0x00, 0x62]),
      Buffer.from(after ?? ''),
    ]);
    const { telling, data } = await kept(body, {});
    expect(telling.body).toEqual({ kind: 'message', text: 'a\uFFFD\uFFFDb' });
    expect(data.body).toMatchObject({ message: { more: '\uFFFD \uFFFD' } });
    expect(door.accepted.at(-1)?.oddities['text-repaired']).toBe(1);
  });
});

describe('what is kept of an item', () => {
  it('numbers that JSON cannot hold, as their digits', async () => {
    await post('{"data":{"body":{"message":{"body":"x"}},"custom":{"ns":1795401540250000001,"id":-9007199254740993}}}');
    expect(lastItem(door).data.custom).toEqual({ ns: '1795401540250000001', id: '-9007199254740993' });
  });

  it('the address of whoever sent it, through a proxy that is trusted and through no other', async () => {
    const payload = JSON.stringify({ data: { ...SMALLEST.data, request: { user_ip: '$remote_ip' } } });
    const from = async (remoteAddress: string) => {
      const headers = { ...JSON_TYPE, ...withToken(), 'x-forwarded-for': '203.0.113.9' };
      await door.app.inject({ method: 'POST', url: '/api/1/item/', payload, headers, remoteAddress });
      return lastItem(door).telling.userIp;
    };
    expect(await from('10.0.0.1')).toBe('203.0.113.9');
    expect(await from('198.51.100.7')).toBe('198.51.100.7');
    expect(await from('::ffff:198.51.100.7')).toBe('198.51.100.7');
  });

  it('a telling in its project, named by its uuid, and a hash by which the store knows a repeat', async () => {
    const uuid = '078BF540-dd12-40b7-a34d-3212018d9b89';
    for (const sent of [uuid, uuid, uuid.toLowerCase().replaceAll('-', '')]) {
      const answer = await post({ data: { ...SMALLEST.data, uuid: sent } });
      expect(answer.json().result.uuid).toBe(sent);
    }
    const [first, ...rest] = door.accepted;
    expect(first).toMatchObject({ door: 'rollbar', source: 'rollbar/1', projectId: 1, recordCount: 1 });
    for (const each of rest) {
      expect(each.requestHash).toBe(first!.requestHash);
      expect(each.tellings?.[0]?.telling.identity).toEqual(first!.tellings?.[0]?.telling.identity);
    }
    await post(SMALLEST);
    expect(door.accepted.at(-1)?.requestHash).not.toBe(first!.requestHash);
  });
});

describe('what is answered to what is wrong', () => {
  const trace = { frames: [], exception: { class: 'Error', message: 'x' } };
  const body = { message: { body: 'x' } };
  const cases: [number, string, unknown][] = [
    [400, 'The request has no body. It should be a JSON object with a data key.', ''],
    [400, 'The body is neither a JSON object nor a form with a payload parameter.', '[1]'],
    [400, 'The body is neither a JSON object nor a form with a payload parameter.', 'hello'],
    [422, 'Invalid format. data is missing and it is required.', {}],
    [422, 'Invalid format. data should be object.', { data: 'x' }],
    [
      422,
      "Invalid format. data.body must not be undefined. Instead, it should be an object with a 'message', 'trace', 'trace_chain', or 'crash_report' key.",
      { data: {} },
    ],
    [
      422,
      "Invalid format. data.body must have either a 'trace', 'trace_chain', 'message' or 'crash_report' property, (but not more than one).",
      { data: { body: {} } },
    ],
    [
      422,
      "Invalid format. data.body must have either a 'trace', 'trace_chain', 'message' or 'crash_report' property, (but not more than one).",
      { data: { body: { ...body, trace } } },
    ],
    [422, 'Invalid format. data.level should be string.', { data: { body, level: 40 } }],
    [422, 'Invalid format. data.environment should be string.', { data: { body, environment: ['x'] } }],
    [422, 'Invalid format. data.request should be object.', { data: { body, request: 'x' } }],
    [422, 'Invalid format. data.person.id should be string.', { data: { body, person: { id: {} } } }],
    [422, 'Invalid format. data.body.telemetry should be array.', { data: { body: { ...body, telemetry: {} } } }],
    [422, 'Invalid format. data.body.message should be object.', { data: { body: { message: 'x' } } }],
    [422, 'Invalid format. data.body.message.body is missing and it is required.', { data: { body: { message: {} } } }],
    [
      422,
      'Invalid format. data.body.crash_report.raw should be string.',
      { data: { body: { crash_report: { raw: 1 } } } },
    ],
    [422, 'Invalid format. data.body.trace.frames is missing and it is required.', { data: { body: { trace: {} } } }],
    [
      422,
      'Invalid format. data.body.trace.exception.class is missing and it is required.',
      { data: { body: { trace: { frames: [], exception: {} } } } },
    ],
    [
      422,
      'Invalid format. data.body.trace_chain[2].frames is missing and it is required.',
      { data: { body: { trace_chain: [trace, trace, { exception: trace.exception }] } } },
    ],
    [
      422,
      'Invalid format. data.body.trace_chain[0].frames[1].lineno should be integer.',
      { data: { body: { trace_chain: [{ ...trace, frames: [{ filename: 'a' }, { filename: 'b', lineno: 'x' }] }] } } },
    ],
    [
      422,
      'Invalid format. data.body.trace_chain should have at least one element.',
      { data: { body: { trace_chain: [] } } },
    ],
  ];
  it.each(cases)('%i %s', async (status, message, payload) => {
    const answer = await post(payload);
    expect([answer.statusCode, answer.json()]).toEqual([status, { err: 1, message }]);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.headers['x-rate-limit-remaining']).toMatch(/^\d+$/);
  });

  it.each([
    ['cut off', '{"data":{"body"'],
    ['no JSON', '{data}'],
    ['cut off in a form', 'payload=%7B%22data'],
  ])('400 %s', async (_name, payload) => {
    const answer = await post(payload);
    expect([answer.statusCode, answer.json()]).toMatchObject([
      400,
      { err: 1, message: expect.stringMatching(/not JSON/) },
    ]);
  });

  it('413 what is too large, as sent or inflated, in the product’s own words', async () => {
    const large = JSON.stringify({ data: { body: { message: { body: 'x'.repeat(BODY_BYTES_MAX) } } } });
    for (const answer of [
      await post(large),
      await post(gzipSync(large), { ...withToken(), 'content-encoding': 'gzip' }),
    ]) {
      expect([answer.statusCode, answer.json()]).toEqual([413, { err: 1, message: 'request entity too large' }]);
    }
    expect(door.refused).toEqual(['body-too-large', 'body-too-large']);
  });

  it('400 what cannot be decompressed', async () => {
    for (const encoding of ['gzip', 'br']) {
      expect((await post('{}', { ...withToken(), 'content-encoding': encoding })).statusCode).toBe(400);
    }
  });

  it('503 with a delay, and 500 without saying why', async () => {
    door.fail(new CombrayError('overloaded', 'come back later'));
    const busy = await post(SMALLEST);
    expect([busy.statusCode, busy.headers['retry-after'], busy.json()]).toEqual([
      503,
      '3',
      { err: 1, message: 'come back later' },
    ]);
    door.fail(new Error('secret detail'));
    const bugs = door.bugCount();
    const broken = await post(SMALLEST);
    expect([broken.statusCode, broken.json()]).toEqual([500, { err: 1, message: 'internal error' }]);
    expect(door.bugCount()).toBe(bugs + 1);
    expect(door.logged).toHaveLength(1);
  });

  it('503 while the disk is full, before the body is read', async () => {
    door.fillDisk(new CombrayError('disk-full', 'the disk is full'));
    expect((await post('x'.repeat(2 * BODY_BYTES_MAX))).statusCode).toBe(503);
    door.fillDisk(undefined);
  });
});

describe('the paths of the API', () => {
  it('answers the ping to everyone', async () => {
    for (const url of ['/api/1/status/ping', '/api/1/status/ping/']) {
      const answer = await door.app.inject(url);
      expect([answer.statusCode, answer.body]).toEqual([200, 'pong']);
    }
  });

  it.each([
    ['POST', '/api/1/deploy/'],
    ['POST', '/api/1/session/'],
    ['GET', '/api/1'],
    ['GET', '/api/1/'],
    ['DELETE', '/api/1/rql/jobs/1'],
  ] as const)('does not know %s %s, whatever is sent', async (method, url) => {
    const payload = 'x'.repeat(3 * BODY_BYTES_MAX);
    const answer = await door.app.inject({ method, url, ...(method === 'POST' ? { payload } : {}) });
    expect([answer.statusCode, answer.json()]).toEqual([404, { err: 1, message: 'Not found' }]);
  });

  it('names the slash to what an endpoint without one posts to', async () => {
    for (const url of ['/api/item', '/api/item/']) {
      const answer = await post(SMALLEST, withToken(), url);
      expect([answer.statusCode, answer.json().message]).toEqual([404, expect.stringContaining('end in a slash')]);
    }
    expect(door.accepted).toEqual([]);
  });
});

describe('a page of another origin', () => {
  const origin = 'https://shop.example';

  it('may ask first, for the headers that it names', async () => {
    const asked = 'content-type, x-rollbar-access-token, x-rollbar-replay-id, baggage, signal';
    for (const url of ['/api/1/item/', '/api/1/item', '/api/1/session/']) {
      const { statusCode, headers } = await door.app.inject({
        method: 'OPTIONS',
        url,
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': asked },
      });
      expect(statusCode).toBe(204);
      expect(headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-headers': asked,
        'access-control-allow-methods': expect.stringContaining('POST'),
      });
      expect(Number(headers['access-control-max-age'])).toBeGreaterThanOrEqual(600);
    }
  });

  it('reads the answer, and its limits, also of a refusal', async () => {
    const answers = [
      await post(SMALLEST, { ...withToken(), origin }),
      await post({}, { ...withToken(), origin }),
      await post(SMALLEST, { ...withToken('unknown'), origin }),
      await post('x'.repeat(2 * BODY_BYTES_MAX), { ...withToken(), origin }),
      await post(SMALLEST, { ...withToken(), origin }, '/api/1/deploy'),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 422, 403, 413, 404]);
    for (const { headers } of answers) {
      expect(headers['access-control-allow-origin']).toBe(origin);
      expect(headers['access-control-expose-headers']).toMatch(
        /Rollbar-Replay-Enabled, Rollbar-Replay-RateLimit-Remaining, Rollbar-Replay-RateLimit-Reset, X-Rate-Limit-Limit/,
      );
    }
  });
});
