import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Metadata } from '@grpc/grpc-js';
import { afterAll, expect, it } from 'vitest';
import { callGrpc, EXPORT_METHODS, openGrpcClient } from '../support/grpc.ts';
import { otlpJson } from '../support/otlp.ts';
import { encodeTraceRequest } from '../support/otlp-protobuf.ts';
import { BOOTSTRAP, makeDataDirectory, startServer } from '../support/server.ts';
import { countStoredSpans } from './engine.ts';
import { createSender, SPANS_PER_REQUEST } from './sender.ts';

/** After ten seconds a drain is cut short. Nothing here takes long, so this much means waiting for an idle connection. */
const DRAIN_MS_MAX = 8_000;

const dataDirectory = makeDataDirectory();
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

it('SIGTERM while sending: drains, keeps what it answered, tidies up, and is back as fast as at first', async () => {
  const firstStartMs = performance.now();
  const server = await startServer({ dataDirectory });
  const firstReadyMs = performance.now() - firstStartMs;
  const sender = createSender(7);
  const sending = sender.sendUntilGone(server);
  await sleep(500);
  const stopMs = performance.now();
  const stopping = server.process.stop('SIGTERM');
  // A supervisor that signals the whole group makes `npm start` pass on a second one; it must not cut the drain short.
  await sleep(5);
  server.process.stop('SIGTERM').catch(() => undefined);
  expect(await stopping).toEqual({ code: 0, signal: null });
  expect(performance.now() - stopMs).toBeLessThan(DRAIN_MS_MAX);
  await sending;
  expect(sender.answered.size).toBeGreaterThan(0);
  expect(existsSync(join(dataDirectory, 'combray.json'))).toBe(false);

  const { rows } = await countStoredSpans(dataDirectory);
  expect(rows).toBeGreaterThanOrEqual(sender.answered.size * SPANS_PER_REQUEST);
  expect(rows % SPANS_PER_REQUEST).toBe(0);

  const startMs = performance.now();
  const again = await startServer({ dataDirectory });
  const readyMs = performance.now() - startMs;
  await again.close();
  // The first start also makes every table; the machine may have become three times as busy since.
  expect(readyMs).toBeLessThan(3 * firstReadyMs);
});

it('SIGTERM while sending over gRPC: the same, and the client is told where it stands', async () => {
  const { rows: stored } = await countStoredSpans(dataDirectory);
  const server = await startServer({ dataDirectory });
  const client = openGrpcClient(server.otlpGrpc);
  const metadata = new Metadata();
  metadata.set('x-honeycomb-team', BOOTSTRAP.key);
  const statuses = new Map<number, number>();
  let serial = 0;
  const send = async () => {
    for (;;) {
      const traceId = (++serial).toString(16).padStart(32, '9');
      const body = encodeTraceRequest(
        JSON.parse(otlpJson({ traceId, spanCount: SPANS_PER_REQUEST, startMs: Date.now() })),
      );
      const { status } = await callGrpc(client, EXPORT_METHODS.traces, body, { metadata });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status !== 0) return;
    }
  };
  const sending = Promise.all(Array.from({ length: 4 }, send));
  await sleep(500);
  const stopMs = performance.now();
  expect(await server.process.stop('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(performance.now() - stopMs).toBeLessThan(DRAIN_MS_MAX);
  await sending;
  client.close();
  const answered = statuses.get(0) ?? 0;
  expect(answered).toBeGreaterThan(0);
  // What the client cannot reach is UNAVAILABLE, which it repeats elsewhere or later.
  expect([...statuses.keys()].sort()).toEqual([0, 14]);
  const { rows } = await countStoredSpans(dataDirectory);
  expect(rows - stored).toBeGreaterThanOrEqual(answered * SPANS_PER_REQUEST);
});
