import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CombrayError } from '../../../model/errors.ts';
import { BODY_BYTES_MAX, ITEMS_PER_MINUTE, lastItem, openTestDoor, SMALLEST, type TestDoor } from '../rollbar.kit.ts';

let door: TestDoor;
beforeAll(async () => {
  door = await openTestDoor();
});
beforeEach(() => {
  door.accepted.length = 0;
  door.logged.length = 0;
  door.fail(undefined);
  door.test.clock.advance(61_000);
});
afterAll(() => door.close());

const post = (payload: unknown, token = door.tokens.server) =>
  door.app.inject({
    method: 'POST',
    url: '/api/1/item/',
    headers: { 'x-rollbar-access-token': token, 'content-type': 'application/json' },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });

describe('a payload that is refused', () => {
  it('is an item of the project, once a minute for each text', async () => {
    const wrong = { data: { ...SMALLEST.data, level: 1, notifier: { name: 'home-made', version: '0.1' } } };
    for (let count = 0; count < 3; count++) expect((await post(wrong)).statusCode).toBe(422);
    expect(door.accepted).toHaveLength(1);
    const { telling, data } = lastItem(door);
    expect(telling).toMatchObject({
      title: 'API error: Invalid format. data.level should be string.',
      framework: 'rollbar-system',
      level: 'warning',
      deploymentEnvironment: 'production',
    });
    expect(data.body).toMatchObject({ message: { notifier_name: 'home-made', notifier_version: '0.1' } });
    await post({ data: { body: {} } });
    expect(door.accepted).toHaveLength(2);
    door.test.clock.advance(60_000);
    await post(wrong);
    expect(door.accepted).toHaveLength(3);
    expect(lastItem(door).telling.clientFingerprint).toBe(telling.clientFingerprint);
  });

  it('is one where nothing of it could be read, whatever stands in it, and where it is too large', async () => {
    const texts = ['{"password":"hidden', '{"password":hidden}', 'hidden', 'x'.repeat(2 * BODY_BYTES_MAX)];
    const answers = [];
    for (const text of texts) {
      answers.push(await post(text));
      door.test.clock.advance(100);
    }
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 400, 400, 413]);
    const told = door.accepted.map(({ tellings }) => tellings?.[0]?.telling.title);
    expect(told).toEqual([
      'API error: The body is not JSON.',
      'API error: The body is neither a JSON object nor a form with a payload parameter.',
      'API error: request entity too large',
    ]);
  });

  it('is told to no project where the token is unknown', async () => {
    expect((await post({}, 'unknown')).statusCode).toBe(403);
    expect(door.accepted).toEqual([]);
  });

  it('is the same one wherever in a list the fault is', async () => {
    const wrongAt = (place: number) => ({
      data: { body: { trace: { exception: { class: 'E' }, frames: [...Array(place).fill({ filename: 'a' }), 'x'] } } },
    });
    for (let place = 0; place < 5; place++) await post(wrongAt(place));
    expect(door.accepted).toHaveLength(1);
  });

  it('makes ten items a minute, however many ways there are to be wrong', async () => {
    for (const field of ['environment', 'level', 'platform', 'language', 'framework', 'context', 'title', 'uuid'])
      await post({ data: { ...SMALLEST.data, [field]: [] } });
    for (const field of ['person', 'server', 'client', 'notifier'])
      await post({ data: { ...SMALLEST.data, [field]: 'x' } });
    expect(door.accepted).toHaveLength(10);
  });

  it('is answered by 500 where telling of it meets a bug', async () => {
    const bugs = door.bugCount();
    door.fail(new Error('secret detail'));
    const answer = await post({});
    expect([answer.statusCode, answer.json()]).toEqual([500, { err: 1, message: 'internal error' }]);
    expect(door.bugCount()).toBe(bugs + 1);
  });

  it('is answered the same where the item cannot be kept', async () => {
    door.fail(new CombrayError('overloaded', 'come back later'));
    expect((await post({})).statusCode).toBe(422);
    expect(door.logged).toHaveLength(1);
  });
});

describe('a limit that is reached', () => {
  it('is 429 before the body is read, with its headers, and one item of the project', async () => {
    for (let count = 0; count < ITEMS_PER_MINUTE; count++) await post({});
    door.accepted.length = 0;
    const answers = [await post(SMALLEST), await post('not even read'), await post(SMALLEST)];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([429, 429, 429]);
    expect(answers[0]!.json()).toEqual({
      err: 1,
      message: `limit of 1000 calls reached by access_token ${door.tokens.server.slice(0, 4)}...`,
    });
    expect(answers[0]!.headers).toMatchObject({
      'x-rate-limit-limit': '1000',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-remaining-seconds': '60',
      'retry-after': '3',
    });
    expect(door.accepted).toHaveLength(1);
    expect(lastItem(door).telling).toMatchObject({
      title: 'Your rate limit has been reached for access_token post_server_item',
      framework: 'rollbar-system',
    });
    expect((await post(SMALLEST, door.tokens.all)).statusCode).toBe(200);
    door.test.clock.advance(60_000);
    expect((await post(SMALLEST)).statusCode).toBe(200);
  });
});
