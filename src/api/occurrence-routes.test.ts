import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW_MS } from '../access/access.kit.ts';
import { unixNsFromMs } from '../base/time.ts';
import { ATTRIBUTE_STRING } from '../model/event-batch.ts';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { TelemetryStore } from '../store/index.ts';
import { openTestApi, openTestStore, type TestApi } from './api.kit.ts';
import {
  errorResponse,
  issueListResponse,
  issueResponse,
  issueTracesResponse,
  type OccurrenceResponse,
  occurrenceListResponse,
  occurrenceResponse,
  payloadResponse,
  traceErrorsResponse,
} from './contract/index.ts';
import { tellingOf } from './telling.kit.ts';

const PREFIX = '/api/ui/environments/bootcamp';
const TRACE_ID = 'a1'.padStart(32, '0');
const SPAN_ID = 'b2'.padStart(16, '0');
const STACK =
  'Traceback (most recent call last):\n  File "/app/home.py", line 42, in get_home\n    run()\nFromSpan: told';
const PAYLOAD = JSON.stringify({
  language: 'python 3.11.7',
  body: {
    trace: { frames: [{ filename: '/app/home.py', lineno: 42 }], exception: { class: 'KeyError', message: 'a' } },
  },
  custom: { script: '</script><script>alert(1)</script>' },
});

let store: TelemetryStore;
let api: TestApi;

const bytes = (hex: string, length: number): Uint8Array => Buffer.from(hex.padStart(length * 2, '0'), 'hex');

async function get(path: string): Promise<unknown> {
  const answer = await api.call('GET', PREFIX + path);
  expect([answer.statusCode, answer.headers['cache-control']], answer.body).toEqual([200, 'no-store']);
  return answer.json();
}

async function issueOf(title: string): Promise<number> {
  const { issues } = issueListResponse.parse(await get('/issues?status=any'));
  return issues.find((issue) => issue.title === title)?.issueId ?? expect.fail(`no issue is called ${title}`);
}

const occurrence = async (issueId: number, id: number | 'latest' = 'latest'): Promise<OccurrenceResponse> =>
  occurrenceResponse.strict().parse(await get(`/issues/${issueId}/occurrences/${id}`));

/** A span with an exception on it, marked as its door would. */
async function tellBySpan(): Promise<void> {
  const { id: environment } = api.firstRun.environment;
  const telling = tellingOf({
    ...{ type: 'FromSpan', message: 'told', atMs: NOW_MS, teller: 'otlp', deploymentEnvironment: '' },
    ...{ traceId: TRACE_ID, spanId: SPAN_ID },
  });
  const [taken = expect.fail()] = await api.issues.take(environment, [{ telling }]);
  const builder = new EventBatchBuilder();
  const common = { timeNs: unixNsFromMs(NOW_MS), dataset: 'web', service: 'web', traceId: bytes(TRACE_ID, 16) };
  builder.endRow({
    ...{ ...common, signal: 'trace', kind: 'span', durationNs: 5n, spanId: bytes(SPAN_ID, 8), name: 'GET /home' },
  });
  builder.attribute('exception.type', ATTRIBUTE_STRING, 'FromSpan');
  builder.attribute('exception.stacktrace', ATTRIBUTE_STRING, STACK);
  builder.endRow({ ...common, signal: 'trace', kind: 'span_event', parentId: bytes(SPAN_ID, 8), name: 'exception' });
  const marks = (id: number) => BigUint64Array.of(0n, BigInt(id));
  await store.write({
    ...{ environment, source: 'test/1', batch: builder.build() },
    errors: { issueId: marks(taken.issueId), occurrenceId: marks(taken.occurrenceId) },
  });
}

beforeAll(async () => {
  store = await openTestStore();
  api = await openTestApi(store);
  const { id } = api.firstRun.environment;
  const raise = (minutesAgo: number) =>
    tellingOf({ type: 'KeyError', message: 'a', atMs: NOW_MS - minutesAgo * 60_000 });
  await api.issues.take(id, [
    { telling: raise(30) },
    { telling: raise(20) },
    { telling: raise(10), payload: PAYLOAD },
    { telling: tellingOf({ text: 'Hello World!', atMs: NOW_MS - 60_000, level: 'warning' }) },
  ]);
  await tellBySpan();
});
afterAll(async () => {
  await api.close();
  await store.close();
});

describe('the occurrences of an issue', () => {
  it('come the newest first, a page at a time', async () => {
    const issueId = await issueOf('KeyError: a');
    const page = async (query: string) =>
      occurrenceListResponse.strict().parse(await get(`/issues/${issueId}/occurrences?${query}`));
    const { occurrences, hasMore } = await page('limit=2');
    expect([occurrences.map(({ timeMs }) => (NOW_MS - timeMs) / 60_000), hasMore]).toEqual([[10, 20], true]);
    const rest = await page(`limit=2&beforeId=${occurrences[1]?.occurrenceId}`);
    expect([rest.occurrences.map(({ timeMs }) => (NOW_MS - timeMs) / 60_000), rest.hasMore]).toEqual([[30], false]);
    expect((await api.call('GET', `${PREFIX}/issues/${issueId}/occurrences?limit=201`)).statusCode).toBe(400);
  });

  it('lead to their neighbours, whose own addresses are theirs', async () => {
    const issueId = await issueOf('KeyError: a');
    const latest = await occurrence(issueId);
    expect(latest.nextId).toBeNull();
    const before = await occurrence(issueId, latest.previousId ?? expect.fail());
    expect([before.nextId, (NOW_MS - before.timeMs) / 60_000]).toEqual([latest.occurrenceId, 20]);
    const first = await occurrence(issueId, before.previousId ?? expect.fail());
    expect(first.previousId).toBeNull();
  });

  it('show what their payload says, and give it back as it was sent', async () => {
    const issueId = await issueOf('KeyError: a');
    const shown = await occurrence(issueId);
    expect(shown.body).toMatchObject({ kind: 'exception', chain: [{ type: 'KeyError', frames: [{ line: 42 }] }] });
    expect(shown).toMatchObject({ hasPayload: true, deploymentEnvironment: 'production', codeVersion: '1.4.2' });
    const path = `/issues/${issueId}/occurrences/${shown.occurrenceId}/payload`;
    expect(payloadResponse.strict().parse(await get(path))).toEqual({ payload: PAYLOAD });
    const before = shown.previousId ?? expect.fail();
    const none = await api.call('GET', `${PREFIX}/issues/${issueId}/occurrences/${before}/payload`);
    expect(none.statusCode).toBe(404);
  });

  it('belong to their issue alone', async () => {
    const { occurrenceId } = await occurrence(await issueOf('KeyError: a'));
    const other = await issueOf('Hello World!');
    for (const path of [`occurrences/${occurrenceId}`, `occurrences/${occurrenceId}/payload`, 'occurrences/9999999']) {
      const answer = await api.call('GET', `${PREFIX}/issues/${other}/${path}`);
      expect([answer.statusCode, errorResponse.parse(answer.json()).error.code]).toEqual([404, 'not-found']);
    }
    expect((await api.call('GET', `${PREFIX}/issues/${other}/occurrences/x`)).statusCode).toBe(400);
    expect((await api.call('GET', `${PREFIX}/issues/999999/occurrences`)).statusCode).toBe(404);
  });
});

describe('an issue and its trace', () => {
  it('an exception on a span shows the trace that came with it', async () => {
    const shown = await occurrence(await issueOf('FromSpan: told'));
    expect(shown).toMatchObject({
      hasPayload: false,
      tellings: [{ teller: 'otlp', traceId: TRACE_ID, spanId: SPAN_ID }],
      body: {
        kind: 'exception',
        chain: [{ type: 'FromSpan', frames: [{ method: 'get_home', code: 'run()', isOwn: true }] }],
      },
    });
  });

  it('leads to the trace, with what is known of it', async () => {
    const { traces } = issueTracesResponse
      .strict()
      .parse(await get(`/issues/${await issueOf('FromSpan: told')}/traces`));
    expect(traces).toMatchObject([{ traceId: TRACE_ID, spanId: SPAN_ID, summary: { rootName: 'GET /home' } }]);
    const issueId = await issueOf('FromSpan: told');
    expect(issueResponse.parse(await get(`/issues/${issueId}`)).traceCount).toBe(1);
    const none = await get(`/issues/${await issueOf('KeyError: a')}/traces`);
    expect(issueTracesResponse.parse(none)).toEqual({ traces: [], next: null });
  });

  it('leads to many traces page by page', async () => {
    const { id: environment } = api.firstRun.environment;
    const common = { type: 'Often', message: '', teller: 'otlp', deploymentEnvironment: '' } as const;
    const ids = ['c1', 'c2', 'c3'].map((text) => text.padStart(32, '0'));
    for (const [index, traceId] of ids.entries()) {
      await api.issues.take(environment, [{ telling: tellingOf({ ...common, atMs: NOW_MS + index, traceId }) }]);
    }
    const path = `/issues/${await issueOf('Often')}/traces`;
    const first = issueTracesResponse.strict().parse(await get(`${path}?limit=2`));
    const second = issueTracesResponse.strict().parse(await get(`${path}?limit=2&before=${first.next}`));
    expect([...first.traces, ...second.traces].map(({ traceId }) => traceId)).toEqual(ids.reverse());
    expect(second.next).toBeNull();
    for (const before of ['', '1', '1-zz', `0-${ids[0]}`, `9${'9'.repeat(15)}-${ids[0]}`]) {
      expect((await api.call('GET', `${PREFIX}${path}?before=${before}`)).statusCode).toBe(400);
    }
  });

  it('the trace leads back', async () => {
    const { errors } = traceErrorsResponse.strict().parse(await get(`/traces/${TRACE_ID}/errors`));
    const issueId = await issueOf('FromSpan: told');
    expect(errors).toMatchObject([{ issueId, title: 'FromSpan: told', status: 'new', spanIds: [SPAN_ID] }]);
    expect(await get('/traces/dead/errors')).toEqual({ errors: [] });
    expect((await api.call('GET', `${PREFIX}/traces/xyz/errors`)).statusCode).toBe(400);
  });
});
