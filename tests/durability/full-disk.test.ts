import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { statusResponse } from '../../src/api/contract/index.ts';
import { type ApiClient, signIn } from '../support/api.ts';
import { readCounter } from '../support/metrics.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { BOOTSTRAP, FIRST_ENVIRONMENT, spawnServer, startServer, type TestServer } from '../support/server.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';

const DISK_BYTES = 160 * 2 ** 20;
/** Left for the sender, who would otherwise take longer than a test. */
const FILLED_BEFORE = 0.7;
/** Of one request; does not compress much. */
const NOISE_BYTES = 150_000;
const WORKERS = 4;

const startMs = Date.now() - 600_000;
const bodies = new Map<string, string>();
const answered = new Set<string>();

let disk: SmallDisk;
let server: TestServer;

beforeAll(async () => {
  disk = await mountSmallDisk(DISK_BYTES);
});
afterAll(async () => {
  await server?.process.stop('SIGKILL');
  await disk?.close();
});

/** Sends a new request, or one again with the same bytes. Whatever is no yes must be a retryable no. */
async function send(traceId?: string): Promise<boolean> {
  const id = traceId ?? (bodies.size + 1).toString(16).padStart(32, '0');
  const attributes = { 'app.noise': randomBytes(NOISE_BYTES).toString('base64') };
  const body = bodies.get(id) ?? otlpJson({ traceId: id, spanCount: 1, startMs: startMs + bodies.size, attributes });
  bodies.set(id, body);
  const answer = await postTraces(server, body, { 'x-honeycomb-team': BOOTSTRAP.key });
  const text = await answer.text();
  if (answer.ok) answered.add(id);
  else
    expect([answer.status, answer.headers.has('retry-after'), text]).toEqual([
      503,
      true,
      expect.stringContaining('disk'),
    ]);
  return answer.ok;
}

/** Several connections at once, each until it is refused. */
async function sendUntilRefused(): Promise<void> {
  const work = async () => {
    while (await send());
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}

async function expectAnsweredToBeThere(api: ApiClient): Promise<void> {
  const { traces } = await api.traces({ limit: 1000 });
  const listed = new Set(traces.map(({ traceId }) => traceId));
  expect([...answered].filter((traceId) => !listed.has(traceId))).toEqual([]);
}

async function diskLevel(api: ApiClient): Promise<string> {
  return statusResponse.parse(await (await api.fetch('/api/ui/status')).json()).disk.level;
}

it('a full disk refuses retryably, keeps what was answered through a kill, and takes in again by itself', async () => {
  server = await startServer(disk.serverOptions);
  disk.fill(FILLED_BEFORE);
  let api = await signIn(server);
  expect(await send()).toBe(true);

  await sendUntilRefused();
  expect(answered.size).toBeGreaterThan(10);
  await expectAnsweredToBeThere(api);

  // Somebody else takes the rest, to the last byte: nothing of ours may depend on the five per cent.
  disk.fill(1);
  await sleep(500);
  expect([await send(), await diskLevel(api), await readCounter(server, 'combray_disk_level')]).toEqual([
    false,
    'full',
    2,
  ]);
  await expectAnsweredToBeThere(api);
  expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);

  await server.process.stop('SIGKILL');
  server = await startServer(disk.serverOptions);
  api = await signIn(server);
  await expectAnsweredToBeThere(api);
  expect(await send()).toBe(false);

  disk.clear();
  const refused = [...bodies.keys()].filter((traceId) => !answered.has(traceId));
  expect(refused.length).toBeGreaterThan(0);
  for (const traceId of refused) {
    while (!(await send(traceId))) await sleep(500);
  }
  await expectAnsweredToBeThere(api);
  const [row] = await api.query({ calculations: [{ op: 'COUNT' }], time_range: 7200 });
  expect(row).toEqual({ COUNT: bodies.size });
  expect(answered.size).toBe(bodies.size);

  const path = `/api/ui/environments/${FIRST_ENVIRONMENT}/retention`;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ days: 7, datasets: [] });
  expect((await api.fetch(path, { method: 'PUT', headers, body })).status).toBe(200);
  await server.process.stop();
});

it('a start without any room has the ballast’s; without that it says so in one line', async () => {
  disk.fill(1);
  server = await startServer(disk.serverOptions);
  await expectAnsweredToBeThere(await signIn(server));
  await server.process.stop();

  disk.fill(1);
  const child = spawnServer(disk.serverOptions);
  expect(await child.exited).toMatchObject({ code: 1 });
  expect(child.stderr()).toMatch(/^combray: no room is left on the disk of the data directory .*$/m);
  expect(child.stderr()).not.toMatch(/^\s+at /m);
});

it('filled to the last byte between two looks of ours: the engine refuses, and so do we, retryably', async () => {
  disk.clear();
  server = await startServer(disk.serverOptions);
  const api = await signIn(server);
  expect([await send(), await diskLevel(api)]).toEqual([true, 'ok']);
  disk.fill(1);
  const taken = await Promise.all(Array.from({ length: WORKERS }, () => send()));
  expect(taken).toContain(false);
  await expectAnsweredToBeThere(api);

  disk.clear();
  for (const traceId of [...bodies.keys()].filter((each) => !answered.has(each))) {
    while (!(await send(traceId))) await sleep(200);
  }
  await expectAnsweredToBeThere(api);
  await server.process.stop();
});
