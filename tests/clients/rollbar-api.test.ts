import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instance, type Item, type RollbarApi, rollbarApi } from '../support/rollbar.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';

const MIB = 2 ** 20;

let server: TestServer;
let rollbar: RollbarApi;
beforeAll(async () => {
  server = await startServer();
  rollbar = rollbarApi(server);
});
afterAll(() => server?.close());

const post = (data: object, body = JSON.stringify({ data })) => rollbar.fetch('/item/', { method: 'POST', body });

/** An error called so; each kind is an item of its own. */
const anError = (kind: string, more: object = {}) => ({
  environment: 'production',
  uuid: randomUUID(),
  body: { trace: { frames: [{ filename: `${kind}.py`, method: 'run' }], exception: { class: kind, message: 'x' } } },
  ...more,
});

async function change(id: number, body: object): Promise<unknown> {
  const answer = await rollbar.fetch(`/item/${id}`, { method: 'PATCH', body: JSON.stringify(body) });
  const { result } = (await answer.json()) as { result: unknown };
  expect(answer.status).toBe(200);
  return result;
}

describe('Rollbar’s API over a running server, answered at once', () => {
  it('gives back a payload as it was sent', async () => {
    const data = anError('Whole', {
      custom: { nested: [{ deep: null }], ns: 1, 'dotted.name': 'é\u{1f9c1}' },
      extra: [1, 2],
    });
    expect((await post(data)).status).toBe(200);
    const { instance } = await rollbar.instance(data.uuid);
    expect(instance.data).toMatchObject({ ...data, level: 'error' });
    expect(await rollbar.get(`/instance/${instance.id}`)).toEqual(instance);
  });

  it('a uuid that comes again is the same occurrence, also with other dashes, capitals and at once', async () => {
    const data = anError('Repeated');
    const plain = data.uuid.replaceAll('-', '').toUpperCase();
    const answers = await Promise.all([data.uuid, plain, data.uuid].map((uuid) => post({ ...data, uuid })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const { item } = await rollbar.instance(data.uuid);
    expect(item.total_occurrences).toBe(1);
  });

  it('pages through instances by the last id, newest first', async () => {
    for (let count = 0; count < 7; count++) await post(anError('Paged'));
    const { id } = await rollbar.itemTitled('Paged: x');
    const seen: number[] = [];
    for (let last = ''; seen.length < 7; last = `&lastId=${seen.at(-1)}`) {
      const path = `/item/${id}/instances?limit=3${last}`;
      const { instances } = await rollbar.get<{ instances: Instance[] }>(path);
      expect(instances.length).toBeGreaterThan(0);
      seen.push(...instances.map((instance) => instance.id));
    }
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
    const second = await rollbar.get<{ instances: Instance[] }>(`/item/${id}/instances?limit=3&page=2`);
    expect(second.instances.map((instance) => instance.id)).toEqual(seen.slice(3, 6));
    const first = await rollbar.get<{ instances: Instance[] }>('/instances?limit=1');
    expect(first.instances.map((instance) => instance.id)).toEqual(seen.slice(0, 1));
  });

  it('an item is resolved, comes back by a new occurrence, and stays muted', async () => {
    await post(anError('Lived', { level: 'warning', person: { id: 5 } }));
    const { id, counter } = await rollbar.itemTitled('Lived: x');
    const read = () => rollbar.get<Item & Record<string, unknown>>(`/item/${id}`);
    expect(await read()).toMatchObject({ status: 'active', level: 'warning', last_resolved_timestamp: null });
    expect(await change(id, { status: 'resolved', resolved_in_version: '1.4.2' })).toEqual({
      status: 'resolved',
      resolved_in_version: '1.4.2',
    });
    expect(await read()).toMatchObject({ status: 'resolved', resolved_in_version: '1.4.2' });
    await post(anError('Lived', { code_version: '1.4.1' }));
    expect(await read()).toMatchObject({ status: 'resolved' });
    await post(anError('Lived', { code_version: '1.4.2' }));
    expect(await read()).toMatchObject({ status: 'active' });
    await change(id, { status: 'muted', level: 'critical', title: 'A title of our own' });
    await post(anError('Lived'));
    const muted = { status: 'muted', level: 'critical', title: 'A title of our own', level_lock: 1, title_lock: 1 };
    expect(await read()).toMatchObject(muted);
    expect(await rollbar.get(`/item?counter=${counter}`)).toMatchObject({ id });
    const list = async (query: string) =>
      (await rollbar.get<{ items: Item[] }>(`/items?${query}`)).items.map((item) => item.id);
    expect(await list('status=muted&level=critical&environment=production')).toEqual([id]);
    expect(await list(`status=active&ids=${id}`)).toEqual([]);
    expect(await list(`query=%23${counter}`)).toEqual([id]);
  });

  it('follows its own redirect from the counter', async () => {
    await post(anError('Redirected'));
    const { id, counter } = await rollbar.itemTitled('Redirected: x');
    const answer = await rollbar.fetch(`/item_by_counter/${counter}`);
    expect([answer.status, ((await answer.json()) as { result: Item }).result.id]).toEqual([200, id]);
  });
});

describe('one connection for many items, their bodies in chunks', () => {
  it('goes on after a refusal', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const posted = (token: string, kind: string) =>
      new Promise<[status: number | undefined, isReused: boolean]>((resolve, reject) => {
        const headers = { 'x-rollbar-access-token': token };
        const sent = request(`${server.origin}/api/1/item/`, { method: 'POST', agent, headers }, (answer) => {
          answer.resume().once('end', () => resolve([answer.statusCode, sent.reusedSocket]));
        });
        sent.once('error', reject);
        for (const part of JSON.stringify({ data: anError(kind) }).match(/[\s\S]{1,50}/g) ?? []) sent.write(part);
        sent.end();
      });
    const { rollbarToken } = BOOTSTRAP;
    expect(await posted(rollbarToken, 'Chunked')).toEqual([200, false]);
    expect(await posted('unknown', 'Chunked')).toEqual([403, true]);
    expect(await posted(rollbarToken, 'Chunked')).toEqual([200, true]);
    expect((await rollbar.itemTitled('Chunked: x')).total_occurrences).toBe(2);
    agent.destroy();
  });
});

describe('what nobody should send', () => {
  it('bodies of 10 MB and wrong types beside good items: each is answered, and the good ones are there', async () => {
    const huge = () => post({}, 'x'.repeat(10 * MIB));
    const wrong = () => post({ body: { trace_chain: [{ frames: {}, exception: 5 }] } });
    const good = () => post(anError('Undisturbed'));
    const nul = () => post(anError('Undisturbed', { custom: { '\0': '\0', lone: '\ud800' } }));
    const answers = await Promise.all(Array.from({ length: 5 }, () => [huge(), wrong(), good(), nul()]).flat());
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => [413, 422, 200, 200]).flat());
    expect((await rollbar.itemTitled('Undisturbed: x')).total_occurrences).toBe(10);
    const metrics = await (await fetch(`${server.origin}/metrics`)).text();
    expect(metrics).toContain('combray_requests_total{door="rollbar",outcome="body-too-large"} 5');
    expect(metrics).toContain('combray_requests_total{door="rollbar",outcome="request-invalid"} 5');
  });

  it('10,000 frames and a chain of 100', async () => {
    const frames = Array.from({ length: 10_000 }, (_, at) => ({
      filename: `f${at % 7}.py`,
      method: 'again',
      lineno: at,
    }));
    const deep = anError('Deep', { body: { trace: { frames, exception: { class: 'Deep', message: 'x' } } } });
    const chain = Array.from({ length: 100 }, (_, at) => ({
      frames: [],
      exception: { class: `Cause${at}`, message: 'x' },
    }));
    const chained = anError('Chained', { body: { trace_chain: chain } });
    for (const data of [deep, chained]) {
      expect((await post(data)).status).toBe(200);
      expect((await rollbar.instance(data.uuid)).instance.data.body).toEqual(data.body);
    }
  });
});
