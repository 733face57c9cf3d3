import { rmSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { signIn } from '../support/api.ts';
import { openConnection } from '../support/connection.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { BOOTSTRAP, makeDataDirectory, startServer } from '../support/server.ts';
import { attachStrace, serverSocketName } from '../support/strace.ts';
import { countStoredSpans } from './engine.ts';

const ANSWERING = 'write,writev,sendmsg,sendto';
const SPANS = 4;
const body = otlpJson({ traceId: 'c0'.repeat(16), spanCount: SPANS, startMs: Date.now() - 60_000 });
const headers = { 'content-type': 'application/json', 'x-honeycomb-team': BOOTSTRAP.key };

const dataDirectory = makeDataDirectory();
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

/**
 *   client --- request --->  server: insert, commit, sync
 *                            server: write(answer)   <- strace kills the process as it enters this call
 *   client <-- reset
 */
it('killed between commit and answer: the request is there once, and still once after its repeat', async () => {
  const first = await startServer({ dataDirectory });
  const connection = await openConnection(first.otlpHttp);
  const socket = serverSocketName(Number(new URL(first.otlpHttp).port), connection.localPort);
  const filter = ['-P', socket, '-e', `trace=${ANSWERING}`, '-e', `inject=${ANSWERING}:signal=SIGKILL`];
  const strace = await attachStrace(first.process.pid, ...filter);
  await expect(connection.post('/v1/traces', body, headers)).rejects.toMatchObject({ code: 'ECONNRESET' });
  connection.close();
  expect(await first.process.exited).toEqual({ code: null, signal: 'SIGKILL' });
  await strace.exited;
  // It died answering yes, not refusing.
  expect(strace.stderr()).toMatch(/"HTTP\/1\.1 200 OK/);

  const second = await startServer({ dataDirectory });
  const api = await signIn(second);
  expect(await api.trace('c0'.repeat(16))).toMatchObject({ spanCount: SPANS });
  expect((await postTraces(second, body, headers)).status).toBe(200);
  expect(await api.trace('c0'.repeat(16))).toMatchObject({ spanCount: SPANS });
  await second.close();
  expect(await countStoredSpans(dataDirectory)).toEqual({ rows: SPANS, differentSpans: SPANS });
});
