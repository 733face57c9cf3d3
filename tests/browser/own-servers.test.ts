import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signalPath } from '../../src/doors/otlp/signals.ts';
import type { QueryResult } from '../../src/query/index.ts';
import { type ApiClient, signIn } from '../support/api.ts';
import { launchBrowser, watchForTrouble } from '../support/browser.ts';
import { readCaptures } from '../support/captures.ts';
import { startClickHouse, type TestClickHouse } from '../support/clickhouse-node.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { BOOTSTRAP, signInLink, spawnServer, startServer, type TestServer } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';

/** When the captures were made: what they carry as their times. */
const RANGE = { fromMs: 1_789_999_200_000, toMs: 1_790_002_800_000 };
const TRACE_ID = '0102030405060708090a0b0c0d0e0f10';
const ENVIRONMENT = '/api/ui/environments/bootcamp';

const QUESTIONS = [
  { calculations: [{ op: 'COUNT' }], breakdowns: ['service.name', 'name'] },
  {
    calculations: [
      { op: 'P99', column: 'duration_ms' },
      { op: 'AVG', column: 'order.total' },
    ],
    breakdowns: ['span.kind'],
  },
  { calculations: [{ op: 'HEATMAP', column: 'duration_ms' }], filters: [{ column: 'error', op: '=', value: true }] },
  {
    calculations: [{ op: 'COUNT' }],
    breakdowns: ['severity', 'body'],
    filters: [{ column: 'severity', op: 'exists' }],
  },
];

describe('on PostgreSQL and a ClickHouse node', () => {
  let postgres: TestPostgres;
  let clickhouse: TestClickHouse;
  let embedded: TestServer;
  let remote: TestServer;
  let remoteEnvironment: Record<string, string>;

  beforeAll(async () => {
    [postgres, clickhouse] = await Promise.all([startPostgres(), startClickHouse()]);
    embedded = await startServer();
    remoteEnvironment = {
      COMBRAY_DATABASE_URL: await postgres.createDatabase('combray'),
      COMBRAY_CLICKHOUSE_URL: await clickhouse.createDatabase('combray'),
    };
    remote = await startServer({ env: remoteEnvironment });
    for (const server of [embedded, remote]) await sendCaptures(server);
  });
  afterAll(async () => {
    for (const each of [embedded, remote, postgres, clickhouse]) await each?.close();
  });

  it('the same OTLP in gives the same answers out', async () => {
    const [ours, theirs] = [await askEverything(embedded), await askEverything(remote)];
    expect(JSON.stringify(ours)).toContain(TRACE_ID);
    expect(theirs).toEqual(ours);
  });

  it('and the same pages', async () => {
    const [ours, theirs] = [await readPages(embedded), await readPages(remote)];
    expect(ours.join('\n')).toContain('POST /orders/{id}');
    expect(theirs).toEqual(ours);
  });

  it('--print-setup makes a key there, which the running server knows within a second', async () => {
    const { dataDirectory } = remote;
    const printing = spawnServer({
      dataDirectory,
      env: remoteEnvironment,
      args: ['--print-setup'],
      isBootstrapped: false,
    });
    const [, key = ''] = await printing.match(/x-honeycomb-team=(\S+)/);
    await printing.exited;
    const knows = async () => ((await sendEmpty(remote, key)) === 200 ? true : undefined);
    await waitFor(knows, { what: 'the key to be known', timeoutMs: 2_000 });
  });
});

async function sendCaptures(server: TestServer): Promise<void> {
  // One SDK's: all of them tell of a trace with the same id.
  for (const { signal, headers, body, name } of readCaptures().filter((each) => each.name.includes('-go-'))) {
    const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = headers;
    const answer = await fetch(`${server.otlpHttp}${signalPath(signal)}`, {
      method: 'POST',
      headers: { 'content-type': type, 'content-encoding': encoding, 'x-honeycomb-team': BOOTSTRAP.key },
      body: new Uint8Array(body),
    });
    expect([name, answer.status]).toEqual([name, 200]);
  }
}

async function sendEmpty(server: TestServer, key: string): Promise<number> {
  const headers = { 'content-type': 'application/x-protobuf', 'x-honeycomb-team': key };
  return (await fetch(`${server.otlpHttp}/v1/traces`, { method: 'POST', headers, body: '' })).status;
}

/** Every kind of answer of the page's API, without what differs between any two servers: ids, hints, times of day. */
async function askEverything(server: TestServer): Promise<unknown> {
  const api = await signIn(server);
  await change(api, 'POST', `${ENVIRONMENT}/keys`, { kind: 'ingest', name: 'made by a test' });
  await change(api, 'POST', '/api/ui/environments', { name: 'Staging' });
  const range = new URLSearchParams({ fromMs: String(RANGE.fromMs), toMs: String(RANGE.toMs) });
  const paths = [
    '/api/ui/session',
    '/api/ui/audit',
    `${ENVIRONMENT}/keys`,
    `${ENVIRONMENT}/health-checks`,
    `${ENVIRONMENT}/traces?${range}`,
    `${ENVIRONMENT}/traces/${TRACE_ID}`,
    `${ENVIRONMENT}/traces/${TRACE_ID}/spans/a0b0c0d000000001`,
    `${ENVIRONMENT}/traces/${TRACE_ID}/spans/a0b0c0d000000002`,
    `${ENVIRONMENT}/home?${range}`,
  ];
  const answers: unknown[] = [];
  for (const path of paths) answers.push([path, await read(await api.fetch(path))]);
  for (const question of QUESTIONS) {
    const query = { ...question, start_time: RANGE.fromMs / 1000, end_time: RANGE.toMs / 1000 };
    const answer = await read(await change(api, 'POST', `${ENVIRONMENT}/query`, { query }));
    const { results, heatmaps } = answer as Pick<QueryResult, 'results' | 'heatmaps'>;
    const isEmpty =
      JSON.stringify([results, heatmaps])
        .replace(/"\w+":/g, '')
        .match(/[1-9]/) === null;
    expect([question, isEmpty]).toEqual([question, false]);
    answers.push([question, answer]);
  }
  return answers;
}

function change(api: ApiClient, method: string, path: string, body: unknown): Promise<Response> {
  return api.fetch(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

const OWN =
  /^(id|subject|hint|token|atMs|createdAtMs|lastUsedAtMs|ingestedMs|elapsedMs|examinedRowCount|expiresAtMs|endpoints|version)$/;

async function read(answer: Response): Promise<unknown> {
  expect([answer.url.replace(/^http:\/\/[^/]+/, ''), answer.status]).toEqual([expect.any(String), 200]);
  return JSON.parse(await answer.text(), (key, value: unknown) => {
    if (OWN.test(key)) return '';
    // Keys of one millisecond stand in the order of their ids, which are random.
    return key === 'keys' && Array.isArray(value) ? value.map((each) => JSON.stringify(each)).sort() : value;
  });
}

/** The words of Home, the list and the trace. */
async function readPages(server: TestServer): Promise<string[]> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const trouble = watchForTrouble(page, server.origin);
    await page.goto(await signInLink(server));
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    const texts: string[] = [];
    const range = `from=${RANGE.fromMs}&to=${RANGE.toMs}`;
    // Issues come with an answer of their own.
    const issue = /card declined/;
    for (const [path, last] of [
      [`/bootcamp?${range}`, issue],
      [`/bootcamp/traces?${range}`, 'POST /orders/{id}'],
      [`/bootcamp/traces/${TRACE_ID}?${range}`, issue],
    ] as const) {
      await page.goto(`${server.origin}${path}`);
      await page.getByText('POST /orders/{id}').first().waitFor();
      await page.getByText(last).first().waitFor();
      texts.push((await page.locator('main').textContent()) ?? '');
    }
    expect(trouble).toEqual([]);
    return texts;
  } finally {
    await browser.close();
  }
}
