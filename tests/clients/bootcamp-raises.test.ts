import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OccurrenceResponse } from '../../src/api/contract/index.ts';
import { type ApiClient, drawTree, signIn } from '../support/api.ts';
import { askHome, HOME_TREE, RAISE, startBootcamp, threeSdks, xrayHeader } from '../support/bootcamp.ts';
import { breakHome, type Example } from '../support/examples.ts';
import { type Gates, type Message, type Sender, startGates } from '../support/gates.ts';
import { type IssuesClient, issuesOf } from '../support/issues.ts';
import { readCounter } from '../support/metrics.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';

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
/** Within which tellings without a common trace may be of one failure: the burst happens in less, if the machine can. */
const BURST_MS_MAX = 5_000;
const BURST_TRIES_MAX = 4;
const CONNECTIONS = 6;

const tellersOf = ({ tellings }: OccurrenceResponse) => new Set(tellings.map(({ teller }) => teller));
const tracesOf = ({ tellings }: OccurrenceResponse) =>
  new Set(tellings.map(({ traceId }) => traceId).filter((traceId) => traceId !== ''));
/** Who told first, second and third: numbers of tellings ascend with arrival. */
const orderOf = ({ tellings }: OccurrenceResponse) => [
  ...new Set([...tellings].sort((a, b) => a.occurrenceId - b.occurrenceId).map(({ teller }) => teller)),
];

/** Whether this is all that the three SDKs send of one raise. */
function isWholeRaise(messages: readonly Message[]): boolean {
  const has = (path: string, text: string) =>
    messages.some((message) => message.path === path && message.body.includes(text));
  return (
    messages.some(({ sender }) => sender === 'rollbar') &&
    messages.some(({ sender }) => sender === 'xray') &&
    has('/v1/logs', 'Exception on /api/activities/home [GET]') &&
    has('/v1/traces', 'home-activities-mock-data') &&
    has('/v1/traces', 'GET /api/activities/home')
  );
}

describe('raises in examples/bootcamp, told by three SDKs as they run', () => {
  let server: TestServer;
  let api: ApiClient;
  let issues: IssuesClient;
  let gates: Gates;
  let flask: Example;
  let raises = 0;

  beforeAll(async () => {
    server = await startServer();
    [api, gates] = await Promise.all([signIn(server), startGates(server)]);
    issues = issuesOf(api);
    flask = await startBootcamp(threeSdks(gates));
    await breakHome(flask, true);
  });

  afterAll(async () => {
    await flask?.process.stop();
    await gates?.stop();
    await server?.close();
  });

  const segmentsKept = () => readCounter(server, 'combray_records_accepted_total', 'door="xray_udp"');

  /** Opens one gate, and waits until the server has kept what came through. */
  const letThrough = async (sender: Sender) => {
    const before = await segmentsKept();
    await gates.open(sender);
    if (sender !== 'xray') return;
    await waitFor(async () => ((await segmentsKept()) > before ? true : undefined), { what: 'the segment' });
  };

  describe.each([
    { variant: 'with X-Amzn-Trace-Id: one trace', traceCount: 1 },
    { variant: 'without: two traces', traceCount: 2 },
  ])('$variant', ({ traceCount }) => {
    it.each(ORDERS)('%s, %s, %s', async (...order) => {
      // X-Ray's SDK samples one request of each second for certain.
      await sleep(1_100);
      raises += 1;
      gates.close();
      const { headers, traceId } = xrayHeader(raises);
      await askHome(flask, { status: 500, ...(traceCount === 1 ? { headers: () => headers } : {}) });
      await waitFor(() => (isWholeRaise(gates.held()) ? true : undefined), { what: 'what three SDKs send of a raise' });
      for (const sender of order) await letThrough(sender);

      const [issue, ...others] = await issues.list();
      expect(others).toEqual([]);
      expect(issue).toMatchObject({ title: RAISE, level: 'error', deploymentEnvironment: 'production' });
      expect(issue?.occurrenceCount).toBe(raises);
      const occurrence = await issues.occurrence(issue?.issueId ?? 0, 'latest');
      expect(orderOf(occurrence)).toEqual(order);
      expect(occurrence.tellings[0]?.teller).toBe('rollbar');
      expect(tracesOf(occurrence).size).toBe(traceCount);
      if (traceCount === 1) expect(tracesOf(occurrence)).toEqual(new Set([traceId]));
      for (const each of tracesOf(occurrence)) {
        expect(await issues.ofTrace(each)).toEqual([
          expect.objectContaining({ occurrenceId: occurrence.occurrenceId, issueId: issue?.issueId }),
        ]);
      }
    });
  });

  /** On a busy machine pyrollbar gives up waiting after 3 s, and logs that: a failure of its own, which OpenTelemetry tells of. */
  const raisedIssues = async () => (await issues.list()).filter(({ title }) => !title.startsWith('ReadTimeout: '));

  /** As many raises as fast as the backend can, and numbers of the occurrences that came of them. */
  const burst = async (headersOf: (at: number) => Record<string, string>) => {
    // On a busy machine not every try is fast enough; where none is, the last must hold all the same.
    for (let tries = 1; ; tries++) {
      const before = new Set(await readNumbers(issues));
      const segmentsBefore = await segmentsKept();
      const startMs = performance.now();
      await askHome(flask, { times: RAISES, status: 500, headers: (at) => headersOf(tries * 1_000 + at) });
      const tookMs = performance.now() - startMs;
      raises += RAISES;
      await issues.waitFor(RAISE, raises, 30_000);
      if (tookMs >= BURST_MS_MAX && tries < BURST_TRIES_MAX) continue;
      const numbers = (await readNumbers(issues)).filter((number) => !before.has(number));
      return { numbers, segmentsBefore, firstNumber: tries * 1_000 };
    }
  };

  it(`${RAISES} within ${BURST_MS_MAX / 1_000} s, their requests sampled, are as many occurrences`, async () => {
    const { numbers, firstNumber } = await burst((at) => xrayHeader(at).headers);
    const look = async () => {
      const found = await readOccurrences(issues, numbers);
      return found.every((each) => tellersOf(each).size === 3) ? found : undefined;
    };
    const what = `three tellings of ${RAISES} raises`;
    const occurrences = await waitFor(look, { what, timeoutMs: 30_000, everyMs: 1_000 });
    expect(await raisedIssues()).toEqual([expect.objectContaining({ occurrenceCount: raises })]);
    expect(occurrences).toHaveLength(RAISES);
    expect(occurrences.map((each) => tracesOf(each).size)).toEqual(occurrences.map(() => 1));
    const traceIds = occurrences.flatMap((each) => [...tracesOf(each)]);
    const sent = Array.from({ length: RAISES }, (_, at) => uniqueOf(xrayHeader(firstNumber + at).traceId));
    expect(new Set(traceIds.map(uniqueOf))).toEqual(new Set(sent));
    expect(drawTree(await api.trace(traceIds[0] ?? ''))).toEqual(HOME_TREE);
  });

  it('the same without the header: as many occurrences, the sampled ones with an X-Ray document', async () => {
    const { numbers, segmentsBefore } = await burst(() => ({}));
    let segmentCount = 0;
    // They come last: when none has come for a second, nothing of the burst is under way.
    for (let before = -1; before !== segmentCount; await sleep(1_000)) {
      before = segmentCount;
      segmentCount = (await segmentsKept()) - segmentsBefore;
    }
    expect(segmentCount).toBeGreaterThan(0);
    expect(segmentCount).toBeLessThan(RAISES);
    const occurrences = await readOccurrences(issues, numbers);
    expect(await raisedIssues()).toEqual([expect.objectContaining({ occurrenceCount: raises })]);
    expect(occurrences).toHaveLength(RAISES);
    const sampled = occurrences.filter((each) => tellersOf(each).has('xray'));
    expect(sampled).toHaveLength(segmentCount);
    expect(sampled.map((each) => [tellersOf(each), tracesOf(each).size])).toEqual(sampled.map(() => [EVERYBODY, 2]));
    const others = occurrences.filter((each) => !tellersOf(each).has('xray'));
    expect(others.map(tellersOf)).toEqual(others.map(() => new Set(['rollbar', 'otlp'])));
  });
});

/** The part of a trace id that does not tell the time. */
const uniqueOf = (traceId: string) => traceId.slice(8);

/** Numbers of all occurrences of the one issue. */
async function readNumbers(issues: IssuesClient): Promise<readonly number[]> {
  const issue = (await issues.list()).find(({ title }) => title === RAISE);
  const numbers: number[] = [];
  for (let hasMore = issue !== undefined; issue && hasMore; ) {
    const page = await issues.occurrences(issue.issueId, numbers.at(-1));
    numbers.push(...page.occurrences.map(({ occurrenceId }) => occurrenceId));
    hasMore = page.hasMore;
  }
  return numbers;
}

/** With all their tellings. */
async function readOccurrences(
  issues: IssuesClient,
  numbers: readonly number[],
): Promise<readonly OccurrenceResponse[]> {
  const issue = (await issues.list()).find(({ title }) => title === RAISE);
  const waiting = [...numbers];
  const read: OccurrenceResponse[] = [];
  const readOn = async (): Promise<void> => {
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      read.push(await issues.occurrence(issue?.issueId ?? 0, number));
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, readOn));
  return read;
}
