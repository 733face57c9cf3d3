import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSender } from '../../bench/load/sender.ts';
import { seedDay } from '../../bench/seed/day.ts';
import { encodeTraces } from '../../bench/seed/encode.ts';
import { countFacts, type ServiceFacts, type WeightedDuration } from '../../bench/seed/facts.ts';
import type { SeedExport } from '../../bench/seed/record.ts';
import { type HomeGroup, type HomeResponse, homeResponse, traceListResponse } from '../../src/api/contract/index.ts';
import { formatDuration } from '../../web/lib/format-duration.ts';
import { quantityText } from '../../web/lib/format-number.ts';
import { formatRate, formatRates, formatShare } from '../../web/lib/format-rate.ts';
import { signIn } from '../support/api.ts';
import { launchBrowser, watchForTrouble } from '../support/browser.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { takeSeed } from '../support/random.ts';
import { BOOTSTRAP, signInLink, startServer, type TestServer } from '../support/server.ts';

const KEY = { 'x-honeycomb-team': BOOTSTRAP.key };
const NS_PER_MS = 1e6;
/** On a busy machine. */
const ANSWER_MS_MAX = 15_000;
/** A few minutes back, so that a page that is live has nothing of the seed still to come. */
const END_MS = Math.floor(Date.now() / 60_000) * 60_000 - 60_000;
const DAY_MS = 86_400_000;
const RANGE = `fromMs=${END_MS - DAY_MS}&toMs=${END_MS}`;
const RANGE_IN_ADDRESS = `from=${END_MS - DAY_MS}&to=${END_MS}`;

const textOf = (page: Page, title: string) =>
  page.locator('.stat', { has: page.getByRole('heading', { name: title, exact: true }) }).textContent();
const plain = (text: string | null) => (text ?? '').replace(/\s+/g, ' ');

/** Within 1 % of the values that lie at that share of the weight, one request more or less. */
function expectPercentile(found: number | null, durations: readonly WeightedDuration[], share: number): void {
  const sorted = durations.toSorted((a, b) => a.ms - b.ms);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const at = (rank: number) => {
    let reached = 0;
    for (const { ms, weight } of sorted) {
      reached += weight;
      if (reached >= rank) return ms;
    }
    return sorted.at(-1)?.ms ?? 0;
  };
  const most = Math.max(...sorted.map(({ weight }) => weight));
  expect(found).toBeGreaterThanOrEqual(at(share * total - most) * 0.99);
  expect(found).toBeLessThanOrEqual(at(share * total + most) * 1.01);
}

describe('Home over a day of a shop', () => {
  let server: TestServer;
  let browser: Browser;
  let signedIn: NonNullable<BrowserContextOptions['storageState']>;
  let home: HomeResponse;
  let getJson: (path: string) => Promise<unknown>;
  const day: readonly SeedExport[] = [...seedDay({ seed: takeSeed('home'), spans: 6_000, endMs: END_MS })];
  const facts = countFacts(day);

  beforeAll(async () => {
    server = await startServer();
    const sender = createSender({ origin: server.otlpHttp, connections: 2, key: BOOTSTRAP.key });
    for (const exported of day) await sender.send('/v1/traces', encodeTraces(exported));
    sender.close();
    const api = await signIn(server);
    getJson = async (path) => {
      const answer = await api.fetch(`/api/ui/environments/bootcamp/${path}`);
      expect(answer.status).toBe(200);
      return answer.json();
    };
    home = homeResponse.parse(await getJson(`home?${RANGE}`));
    browser = await launchBrowser();
    const first = await browser.newPage();
    await first.goto(await signInLink(server));
    await first.waitForURL('**/bootcamp');
    signedIn = await first.context().storageState();
    await first.close();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = async (path: string): Promise<Page> => {
    const context = await browser.newContext({ storageState: signedIn, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${server.origin}${path}`);
    return page;
  };

  const expectFacts = (
    found: HomeResponse['totals'] | HomeGroup,
    { requests, healthChecks, failedRequests, durations }: ServiceFacts,
  ) => {
    expect(found.requestCount).toBeCloseTo(requests.weight - healthChecks.weight, 6);
    expect(found.errorCount).toBeCloseTo(failedRequests.weight, 6);
    expectPercentile(found.p50Ms, durations, 0.5);
    expectPercentile(found.p99Ms, durations, 0.99);
  };

  it("the API's numbers are those of a naive count over the same day", () => {
    expectFacts(home.totals, facts);
    expect(home.healthCheckCount).toBeCloseTo(facts.healthChecks.weight, 6);
    const inCells = home.heatmap.counts.flat().reduce((sum, count) => sum + count, 0);
    expect(inCells).toBeCloseTo(home.totals.requestCount, 6);
    const busy = [...facts.services].filter(([, { requests, healthChecks }]) => requests.weight > healthChecks.weight);
    expect(home.groups.map(({ name }) => name).toSorted()).toEqual(busy.map(([name]) => name).toSorted());
    for (const [name, service] of busy) {
      const group = home.groups.find((each) => each.name === name);
      expect(group, name).toBeDefined();
      if (group) expectFacts(group, service);
    }
  });

  it("the page's numbers are the API's", async () => {
    const page = await open(`/bootcamp?${RANGE_IN_ADDRESS}`);
    const trouble = watchForTrouble(page, server.origin);
    await page.getByRole('grid', { name: 'Services' }).waitFor();
    const { requestCount, errorCount, p50Ms, p99Ms } = home.totals;
    expect(plain(await textOf(page, 'Requests'))).toContain(quantityText(formatRate(requestCount, DAY_MS)));
    expect(plain(await textOf(page, 'Errors'))).toContain(quantityText(formatShare(errorCount, requestCount)));
    for (const ms of [p50Ms, p99Ms]) {
      expect(plain(await textOf(page, 'Latency'))).toContain(quantityText(formatDuration((ms ?? 0) * NS_PER_MS)));
    }
    const rate = formatRates(
      home.groups.map((group) => group.requestCount),
      DAY_MS,
    );
    for (const group of home.groups) {
      const row = page.getByRole('row').filter({ hasText: group.name }).first();
      const cells = plain(await row.textContent());
      expect(cells).toContain(quantityText(rate(group.requestCount)));
      expect(cells).toContain(quantityText(formatShare(group.errorCount, group.requestCount)));
    }
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('health checks are brought in by the chip that counts them, and a row leads to its service', async () => {
    const page = await open(`/bootcamp?${RANGE_IN_ADDRESS}`);
    await page.getByRole('button', { name: /health checks hidden$/ }).click();
    await page.getByRole('button', { name: /health checks shown$/ }).waitFor();
    await page.waitForURL(/health-checks=shown/);
    const shown = formatRate(facts.requests.weight, DAY_MS);
    await expect
      .poll(async () => plain(await textOf(page, 'Requests')), { timeout: ANSWER_MS_MAX })
      .toContain(quantityText(shown));
    await page.getByRole('link', { name: 'checkout', exact: true }).first().click();
    await page.waitForURL(/\/services\/checkout\?/);
    await page.getByRole('grid', { name: 'Operations' }).getByText('POST /api/checkout').waitFor();
    await page.context().close();
  });

  it('a part of the heatmap, marked by keys, leads to the traces that are in it', async () => {
    const page = await open(`/bootcamp?${RANGE_IN_ADDRESS}`);
    const heatmap = page.getByRole('group', { name: /^Heatmap of the duration/ });
    await heatmap.focus();
    // From the first cell up and to the right by all there are: everything is marked.
    for (const key of ['ArrowLeft', 'Home', 'Shift+End']) await heatmap.press(key);
    for (let cell = home.heatmap.edgesMs.length; cell > 0; cell--) await heatmap.press('Shift+ArrowUp');
    const marked = page.getByRole('status').filter({ hasText: 'requests' });
    await expect
      .poll(async () =>
        Number(
          plain(await marked.textContent())
            .split(' ')[0]
            ?.replaceAll(',', ''),
        ),
      )
      .toBeCloseTo(home.totals.requestCount, 0);
    await heatmap.press('Enter');
    await page.waitForURL(/\/traces\?/);
    const { totalCount } = traceListResponse.parse(await getJson(`traces?${RANGE}&requestHealthChecks=hidden`));
    await page.getByText(`of ${totalCount.toLocaleString('en-US')} traces`).waitFor();
    await page.context().close();
  });

  it('a drag marks a part too, and Escape unmarks it; the table has the same cells', async () => {
    const page = await open(`/bootcamp?${RANGE_IN_ADDRESS}`);
    const heatmap = page.getByRole('group', { name: /^Heatmap of the duration/ });
    const box = await heatmap.boundingBox();
    if (!box) throw new Error('the heatmap is on the page');
    await page.mouse.move(box.x + box.width / 2, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 200, box.y + box.height - 30, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('link', { name: 'Show the traces' }).waitFor();
    await heatmap.press('Escape');
    await page.getByRole('link', { name: 'Show the traces' }).waitFor({ state: 'detached' });
    await page.getByRole('radio', { name: 'Table' }).click();
    const cellCount = home.heatmap.counts.flat().filter((count) => count > 0).length;
    await page.getByText(`${cellCount.toLocaleString('en-US')} cells`).waitFor();
    await page.context().close();
  });

  it('what arrives is counted without a reload', async () => {
    const page = await open('/bootcamp/services/late-comer?last=5m');
    await page.getByText('No requests of late-comer').waitFor();
    const body = otlpJson({ traceId: 'ab'.repeat(16), spanCount: 2, startMs: Date.now(), service: 'late-comer' });
    expect((await postTraces(server, body, KEY)).status).toBe(200);
    await page.getByRole('grid', { name: 'Operations' }).getByText('root').waitFor({ timeout: ANSWER_MS_MAX });
    await expect.poll(async () => plain(await textOf(page, 'Requests'))).toContain('1 request');
    await page.context().close();
  });

  it('says in words what failed, and shows the answer once there is one', async () => {
    const context = await browser.newContext({ storageState: signedIn });
    const page = await context.newPage();
    const refusal = { error: { code: 'store-unavailable', message: 'the store does not answer' } };
    await page.route('**/home?*', (route) => route.fulfill({ status: 503, json: refusal }));
    await page.goto(`${server.origin}/bootcamp?${RANGE_IN_ADDRESS}`);
    await page.getByRole('alert').getByText('the store does not answer').waitFor();
    await page.unroute('**/home?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('grid', { name: 'Services' }).waitFor();
    await context.close();
  });
});
