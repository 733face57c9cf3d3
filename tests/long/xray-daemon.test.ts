import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mapResponse, sendersResponse } from '../../src/api/contract/index.ts';
import { type ApiClient, drawTree, signIn } from '../support/api.ts';
import { xrayHeader } from '../support/bootcamp.ts';
import { freePort } from '../support/free-port.ts';
import { issuesOf } from '../support/issues.ts';
import { readCounter } from '../support/metrics.ts';
import { FIRST_ENVIRONMENT, makeDataDirectory, startServer, type TestServer } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { waitForRules } from './sampling.ts';
import { SERVICE, type Shop, startShop } from './shop.ts';

const REQUESTS = 120;

let server: TestServer;
let daemon: Daemon;
let shop: Shop;

/** aws-xray-sdk-go -> the daemon -> Combray, over HTTP with signatures. */
async function startAll(options: Parameters<typeof startDaemon>[1] = {}): Promise<ApiClient> {
  server = await startServer();
  daemon = await startDaemon(server, options);
  shop = await startShop('COMBRAY_LONG_GO_SHOP', { ...server, xray: daemon.address }, ['xray']);
  return signIn(server);
}

/** So many requests that are sampled; gives the ids of their traces. */
async function askSampled(count: number, first: number, path = '/cart'): Promise<readonly string[]> {
  const traceIds = [];
  for (let at = first; at < first + count; at++) {
    const { traceId, headers } = xrayHeader(at);
    await shop.ask(path, headers);
    traceIds.push(traceId);
  }
  return traceIds;
}

const accepted = () => readCounter(server, 'combray_records_accepted_total', 'door="xray_http"');
const daemonCount = (label: string) => readCounter(server, 'combray_xray_daemon_segments_total', `outcome="${label}"`);
const waitForAccepted = (count: number) =>
  waitFor(async () => ((await accepted()) >= count ? true : undefined), { what: `${count} documents` });

describe('the AWS X-Ray daemon in front of Combray', () => {
  afterEach(async () => {
    await shop?.process.stop();
    await daemon?.close();
    await server?.close();
  });

  describe('with a key of Combray', () => {
    let api: ApiClient;
    beforeEach(async () => {
      api = await startAll();
    });

    it('hands on every segment, signed: documents, spans, an issue, the map', async () => {
      const traceIds = await askSampled(REQUESTS, 1);
      const [failed = ''] = await askSampled(1, 10_000, '/cart/12/broken');
      await waitForAccepted(REQUESTS + 1);
      for (const traceId of [traceIds.at(0), traceIds.at(-1)]) {
        const trace = await api.trace(traceId ?? '');
        expect(drawTree(trace)).toEqual([SERVICE, '  price']);
      }
      const documents = await documentsOf(traceIds.slice(0, 5));
      expect(documents.map(({ id }) => id)).toEqual(traceIds.slice(0, 5).map(asXRay));
      for (const { segments } of documents)
        expect(segments).toMatchObject([{ name: SERVICE, http: { response: { status: 200 } } }]);

      const { occurrenceCount } = await issuesOf(api).waitFor('main.CartError: cart 12 cannot be shown', 1);
      expect(occurrenceCount).toBe(1);
      expect(await issuesOf(api).ofTrace(failed)).toHaveLength(1);
      const [node] = await nodesOf(api);
      expect(node).toMatchObject({ name: SERVICE, figures: { ok: REQUESTS, fault: 1 } });
    });

    it('tells what it counted when it stops', async () => {
      await askSampled(REQUESTS, 1);
      await waitForAccepted(REQUESTS);
      await shop.process.stop();
      await daemon.process.stop();
      // aws-xray-sdk-go 2.0.1 now and then sends a segment twice: `Close` and the goroutine that it wakes both may.
      const received = await daemonCount('received');
      expect(received).toBeGreaterThanOrEqual(REQUESTS);
      expect(await daemonCount('sent')).toBe(received);
      expect(await accepted()).toBe(received);
      expect(await daemonCount('spilled')).toBe(0);
      expect(await daemonsOf(api)).toMatchObject([{ received, sent: received, spilled: 0, rejected: 0 }]);
      expect(await segmentCount(api)).toBe(REQUESTS);
    });

    it('hands on the rules by which the SDK samples', async () => {
      await waitForRules(api, shop);
      const targets = await fetch(`http://${daemon.address}/SamplingTargets`, {
        method: 'POST',
        body: JSON.stringify({
          SamplingStatisticsDocuments: [
            {
              ...{ ClientID: 'a'.repeat(24), RuleName: 'Default', RequestCount: 10, SampledCount: 1, BorrowCount: 0 },
              Timestamp: Math.floor(Date.now() / 1_000),
            },
          ],
        }),
      });
      expect(targets.status).toBe(200);
      expect(await targets.json()).toMatchObject({
        SamplingTargetDocuments: [{ RuleName: 'Default', FixedRate: 0.05 }],
        UnprocessedStatistics: [],
      });
    });
  });

  it('with another secret is refused, and says so', async () => {
    await startAll({ secret: 'anotherSecret/0123456789+abcdefghijklmno' });
    await askSampled(3, 1);
    await daemon.process.match(/InvalidSignatureException/);
    const { status } = await fetch(`http://${daemon.address}/GetSamplingRules`, { method: 'POST', body: '{}' });
    expect(status).toBe(403);
    expect(await accepted()).toBe(0);
  });

  it('loses what it could not hand on while Combray was down, says how much, and goes on by itself', async () => {
    const dataDirectory = makeDataDirectory();
    const env = { COMBRAY_HTTP_PORT: String(await freePort()) };
    server = await startServer({ dataDirectory, env });
    daemon = await startDaemon(server);
    shop = await startShop('COMBRAY_LONG_GO_SHOP', { ...server, xray: daemon.address }, ['xray']);
    const before = await askSampled(10, 1);
    await waitForAccepted(10);
    await server.process.stop('SIGKILL');
    const lost = await askSampled(10, 100);
    // Source: aws-xray-daemon 3.6.6, pkg/processor/batchprocessor.go: a batch that failed is logged and not kept.
    await daemon.process.match(/Sending segment batch failed/, 30_000);
    server = await startServer({ dataDirectory, env });
    const after = await askSampled(10, 200);
    await waitForAccepted(10);
    const api = await signIn(server);
    const isThere = async (traceId: string) =>
      (await api.fetch(`/api/ui/environments/${FIRST_ENVIRONMENT}/traces/${traceId}`)).ok;
    for (const traceId of [...before, ...after]) expect([traceId, await isThere(traceId)]).toEqual([traceId, true]);
    for (const traceId of lost) expect([traceId, await isThere(traceId)]).toEqual([traceId, false]);
    await shop.process.stop();
    await daemon.process.stop();
    // It counts no refused connection (pkg/telemetry/telemetry.go): the difference is all it says of its loss.
    const unsent = (await daemonCount('received')) - (await daemonCount('sent'));
    expect(unsent).toBeGreaterThanOrEqual(lost.length);
  });
});

/** Spans that segments became: one each, however often it came. */
async function segmentCount(api: ApiClient): Promise<number> {
  const [row] = await api.query({
    calculations: [{ op: 'COUNT' }],
    filters: [{ column: 'name', op: '=', value: SERVICE }],
  });
  return Number(row?.COUNT);
}

const asXRay = (traceId: string) => `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;

/** As Settings lists them. */
async function daemonsOf(api: ApiClient) {
  const answer = await api.fetch(`/api/ui/environments/${FIRST_ENVIRONMENT}/senders`);
  return sendersResponse.parse(await answer.json()).daemons;
}

/** By BatchGetTraces through the daemon, which signs for whoever asks it. */
async function documentsOf(traceIds: readonly string[]) {
  const answer = await fetch(`http://${daemon.address}/Traces`, {
    method: 'POST',
    body: JSON.stringify({ TraceIds: traceIds.map(asXRay) }),
  });
  if (!answer.ok) throw new Error(`/Traces answered ${answer.status}: ${await answer.text()}`);
  const { Traces } = (await answer.json()) as { Traces: { Id: string; Segments: { Document: string }[] }[] };
  return Traces.map(({ Id, Segments }) => ({
    id: Id,
    segments: Segments.map(({ Document }) => JSON.parse(Document) as Record<string, unknown>),
  }));
}

async function nodesOf(api: ApiClient) {
  const [fromMs, toMs] = [Date.now() - 600_000, Date.now() + 60_000];
  const answer = await api.fetch(`/api/ui/environments/${FIRST_ENVIRONMENT}/map?fromMs=${fromMs}&toMs=${toMs}`);
  return mapResponse.parse(await answer.json()).nodes;
}
