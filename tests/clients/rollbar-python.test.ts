import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, signIn } from '../support/api.ts';
import { breakHome, type Example, pythonWith, startFlask } from '../support/examples.ts';
import { ROOT } from '../support/repository.ts';
import { limitedToken, occurrenceRow, type RollbarApi, rollbarApi } from '../support/rollbar.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';

const BOOTCAMP = join(ROOT, 'examples/bootcamp');
const run = promisify(execFile);

let server: TestServer;
let api: ApiClient;
let rollbar: RollbarApi;
beforeAll(async () => {
  server = await startServer();
  api = await signIn(server);
  rollbar = rollbarApi(server);
});
afterAll(() => server?.close());

interface Said {
  readonly uuid: string;
  /** What the SDK logged. */
  readonly said: readonly string[];
}

/** Runs pyrollbar over these cases of python-rollbar/send.py. */
async function send(
  names: readonly string[],
  { endpoint = `${server.origin}/api/1/`, token = BOOTSTRAP.rollbarToken }: { endpoint?: string; token?: string } = {},
) {
  const python = pythonWith(join(BOOTCAMP, 'requirements.txt'));
  const script = join(ROOT, 'tests/clients/python-rollbar/send.py');
  const { stdout } = await run(python, [script, endpoint, token, ...names]);
  return JSON.parse(stdout) as Said[];
}

describe('pyrollbar in examples/bootcamp, told nothing but token and endpoint', () => {
  let flask: Example;
  beforeAll(async () => {
    flask = await startFlask({
      ROLLBAR_ACCESS_TOKEN: BOOTSTRAP.rollbarToken,
      ROLLBAR_ENDPOINT: `${server.origin}/api/1/`,
      HEALTH_CHECK_SECONDS: '3600',
    });
  });
  afterAll(() => flask?.process.stop());

  it('a raise is an item with its traceback, request and trace', async () => {
    await breakHome(flask, true);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const asked = await fetch(`${flask.origin}/api/activities/home?password=hidden&page=2`, {
      headers: { traceparent },
    });
    expect(asked.status).toBe(500);
    const item = await rollbar.itemTitled('ValueError: the madeleines are missing');
    expect(item).toMatchObject({ level: 'error', framework: 'flask', environment: 'production', total_occurrences: 1 });
    const { data } = await rollbar.get<{
      data: { body: { trace: { frames: { filename: string; method: string }[] } } };
    }>(`/instance/${item.last_occurrence_id}`);
    expect(data.body.trace.frames.at(-1)).toMatchObject({
      method: 'home_activities',
      code: expect.stringContaining('raise'),
    });
    expect(data).toMatchObject({
      context: '/api/activities/home',
      request: { method: 'GET', GET: { page: '2' }, url: expect.not.stringContaining('hidden') },
      notifier: { name: 'pyrollbar' },
      metadata: { access_token: '********', customer_timestamp: expect.any(Number) },
    });
    expect(JSON.stringify(data)).not.toContain(BOOTSTRAP.rollbarToken);
    const row = await occurrenceRow(api, item.last_occurrence_id, ['trace.trace_id', 'url.path', 'exception.type']);
    expect(row).toMatchObject({
      COUNT: 1,
      'trace.trace_id': '0af7651916cd43dd8448eb211c80319c',
      'url.path': '/api/activities/home',
      'exception.type': 'ValueError',
    });
  });

  it('a message is an item of its level', async () => {
    expect((await fetch(`${flask.origin}/rollbar/test`)).status).toBe(200);
    expect(await rollbar.itemTitled('Hello World!')).toMatchObject({ level: 'warning', total_occurrences: 1 });
  });
});

describe('pyrollbar by itself', () => {
  it('a chain of causes, with what the application adds', async () => {
    const [chain] = await send(['chain']);
    expect(chain?.said).toEqual([]);
    const { item, instance } = await rollbar.instance(chain!.uuid);
    expect(item.title).toBe('ValueError: the madeleines are missing');
    expect(instance.data).toMatchObject({
      body: { trace_chain: [{ exception: { class: 'ValueError' } }, { exception: { class: 'KeyError' } }] },
      custom: { order: { id: 42, password: expect.stringMatching(/^\*+$/) } },
      language: expect.stringMatching(/^python 3/),
    });
  });

  it('what is too large is 413, and its failsafe item arrives', async () => {
    const [large] = await send(['too_large']);
    expect(large?.said[0]).toMatch(/request entity too large for UUID/);
    const item = await rollbar.itemTitled(/^Failsafe from pyrollbar: payload too large/);
    const { data } = await rollbar.get<{ data: unknown }>(`/instance/${item.last_occurrence_id}`);
    expect(data).toMatchObject({ failsafe: true, internal: true, custom: { orig_uuid: large!.uuid } });
  });

  it('what is spoilt is 422: it says so, and so does an item of the project', async () => {
    const [refused] = await send(['refused']);
    expect(refused?.said.join('\n')).toMatch(/status code from Rollbar api: 422[\s\S]*data\.context should be string/);
    expect(await rollbar.itemTitled('API error: Invalid format. data.context should be string.')).toMatchObject({
      level: 'warning',
      framework: 'rollbar-system',
    });
  });

  it('over its limit it drops what it has, with a warning', async () => {
    const token = await limitedToken(api, 1);
    const [first, second, third] = await send(['message', 'message', 'message'], { token });
    expect(first?.said).toEqual([]);
    for (const { said } of [second!, third!])
      expect(said).toEqual(['WARNING Rollbar: over rate limit, data was dropped.']);
    await rollbar.instance(first!.uuid);
    expect((await rollbar.fetch(`/item/?uuid=${second!.uuid}`)).status).toBe(404);
    await rollbar.itemTitled('Your rate limit has been reached for access_token limited to 1');
  });

  it('without the slash of its endpoint it is told of it, and with an unknown token of that', async () => {
    const [slashless] = await send(['message'], { endpoint: `${server.origin}/api/1` });
    expect(slashless?.said.join('\n')).toMatch(/404[\s\S]*must end in a slash/);
    const [unknown] = await send(['message'], { token: 'unknown-token' });
    expect(unknown?.said.join('\n')).toMatch(/403[\s\S]*access token not found: unkn\.\.\./);
  });
});
