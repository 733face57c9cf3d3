import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { firstRunOf } from '../access/access.kit.ts';
import { errorResponse } from '../api/contract/index.ts';
import type { EventBatch } from '../model/event-batch.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import { openTestApp, openTestStores, type TestApp } from './app.kit.ts';
import type { DoorParts } from './serve-options.ts';

let stores: Awaited<ReturnType<typeof openTestStores>>;
let opened: TestApp;
let parts: DoorParts;
beforeAll(async () => {
  stores = await openTestStores();
  opened = await openTestApp(stores, {
    mountDoors: async (_app, given) => {
      parts = given;
    },
  });
  await firstRunOf(stores.test);
});
afterAll(async () => {
  await opened.close();
  await stores.close();
});

const get = (path: string) => opened.app.inject({ url: path });

describe('health', () => {
  it('is that the process answers', async () => {
    const answer = await get('/healthz');
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('readiness is that both stores answer', async () => {
    const answer = await get('/readyz');
    const checks = { telemetry: 'ok', control: 'ok' };
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ready', checks }]);
  });

  it('readiness is lost while one of them does not, and comes back', async () => {
    const ping = vi.spyOn(stores.control, 'ping').mockRejectedValueOnce(new Error('disk I/O error'));
    const answer = await get('/readyz');
    expect([answer.statusCode, answer.json()]).toEqual([
      503,
      { status: 'not ready', checks: { telemetry: 'ok', control: 'disk I/O error' } },
    ]);
    expect((await get('/readyz')).statusCode).toBe(200);
    ping.mockRestore();
  });

  it('readiness is lost when one of them hangs, within its deadline', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const ping = vi.spyOn(stores.control, 'ping').mockReturnValueOnce(new Promise(() => undefined));
    const pending = get('/readyz');
    // The other store answers in its own time, which is not the fake one.
    await vi.waitFor(() => expect(ping).toHaveBeenCalled(), { timeout: 10_000 });
    await vi.advanceTimersByTimeAsync(2_000);
    const answer = await pending;
    vi.useRealTimers();
    ping.mockRestore();
    expect(answer.statusCode).toBe(503);
    expect(answer.json().checks.control).toBe('no answer within 2000 ms');
  });
});

describe('metrics', () => {
  const batchOf = (count: number): EventBatch => {
    const builder = new EventBatchBuilder();
    for (let row = 0; row < count; row++) {
      const ids = { traceId: new Uint8Array(16).fill(1), spanId: new Uint8Array(8).fill(row + 1) };
      builder.endRow({ timeNs: 1n, signal: 'trace', kind: 'span', dataset: 'd', ...ids });
    }
    return builder.build();
  };

  it('count what came in, per door', async () => {
    const environment = stores.access.directory.firstEnvironment()!.id;
    await parts.intake.accept({
      door: 'otlp_http',
      environment,
      source: 'test/1',
      batch: batchOf(2),
      recordCount: 3,
      oddities: { 'text-repaired': 0, 'value-cut': 0, 'time-out-of-range': 0 },
      rejected: [{ index: 1, reason: 'trace-id-zero' }],
      bodyBytes: 700,
    });
    parts.intake.refused('otlp_http', 'key-unknown');
    const answer = await get('/metrics');
    expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = answer.body.split('\n');
    for (const line of [
      'combray_requests_total{door="otlp_http",outcome="accepted"} 1',
      'combray_requests_total{door="otlp_http",outcome="key-unknown"} 1',
      'combray_records_accepted_total{door="otlp_http"} 2',
      'combray_records_rejected_total{door="otlp_http",reason="trace-id-zero"} 1',
      'combray_body_bytes_total{door="otlp_http"} 700',
      'combray_inserts_total 1',
      'combray_rows_inserted_total 2',
      // The clock stands still.
      'combray_insert_seconds_total 0',
      'combray_queue_bytes 0',
      'combray_bugs_total 0',
    ]) {
      expect(lines).toContain(line);
    }
    expect(answer.body).toMatch(/^combray_event_loop_delay_p999_seconds \S+/m);
    expect(answer.body).toMatch(/^process_resident_memory_bytes \d+/m);
  });
});

describe('the application', () => {
  it.each(['/api/ui/environments/%zz/keys', '/%', '/%E0%A4%A'])(
    'refuses %s in the shape of all refusals',
    async (path) => {
      const answer = await get(path);
      expect([answer.statusCode, errorResponse.strict().parse(answer.json()).error.code]).toEqual([
        400,
        'request-invalid',
      ]);
    },
  );

  it('reads no more than 256 KiB of what the page sends', async () => {
    const post = (bytes: number) =>
      opened.app.inject({
        method: 'POST',
        url: '/api/ui/session/link',
        headers: { 'content-type': 'application/json' },
        payload: JSON.stringify({ token: 'x'.repeat(bytes) }),
      });
    expect((await post(255 * 1024)).statusCode).toBe(400);
    const answer = await post(256 * 1024);
    expect([answer.statusCode, errorResponse.parse(answer.json()).error.code]).toEqual([413, 'body-too-large']);
  });

  it('tells paths apart by case: `/Healthz` is another', async () => {
    expect((await get('/Healthz')).statusCode).toBe(404);
  });

  // Last: there is no way back.
  it('is not ready once it drains, but lives', async () => {
    opened.drain();
    const answer = await get('/readyz');
    expect([answer.statusCode, answer.json().status]).toEqual([503, 'draining']);
    expect((await get('/healthz')).statusCode).toBe(200);
  });
});
