import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OccurrenceResponse } from '../../src/api/contract/index.ts';
import { type ApiClient, signIn } from '../support/api.ts';
import { askHome, RAISE, startBootcamp, threeSdks, xrayHeader } from '../support/bootcamp.ts';
import { breakHome, type Example } from '../support/examples.ts';
import { type IssuesClient, issuesOf } from '../support/issues.ts';
import { seededRandom, shuffled, takeSeed } from '../support/random.ts';
import { type Recorded, type Recorder, type Sender, startRecorder } from '../support/recorder.ts';
import { makeEnvironment, replay, type TestEnvironment } from '../support/replay.ts';
import { startServer, type TestServer } from '../support/server.ts';

const ORDERS: readonly (readonly Sender[])[] = [
  ['otlp', 'rollbar', 'xray'],
  ['otlp', 'xray', 'rollbar'],
  ['rollbar', 'otlp', 'xray'],
  ['rollbar', 'xray', 'otlp'],
  ['xray', 'otlp', 'rollbar'],
  ['xray', 'rollbar', 'otlp'],
];
const EVERYBODY = new Set(['rollbar', 'otlp', 'xray']);
const RAISES = 200;
/** Within which tellings without a common trace may be of one failure: the burst happens in less. */
const BURST_MS_MAX = 5_000;
const BURST_TRIES_MAX = 4;
const CONNECTIONS = 6;

/** How often a text stands in what was sent to a path. */
function countOf(recorded: readonly Recorded[], path: string, text: string): number {
  const bodies = recorded.filter((each) => each.path === path).map(({ body }) => body.toString('latin1'));
  return bodies.reduce((count, body) => count + body.split(text).length - 1, 0);
}

const countBy = (recorded: readonly Recorded[], sender: Sender): number =>
  recorded.filter((each) => each.sender === sender).length;

/** Everything that OpenTelemetry and Rollbar send of so many raises, and what X-Ray sent until then. */
const isWhole =
  (count: number) =>
  (recorded: readonly Recorded[]): boolean =>
    countBy(recorded, 'rollbar') === count &&
    countOf(recorded, '/v1/logs', 'Exception on /api/activities/home [GET]') === count &&
    countOf(recorded, '/v1/traces', 'home-activities-mock-data') === count &&
    countOf(recorded, '/v1/traces', 'GET /api/activities/home') === count;

const tellersOf = ({ tellings }: OccurrenceResponse) => new Set(tellings.map(({ teller }) => teller));
const tracesOf = ({ tellings }: OccurrenceResponse) =>
  new Set(tellings.map(({ traceId }) => traceId).filter((traceId) => traceId !== ''));

describe('raises that three SDKs told of, arriving in every order', () => {
  const seed = takeSeed('clients/bootcamp-orders');
  const random = seededRandom(seed);
  let server: TestServer;
  let api: ApiClient;
  let recorder: Recorder;
  let flask: Example;
  const raises = new Map<'one trace' | 'two traces', readonly Recorded[]>();
  /** Each by itself, recorded one after another. */
  const six: (readonly Recorded[])[] = [];

  const raise = async (headers?: Record<string, string>): Promise<readonly Recorded[]> => {
    await askHome(flask, { status: 500, ...(headers ? { headers: () => headers } : {}) });
    return recorder.take((recorded) => isWhole(1)(recorded) && countBy(recorded, 'xray') === 1);
  };

  beforeAll(async () => {
    [server, recorder] = await Promise.all([startServer(), startRecorder()]);
    api = await signIn(server);
    const { origin, daemonAddress } = recorder;
    flask = await startBootcamp(threeSdks({ origin, otlpHttp: origin, xray: daemonAddress }));
    await breakHome(flask, true);
    await recorder.take((recorded) => countOf(recorded, '/v1/traces', 'PUT /api/switch') > 0);
    // X-Ray's SDK samples one request of each second for certain.
    await sleep(1_100);
    raises.set('two traces', await raise());
    raises.set('one trace', await raise(xrayHeader(0).headers));
    for (let at = 1; at <= ORDERS.length; at++) six.push(await raise(xrayHeader(at).headers));
  });

  afterAll(async () => {
    await flask?.process.stop();
    await Promise.all([recorder?.close(), server?.close()]);
  });

  const tell = async (environment: TestEnvironment, recorded: readonly Recorded[], order: readonly Sender[]) => {
    for (const sender of order) {
      const told = recorded.filter((each) => each.sender === sender);
      await replay(server, environment, told);
    }
  };

  describe.each([
    { variant: 'one trace', traceCount: 1 },
    { variant: 'two traces', traceCount: 2 },
  ] as const)('$variant', ({ variant, traceCount }) => {
    it.each(ORDERS)('%s, %s, %s', async (...order) => {
      const environment = await makeEnvironment(api, `${variant} ${order.join(' ')}`);
      const recorded = raises.get(variant) ?? [];
      const issues = issuesOf(api, environment.slug);
      await tell(environment, recorded, order);
      const issue = await issues.waitFor(RAISE, 1);
      expect(issue).toMatchObject({ level: 'error', deploymentEnvironment: 'production' });

      const occurrence = await issues.occurrence(issue.issueId, 'latest');
      expect(occurrence.tellings[0]?.teller).toBe('rollbar');
      expect(tellersOf(occurrence)).toEqual(EVERYBODY);
      expect(tracesOf(occurrence).size).toBe(traceCount);
      for (const traceId of tracesOf(occurrence)) {
        const [error, ...others] = await issues.ofTrace(traceId);
        expect(error).toMatchObject({ occurrenceId: occurrence.occurrenceId, issueId: issue.issueId });
        expect(others).toEqual([]);
      }

      await tell(environment, recorded, order);
      expect(await issues.list()).toEqual([expect.objectContaining({ issueId: issue.issueId, occurrenceCount: 1 })]);
    });
  });

  it('six raises, each told in another order, are six occurrences of one issue', async () => {
    const environment = await makeEnvironment(api, 'six raises');
    const issues = issuesOf(api, environment.slug);
    for (const [at, order] of ORDERS.entries()) await tell(environment, six[at] ?? [], order);
    const { issueId } = await issues.waitFor(RAISE, ORDERS.length);
    expect(await issues.list()).toHaveLength(1);
    const occurrences = await readOccurrences(issues, issueId);
    expect(occurrences.map(tellersOf)).toEqual(ORDERS.map(() => EVERYBODY));
  });

  /** What is sent of raises that happen as fast as the backend can; on a busy machine not every try is fast enough. */
  const recordBurst = async (headers?: (at: number) => Record<string, string>): Promise<readonly Recorded[]> => {
    for (let tries = 0; tries < BURST_TRIES_MAX; tries++) {
      const startMs = performance.now();
      await askHome(flask, { times: RAISES, status: 500, ...(headers ? { headers } : {}) });
      const tookMs = performance.now() - startMs;
      const recorded = await recorder.take(isWhole(RAISES));
      if (tookMs < BURST_MS_MAX) return recorded;
    }
    throw new Error(`no ${RAISES} raises within ${BURST_MS_MAX} ms`);
  };

  /** A burst, told of in any order and on several connections. */
  const burst = async (name: string, headers?: (at: number) => Record<string, string>) => {
    const recorded = await recordBurst(headers);
    const environment = await makeEnvironment(api, name);
    const queue = shuffled(recorded, random);
    const send = async (): Promise<void> => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) await replay(server, environment, [next]);
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, send));
    const issues = issuesOf(api, environment.slug);
    const { issueId } = await issues.waitFor(RAISE, RAISES);
    expect(await issues.list()).toHaveLength(1);
    return { recorded, occurrences: await readOccurrences(issues, issueId) };
  };

  it(`${RAISES} raises within ${BURST_MS_MAX / 1000} s, their requests sampled, are as many occurrences`, async () => {
    const sent = Array.from({ length: RAISES }, (_, at) => xrayHeader(1_000 + at));
    const { occurrences } = await burst('sampled', (at) => sent[at]?.headers ?? {});
    expect(occurrences.map(tellersOf)).toEqual(sent.map(() => EVERYBODY));
    expect(occurrences.map((each) => tracesOf(each).size)).toEqual(sent.map(() => 1));
    const traceIds = occurrences.flatMap((each) => [...tracesOf(each)]);
    expect(new Set(traceIds)).toEqual(new Set(sent.map(({ traceId }) => traceId)));
  });

  it('the same without the header: as many occurrences, the sampled ones with an X-Ray document', async () => {
    const { recorded, occurrences } = await burst('unsampled');
    const segmentCount = countBy(recorded, 'xray');
    expect(segmentCount).toBeGreaterThan(0);
    expect(segmentCount).toBeLessThan(RAISES);
    const sampled = occurrences.filter((each) => tellersOf(each).has('xray'));
    expect(sampled).toHaveLength(segmentCount);
    expect(sampled.map((each) => tracesOf(each).size)).toEqual(sampled.map(() => 2));
    const others = occurrences.filter((each) => !tellersOf(each).has('xray'));
    expect(others.map(tellersOf)).toEqual(others.map(() => new Set(['rollbar', 'otlp'])));
  });
});

/** All occurrences of an issue, with all their tellings. */
async function readOccurrences(issues: IssuesClient, issueId: number): Promise<readonly OccurrenceResponse[]> {
  const { occurrences, hasMore } = await issues.occurrences(issueId);
  expect(hasMore).toBe(false);
  const ids = occurrences.map(({ occurrenceId }) => occurrenceId);
  const read: OccurrenceResponse[] = [];
  const readOn = async (): Promise<void> => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) read.push(await issues.occurrence(issueId, id));
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, readOn));
  return read;
}
