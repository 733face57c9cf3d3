import { join } from 'node:path';
import { Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createInflater } from '../../src/base/inflate.ts';
import { silentLog } from '../../src/base/log.ts';
import { type OtlpSignal, signalPath } from '../../src/doors/otlp/signals.ts';
import { INTERACTIVE_BUDGET } from '../../src/model/query-budget.ts';
import { openEmbeddedStore } from '../../src/store/index.ts';
import { signIn } from '../support/api.ts';
import { inflateCapture, readCaptures } from '../support/captures.ts';
import { callGrpc, EXPORT_METHODS, openGrpcClient } from '../support/grpc.ts';
import { requestAsJson } from '../support/otlp-protobuf.ts';
import { startServer, type TestServer } from '../support/server.ts';

const TRANSPORTS = ['http-protobuf', 'http-json', 'grpc'] as const;
type Transport = (typeof TRANSPORTS)[number];

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.close());

/** An environment of its own for each transport, or the second would be recognised as a repeat of the first. */
async function makeKey(name: string): Promise<string> {
  const api = await signIn(server);
  const post = (path: string, body: object) =>
    api.fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const environment = (await (await post('/api/ui/environments', { name })).json()) as { slug: string };
  const answer = await post(`/api/ui/environments/${environment.slug}/keys`, { kind: 'ingest', name });
  return ((await answer.json()) as { secret: string }).secret;
}

async function send(transport: Transport, key: string, signal: OtlpSignal, message: Uint8Array): Promise<void> {
  if (transport === 'grpc') {
    const client = openGrpcClient(server.otlpGrpc);
    const metadata = new Metadata();
    metadata.set('x-honeycomb-team', key);
    const answer = await callGrpc(client, EXPORT_METHODS[signal], message, { metadata });
    client.close();
    expect(answer).toMatchObject({ status: 0, body: Buffer.alloc(0) });
    return;
  }
  const isJson = transport === 'http-json';
  const answer = await fetch(`${server.otlpHttp}${signalPath(signal)}`, {
    method: 'POST',
    headers: { 'x-honeycomb-team': key, 'content-type': isJson ? 'application/json' : 'application/x-protobuf' },
    body: isJson ? JSON.stringify(requestAsJson(signal, message)) : new Uint8Array(message),
  });
  expect([answer.status, await answer.text()]).toEqual([200, isJson ? '{}' : '']);
}

it('the same captured bytes by HTTP protobuf, HTTP JSON and gRPC become equal rows', async () => {
  const inflater = createInflater();
  // By what they say: two that say the same in other bytes would be a repeat on one transport and none on another.
  const messages = new Map<string, { signal: OtlpSignal; message: Uint8Array }>();
  for (const capture of readCaptures().filter(({ encoding }) => encoding === 'protobuf')) {
    const { signal } = capture;
    const message = await inflateCapture(inflater, capture);
    messages.set(JSON.stringify(requestAsJson(signal, message)), { signal, message });
  }
  for (const transport of TRANSPORTS) {
    const key = await makeKey(transport);
    for (const { signal, message } of messages.values()) await send(transport, key, signal, message);
  }
  await inflater.close();
  // Its data is opened here: the one place where every column of every signal can be seen.
  await server.process.stop();
  const store = await openEmbeddedStore({
    directory: join(server.dataDirectory, 'telemetry'),
    memoryBytes: 2 ** 30,
    queueBytesMax: 2 ** 26,
    clock: systemClock,
    log: silentLog,
  });
  const rows = await store.query(
    {
      sql: 'SELECT environment, * EXCEPT (environment, ingested, request_hash, issue_id, occurrence_id) FROM events',
      params: {},
    },
    INTERACTIVE_BUDGET,
  );
  await store.close();
  const byEnvironment = new Map<unknown, string[]>();
  for (const { environment, ...row } of rows) {
    const texts = byEnvironment.get(environment) ?? [];
    texts.push(JSON.stringify(row));
    byEnvironment.set(environment, texts);
  }
  const [first = [], ...others] = [...byEnvironment.values()].map((texts) => texts.sort());
  expect(others).toHaveLength(TRANSPORTS.length - 1);
  for (const other of others) expect(other).toEqual(first);
  const sent = new Set([...messages.values()].map(({ signal }) => signal));
  const stored = new Set(rows.map(({ signal }) => signal));
  expect(stored.size).toBe(sent.size);
});
