import { randomBytes } from 'node:crypto';
import { afterAll, expect, it } from 'vitest';
import { statusResponse } from '../../src/api/contract/index.ts';
import { signIn } from '../support/api.ts';
import { readCounter } from '../support/metrics.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';

const LIMIT_BYTES = 2 ** 20;

let server: TestServer;
afterAll(() => server?.close());

let count = 0;
async function send(): Promise<{ status: number; retryAfter: string | null; text: string }> {
  const attributes = { 'app.noise': randomBytes(100_000).toString('base64') };
  const traceId = (++count).toString(16).padStart(32, '0');
  const body = otlpJson({ traceId, spanCount: 1, startMs: Date.now() - 60_000, attributes });
  const answer = await postTraces(server, body, { 'x-honeycomb-team': BOOTSTRAP.key });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() };
}

it('a day that takes all of COMBRAY_DISK_MAX is kept, and senders are asked to come back', async () => {
  server = await startServer({ args: ['--disk-max', '1MiB'] });
  const look = async () => {
    const answer = await send();
    return answer.status === 200 ? undefined : answer;
  };
  const refusal = await waitFor(look, { what: 'the limit to be noticed', timeoutMs: 40_000, everyMs: 500 });
  expect(refusal).toMatchObject({
    status: 503,
    retryAfter: expect.stringMatching(/^[123]$/),
    text: expect.stringContaining('COMBRAY_DISK_MAX'),
  });
  const api = await signIn(server);
  expect((await api.traces({ limit: 1 })).totalCount).toBe(count - 1);
  const { disk } = statusResponse.parse(await (await api.fetch('/api/ui/status')).json());
  expect(disk.level).toBe('full');
  expect([
    await readCounter(server, 'combray_disk_limit_bytes'),
    await readCounter(server, 'combray_disk_level'),
  ]).toEqual([LIMIT_BYTES, 2]);
});
