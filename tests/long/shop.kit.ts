import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OccurrenceResponse } from '../../src/api/contract/index.ts';
import { type ApiClient, drawTree, signIn } from '../support/api.ts';
import { xrayHeader } from '../support/bootcamp.ts';
import { type IssuesClient, issuesOf } from '../support/issues.ts';
import { readCounter } from '../support/metrics.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';
import type { Program } from './programs.ts';
import { fieldsOf, SAMPLED_MAX, UNSAMPLED_REQUESTS, waitForRules } from './sampling.ts';
import { type Sdk, SERVICE, type Shop, startShop, withShop } from './shop.ts';

/** An exception as one SDK tells it: its type, and the method in which the application's own code ended. */
export interface ToldException {
  readonly type: string;
  readonly method: string;
}

export interface ShopFacts {
  readonly program: Program;
  /** The exceptions of `/cart/<number>/broken`, the one that was caught first. */
  readonly chains: Readonly<Record<Sdk, readonly ToldException[]>>;
  /** With all three, Rollbar's telling names the issue. */
  readonly titleOf: (cart: number) => string;
}

const MESSAGES = ['cart 12 cannot be shown', /no price/, 'the price service is gone'];
const CARTS = 60;

/** What every such program must be seen as. */
export function describeShop({ program, chains, titleOf }: ShopFacts): void {
  describe('told of by all three SDKs', () => {
    let server: TestServer;
    let api: ApiClient;
    let issues: IssuesClient;
    let shop: Shop;
    beforeAll(async () => {
      server = await startServer();
      api = await signIn(server);
      issues = issuesOf(api);
      shop = await startShop(program, server);
    });
    afterAll(async () => {
      await shop?.process.stop();
      await server?.close();
    });

    it('a request is a trace, in which the segment is the span’s twin', async () => {
      const { traceId, headers } = xrayHeader(1);
      expect(await shop.ask('/cart', headers)).toBe(200);
      await shop.flush();
      const isWhole = (trace: { traceId: string; spanCount: number }) =>
        trace.traceId === traceId && trace.spanCount === 3;
      const trace = await api.waitForTrace(isWhole, 'span and both sorts of price');
      expect(drawTree(trace)).toEqual(['GET /cart', '  price', '  price']);
      expect(trace).toMatchObject({ services: [SERVICE], errorCount: 0 });
      const told = await Promise.all(trace.spans.spanId.slice(1).map((spanId) => fieldsOf(api, traceId, spanId)));
      for (const fields of told) expect(fields.articles).toBe('3');
      const document = told.find((fields) => fields['aws.xray.annotations'] !== undefined);
      expect(document).toMatchObject({ 'aws.xray.metadata.default': '{"basket":{"tea":2}}' });
    });

    it('raises are as many occurrences of one issue, each in its trace', async () => {
      const ask = async (cart: number) => {
        const { traceId, headers } = xrayHeader(100 + cart);
        expect(await shop.ask(`/cart/${cart}/broken`, headers)).toBe(500);
        return traceId;
      };
      const traceIds = [];
      for (let cart = 12; cart < 12 + CARTS; cart++) traceIds.push(await ask(cart));
      await shop.flush();
      const { issueId } = await issues.waitFor(titleOf(12), CARTS);
      await waitFor(async () => ((await areTold(issues, issueId, CARTS)) ? true : undefined), { what: 'all tellings' });
      expect(await issues.list()).toHaveLength(1);
      for (const traceId of traceIds) {
        const errors = await issues.ofTrace(traceId);
        expect(errors.map((error) => error.issueId)).toEqual([issueId]);
      }
      const { occurrences } = await issues.occurrences(issueId);
      for (const { occurrenceId } of occurrences) {
        const { tellings } = await issues.occurrence(issueId, occurrenceId);
        expect(new Set(tellings.map(({ traceId }) => traceId)).size).toBe(1);
      }
    });

    it('a raise whose request names no trace is one occurrence with both traces', async () => {
      // The SDK samples one request of each second for certain.
      await sleep(1_100);
      expect(await shop.ask('/cart/4711/broken')).toBe(500);
      await shop.flush();
      const { issueId } = await issues.waitFor(titleOf(12), CARTS + 1);
      const look = async () => {
        const occurrence = await issues.occurrence(issueId, 'latest');
        return tellersOf(occurrence).size === 3 ? occurrence : undefined;
      };
      const { tellings } = await waitFor(look, { what: 'the word of all three' });
      expect(new Set(tellings.map(({ traceId }) => traceId).filter((id) => id !== '')).size).toBe(2);
      expect(await issues.list()).toHaveLength(1);
    });
  });

  describe.each(Object.entries(chains))('told of by %s alone', (sdk, chain) => {
    const protocols = sdk === 'opentelemetry' ? ['OTLP over HTTP', 'OTLP over gRPC'] : ['its own protocol'];
    it.each(protocols)(
      'with %s: a raise has its causes and the application’s own calls, and no numbers',
      (protocol) => {
        const settings = protocol === 'OTLP over gRPC' ? overGrpc : () => ({});
        return withShop({ program, sdks: [sdk as Sdk], settings }, async ({ server, shop }) => {
          const issues = issuesOf(await signIn(server));
          for (const cart of [4711, 77, 12]) await shop.ask(`/cart/${cart}/broken`, xrayHeader(cart).headers);
          await shop.flush();
          const look = async () => (await issues.list()).find(({ occurrenceCount }) => occurrenceCount === 3);
          const { issueId } = await waitFor(look, { what: 'three occurrences of one issue' });
          expect(await issues.list()).toHaveLength(1);
          const { body } = await issues.occurrence(issueId, 'latest');
          if (body.kind !== 'exception') throw new Error(`told of as ${body.kind}`);
          expect(body.chain.map(toldException)).toEqual(chain);
          body.chain.forEach(({ message }, at) => {
            expect(message).toMatch(MESSAGES[at] ?? '');
          });
        });
      },
    );
  });

  it('X-Ray’s SDK samples by the rule that it is given', () =>
    withShop({ program, sdks: ['xray'] }, async ({ server, shop }) => {
      const api = await signIn(server);
      await waitForRules(api, shop);
      const before = await acceptedDocuments(server);
      for (let count = 0; count < UNSAMPLED_REQUESTS; count++) await shop.ask('/cart');
      await askForSure(api, shop);
      const sampled = (await acceptedDocuments(server)) - before - 1;
      expect(sampled).toBeGreaterThanOrEqual(1);
      expect(sampled).toBeLessThan(SAMPLED_MAX);
    }));
}

/** A request that is sampled: when it is there, what came before it has been counted. */
async function askForSure(api: ApiClient, shop: Shop): Promise<void> {
  const { traceId, headers } = xrayHeader(0xfff);
  await shop.ask('/cart', headers);
  await shop.flush();
  await api.waitForTrace((trace) => trace.traceId === traceId, 'the last request');
}

const acceptedDocuments = (server: TestServer) =>
  readCounter(server, 'combray_records_accepted_total', 'door="xray_udp"');

const overGrpc = ({ otlpGrpc }: TestServer) => ({
  OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpGrpc,
});

const tellersOf = ({ tellings }: OccurrenceResponse) => new Set(tellings.map(({ teller }) => teller));

/** Whether so many occurrences were each told by all three. */
async function areTold(issues: IssuesClient, issueId: number, count: number): Promise<boolean> {
  const { occurrences } = await issues.occurrences(issueId);
  if (occurrences.length !== count) return false;
  for (const { occurrenceId } of occurrences) {
    if (tellersOf(await issues.occurrence(issueId, occurrenceId)).size < 3) return false;
  }
  return true;
}

type Exceptions = Extract<OccurrenceResponse['body'], { kind: 'exception' }>['chain'];

function toldException({ type, frames }: Exceptions[number]): ToldException {
  return { type, method: frames.findLast(({ isOwn }) => isOwn)?.method ?? '' };
}
