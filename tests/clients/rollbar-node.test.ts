import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, signIn } from '../support/api.ts';
import { type Child, startChild } from '../support/child.ts';
import { installPackages } from '../support/examples.ts';
import { ROOT } from '../support/repository.ts';
import { limitedToken, occurrenceRow, type RollbarApi, rollbarApi } from '../support/rollbar.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';

const FOLDER = join(ROOT, 'tests/clients/node-rollbar');

let server: TestServer;
let api: ApiClient;
let rollbar: RollbarApi;
const apps: Child[] = [];
beforeAll(async () => {
  installPackages(FOLDER);
  server = await startServer();
  api = await signIn(server);
  rollbar = rollbarApi(server);
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
});
afterAll(() => server?.close());

/** Express with `rollbar`, told nothing but token and endpoint. */
async function startApp(token: string = BOOTSTRAP.rollbarToken): Promise<string> {
  const env = { ROLLBAR_ACCESS_TOKEN: token, ROLLBAR_ENDPOINT: `${server.origin}/api/1/item/` };
  const app = startChild(process.execPath, ['app.cjs'], { cwd: FOLDER, env });
  apps.push(app);
  const [, origin = ''] = await app.match(/listening on (http:\S+)/);
  return origin;
}

/** What the SDK's callback was told. */
interface Told {
  readonly error: string | null;
  readonly result: { readonly uuid: string } | null;
}

const tell = async (origin: string, name: string) => (await (await fetch(`${origin}/as/${name}`)).json()) as Told;

describe('rollbar in Express', () => {
  it('a raise is an item with its cause, its request and the frames’ code', async () => {
    const origin = await startApp();
    const headers = { 'x-amzn-trace-id': 'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=53995c3f42cd8ad8;Sampled=1' };
    expect((await fetch(`${origin}/raise`, { headers })).status).toBe(500);
    const item = await rollbar.itemTitled('TypeError: the madeleines are missing');
    expect(item).toMatchObject({ level: 'error', framework: 'node-js', total_occurrences: 1 });
    const { data } = await rollbar.get<{ data: { body: { trace_chain: { frames: unknown[] }[] } } }>(
      `/instance/${item.last_occurrence_id}`,
    );
    expect(data).toMatchObject({
      code_version: '1.4.2',
      body: { trace_chain: [{ exception: { class: 'TypeError' } }, { exception: { class: 'RangeError' } }] },
      request: { method: 'GET', url: `${origin}/raise`, user_ip: '127.0.0.1' },
      notifier: { name: 'node_rollbar' },
    });
    expect(data.body.trace_chain[0]!.frames.at(-1)).toMatchObject({
      code: expect.stringContaining('throw new TypeError'),
    });
    const row = await occurrenceRow(api, item.last_occurrence_id, ['trace.trace_id']);
    expect(row).toEqual({ COUNT: 1, 'trace.trace_id': '0af7651916cd43dd8448eb211c80319c' });
  });

  it('a message: the SDK is given its own uuid back', async () => {
    const told = await tell(await startApp(), 'message');
    expect(told).toEqual({ error: null, result: { id: null, uuid: expect.stringMatching(/^[\da-f-]{36}$/) } });
    const { item, instance } = await rollbar.instance(told.result!.uuid);
    expect(item).toMatchObject({ title: 'Hello World!', level: 'warning' });
    expect(instance.data).toMatchObject({ custom: { feed: 'home', password: '********' }, feed: 'home' });
  });

  it('custom data that is called as fields of an item are', async () => {
    const { error, result } = await tell(await startApp(), 'copied');
    expect(error).toBeNull();
    const { instance } = await rollbar.instance(result!.uuid);
    expect(instance.data).toMatchObject({ custom: { client: 'acme', person: 5 }, client: 'acme', person: 5 });
  });

  it('what nobody caught is an error, though the SDK calls it debug', async () => {
    await fetch(`${await startApp()}/uncaught`);
    expect(await rollbar.itemTitled('Error: nobody caught this')).toMatchObject({ level: 'error' });
  });

  it('413 and 422 reach its callback, and nothing of them is an item but the refusals', async () => {
    const origin = await startApp();
    const tooLarge = 'request entity too large';
    expect(await tell(origin, 'large')).toEqual({ error: `Api error: ${tooLarge}`, result: null });
    await rollbar.itemTitled(`API error: ${tooLarge}`);
    const refusal = 'Invalid format. data.title should be string.';
    expect(await tell(origin, 'refused')).toEqual({ error: `Api error: ${refusal}`, result: null });
    expect(await rollbar.itemTitled(`API error: ${refusal}`)).toMatchObject({ framework: 'rollbar-system' });
    expect((await rollbar.items()).map(({ title }) => title)).not.toContain('spoilt');
  });

  it('429 with its headers stops it: it asks no more until the window ends', async () => {
    const origin = await startApp(await limitedToken(api, 2));
    const told = [];
    for (let count = 0; count < 4; count++) told.push(await tell(origin, 'another'));
    expect(told.map(({ error }) => error)).toEqual([
      null,
      null,
      expect.stringMatching(/^Api error: limit of 2 calls reached/),
      'Exceeded rate limit',
    ]);
  });
});
