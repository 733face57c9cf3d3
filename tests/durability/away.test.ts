import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, signIn } from '../support/api.ts';
import { startClickHouse, type TestClickHouse } from '../support/clickhouse-node.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { BOOTSTRAP, startServer, type TestServer } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';

const START_MS = Date.now() - 60_000;
const KEY = { 'x-honeycomb-team': BOOTSTRAP.key };
const SPANS = 3;

let count = 0;
const newTraceId = () => (++count).toString(16).padStart(32, 'a');

describe('servers that go away', () => {
  let postgres: TestPostgres;
  let clickhouse: TestClickHouse;
  let server: TestServer;
  let api: ApiClient;
  const answered: string[] = [];

  beforeAll(async () => {
    [postgres, clickhouse] = await Promise.all([startPostgres(), startClickHouse()]);
  });
  afterAll(async () => {
    for (const each of [server, postgres, clickhouse]) await each?.close();
  });

  const send = async (traceId = newTraceId()) => {
    const answer = await postTraces(server, otlpJson({ traceId, spanCount: SPANS, startMs: START_MS + count }), KEY);
    const text = await answer.text();
    if (answer.ok) answered.push(traceId);
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text };
  };
  const readiness = async () => {
    const answer = await fetch(`${server.origin}/readyz`);
    const { checks } = (await answer.json()) as { checks: Record<string, string> };
    return { status: answer.status, checks };
  };
  const becomesReady = () =>
    waitFor(async () => ((await readiness()).status === 200 ? true : undefined), {
      what: '/readyz',
      timeoutMs: 20_000,
    });
  const logLines = (text: string) =>
    server.process
      .stderr()
      .split('\n')
      .filter((line) => line.includes(text)).length;
  const everythingAnsweredIsThere = async () => {
    const { totalCount } = await api.traces({ limit: 1 });
    expect(totalCount).toBe(answered.length);
  };

  it('at the start: it listens, says who is missing, and takes them in when they come', async () => {
    const env = {
      COMBRAY_DATABASE_URL: await postgres.createDatabase('combray'),
      COMBRAY_CLICKHOUSE_URL: await clickhouse.createDatabase('combray'),
    };
    await postgres.crash();
    await clickhouse.kill();
    server = await startServer({ env, isReadyAwaited: false });
    expect(await readiness()).toMatchObject({
      status: 503,
      checks: {
        control: expect.stringMatching(/^PostgreSQL does not answer: .*ECONNREFUSED/),
        telemetry: expect.stringMatching(/^ClickHouse does not answer: .*ECONNREFUSED/),
      },
    });
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(await send()).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^[123]$/) });
    }
    await sleep(3_000);
    expect([logLines('PostgreSQL is away'), logLines('ClickHouse is away')]).toEqual([1, 1]);
    await postgres.restart();
    await clickhouse.restart();
    await becomesReady();
    const areBack = () => [logLines('PostgreSQL answers again'), logLines('ClickHouse answers again')];
    await expect.poll(areBack).toEqual([1, 1]);
    expect((await send()).status).toBe(200);
    api = await signIn(server);
    await everythingAnsweredIsThere();
  });

  it('ClickHouse, under load: senders are told to come back, and nothing that was answered is lost', async () => {
    const statuses = new Set<number>();
    let isOver = false;
    const work = async () => {
      while (!isOver) {
        const traceId = newTraceId();
        let { status } = await send(traceId);
        statuses.add(status);
        while (status === 503) {
          await sleep(50);
          ({ status } = await send(traceId));
        }
        expect(status).toBe(200);
      }
    };
    const workers = Promise.all([work(), work(), work(), work()]);
    await sleep(500);
    await clickhouse.kill();
    await waitFor(async () => ((await readiness()).checks.telemetry === 'ok' ? undefined : true), {
      what: 'its absence',
    });
    expect((await api.fetch('/api/ui/environments/bootcamp/traces?fromMs=0&toMs=1')).status).toBe(503);
    await sleep(1_500);
    await clickhouse.restart();
    await becomesReady();
    await sleep(500);
    isOver = true;
    await workers;
    expect([...statuses].sort()).toEqual([200, 503]);
    await everythingAnsweredIsThere();
    expect(logLines('ClickHouse is away')).toBe(2);
    expect(logLines('blocks are not kept')).toBeLessThanOrEqual(1);
  });

  it('PostgreSQL: what it let in before goes on, the page says what is missing, and it is found again', async () => {
    await postgres.crash();
    await waitFor(async () => ((await readiness()).checks.control === 'ok' ? undefined : true), {
      what: 'its absence',
    });
    expect((await send()).status).toBe(200);
    const refused = await api.fetch('/api/ui/session');
    expect([refused.status, (await refused.json()) as unknown]).toEqual([
      503,
      { error: { code: 'store-unavailable', message: expect.stringContaining('PostgreSQL does not answer') } },
    ]);
    await sleep(1_500);
    await postgres.restart();
    await becomesReady();
    expect((await api.fetch('/api/ui/session')).status).toBe(200);
    await everythingAnsweredIsThere();
    await expect.poll(() => logLines('PostgreSQL answers again')).toBe(2);
    expect(logLines('PostgreSQL is away')).toBe(2);
  });

  it('ClickHouse, silent: said in one line, what was sent meanwhile is kept, and no drain waits for it', async () => {
    const before = logLines('ClickHouse is away');
    const thaw = clickhouse.freeze();
    const sent = send();
    await expect.poll(() => logLines('ClickHouse is away'), { timeout: 15_000 }).toBe(before + 1);
    expect((await readiness()).status).toBe(503);
    thaw();
    expect((await sent).status).toBe(200);
    await becomesReady();
    await everythingAnsweredIsThere();
    const thawAgain = clickhouse.freeze();
    const unanswered = send().catch(() => 'connection lost');
    await sleep(500);
    const began = performance.now();
    await server.process.stop('SIGTERM');
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(await unanswered).not.toMatchObject({ status: 200 });
    thawAgain();
  });
});
