import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, watchForTrouble } from '../support/browser.ts';
import { postTraces } from '../support/otlp.ts';
import { BOOTSTRAP, signInLink, startServer, type TestServer } from '../support/server.ts';

/** On a busy machine. */
const ARRIVAL_MS_MAX = 10_000;
const KEY = { 'x-honeycomb-team': BOOTSTRAP.key };
const HOSTILE = '<img src=x onerror="document.title=\'taken\'">\u202E';
const SERVER = 2;
const CLIENT = 3;

interface Span {
  readonly id: number;
  readonly parent?: number;
  readonly kind: number;
  readonly ms: number;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly status?: number;
}

/** One trace as OTLP JSON, spans by the service that sends them. */
function traceOf(traceId: string, services: Readonly<Record<string, readonly Span[]>>): string {
  const startMs = Date.now() - 5_000;
  const id = (value: number) => value.toString(16).padStart(16, '0');
  const text = ([key, stringValue]: [string, string]) => ({ key, value: { stringValue } });
  const resourceSpans = Object.entries(services).map(([service, spans]) => ({
    resource: { attributes: [text(['service.name', service])] },
    scopeSpans: [
      {
        scope: { name: 'tests' },
        spans: spans.map(({ id: spanId, parent, kind, ms, attributes = {}, status = 200 }) => ({
          traceId,
          spanId: id(spanId),
          ...(parent === undefined ? {} : { parentSpanId: id(parent) }),
          name: `span ${spanId}`,
          kind,
          startTimeUnixNano: `${startMs}000000`,
          endTimeUnixNano: `${startMs + ms}000000`,
          attributes: [
            ...Object.entries(attributes).map(text),
            { key: 'http.response.status_code', value: { intValue: String(status) } },
          ],
        })),
      },
    ],
  }));
  return JSON.stringify({ resourceSpans });
}

describe('the map', () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let trouble: readonly string[] = [];

  const send = async (traceId: string, services: Parameters<typeof traceOf>[1]) => {
    expect((await postTraces(server, traceOf(traceId, services), KEY)).status).toBe(200);
  };
  const node = (name: RegExp) => page.getByRole('button', { name });

  beforeAll(async () => {
    server = await startServer();
    const database = { 'db.system': 'postgresql', 'db.namespace': 'orders', 'server.address': 'pg' };
    await send('1'.repeat(32), {
      shop: [
        { id: 1, kind: SERVER, ms: 120, status: 500 },
        { id: 2, parent: 1, kind: CLIENT, ms: 80 },
      ],
      billing: [
        { id: 3, parent: 2, kind: SERVER, ms: 60 },
        { id: 4, parent: 3, kind: CLIENT, ms: 20, attributes: database },
      ],
    });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    trouble = watchForTrouble(page, server.origin);
    await page.goto(await signInLink(server));
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    await page.goto(`${server.origin}/bootcamp/map`);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('has who was called to the right of who called, each with its figures', async () => {
    await node(/^shop, 1 request, 100 % failed, half within 120 ms$/).waitFor();
    const names = [/^shop,/, /^billing, 1 request, half within 60.0 ms$/, /^orders@pg, 1 request/];
    const boxes = await Promise.all(names.map((name) => node(name).boundingBox()));
    const lefts = boxes.map((box) => box?.x ?? Number.NaN);
    expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
    expect(new Set(lefts).size).toBe(3);
    expect(await page.getByText('3 nodes, 2 edges').count()).toBe(1);
  });

  it('tells of a node in a panel, whose callers and callees lead on, and to its traces', async () => {
    await node(/^shop,/).click();
    const panel = page.getByRole('complementary', { name: 'shop' });
    await panel.getByRole('button', { name: 'billing' }).click();
    await page.getByRole('complementary', { name: 'billing' }).getByRole('button', { name: 'orders@pg' }).click();
    const database = page.getByRole('complementary', { name: 'orders@pg' });
    await database.getByText('SQL database').waitFor();
    await page.reload();
    await database.getByRole('link', { name: 'Traces of billing' }).click();
    await page.waitForURL(/\/traces\?.*service=billing/);
    await page.getByRole('row', { name: /span 1/ }).waitFor();
    await page.goBack();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('complementary').count()).toBe(0);
  });

  it('keys lead from ring to ring, larger and smaller, and to what was searched for', async () => {
    await node(/^shop,/).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'orders@pg' }).waitFor();
    const widthNow = async () => (await node(/^shop,/).boundingBox())?.width ?? Number.NaN;
    const before = await widthNow();
    await page.keyboard.press('+');
    await expect.poll(widthNow).toBeGreaterThan(before);
    await page.keyboard.press('0');
    await expect.poll(widthNow).toBe(before);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('bill');
    await page.getByText('1 node found').waitFor();
    await page.waitForURL(/find=bill/);
  });

  it('has a twin that is a table, whose rows open the same panel, and numbers that lead to their requests', async () => {
    await page.getByRole('radio', { name: 'Table' }).click();
    await page.getByText('1 of 3 nodes').waitFor();
    await page.getByRole('row', { name: /billing/ }).click();
    const panel = page.getByRole('complementary', { name: 'billing' });
    await panel
      .getByRole('row', { name: /< 64.0 ms/ })
      .getByRole('link', { name: '1' })
      .click();
    await page.waitForURL(/\/traces\?.*request-service=billing/);
    await page.getByRole('row', { name: /span 1/ }).waitFor();
    await page.goto(`${server.origin}/bootcamp/map`);
  });

  it('shows what arrives without a reload, hostile names as text', async () => {
    await send('2'.repeat(32), { [HOSTILE]: [{ id: 1, kind: SERVER, ms: 5 }] });
    const shown = HOSTILE.replace('\u202E', '[U+202E]');
    const button = page.locator(`.map__node[title=${JSON.stringify(shown)}]`);
    await button.waitFor({ timeout: ARRIVAL_MS_MAX });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: shown, exact: true }).waitFor();
    expect(await page.title()).toBe('Map - Combray');
  });

  it('says what it would show where there is nothing', async () => {
    await page.goto(`${server.origin}/bootcamp/map?from=1000&to=2000`);
    await page.getByRole('heading', { name: /^Nobody called anybody/ }).waitFor();
    expect(trouble).toEqual([]);
  });
});
