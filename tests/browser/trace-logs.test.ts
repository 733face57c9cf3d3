import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceColoursResponse } from '../../src/api/contract/index.ts';
import { AXIS_HEIGHT, ROW_HEIGHT } from '../../web/draw/waterfall-geometry.ts';
import { launchBrowser, pressLabel, watchForTrouble } from '../support/browser.ts';
import { otlpJson, otlpLogsJson, postLogs, postTraces } from '../support/otlp.ts';
import { BOOTSTRAP, signInLink, startServer, type TestServer } from '../support/server.ts';

/** The page promises a second; a loaded machine gets some more, but less than what a page reads again by itself. */
const ARRIVAL_MS_MAX = 10_000;

const KEY = { 'x-honeycomb-team': BOOTSTRAP.key };
const TRACE_ID = '7'.repeat(32);
const LONE_ID = '8'.repeat(32);
const HOSTILE = '<img src=x onerror="document.title=\'taken\'">';

describe('log records inside their trace', () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let trouble: readonly string[] = [];
  const startMs = Date.now() - 2_000;

  const sendLogs = async (body: Parameters<typeof otlpLogsJson>[0]) => {
    expect((await postLogs(server, otlpLogsJson(body), KEY)).status).toBe(200);
  };
  const clickRow = (row: number) =>
    page.getByRole('group', { name: /^Waterfall/ }).click({
      position: { x: 120, y: AXIS_HEIGHT + (row + 0.5) * ROW_HEIGHT },
    });

  beforeAll(async () => {
    server = await startServer();
    const spans = otlpJson({ traceId: TRACE_ID, spanCount: 2, startMs, name: 'POST /orders', service: 'orders' });
    expect((await postTraces(server, spans, KEY)).status).toBe(200);
    await sendLogs({
      traceId: TRACE_ID,
      service: 'orders',
      records: [
        { atMs: startMs, spanId: '1', severity: 9, body: 'order taken' },
        {
          ...{ atMs: startMs + 1, spanId: '2', severity: 17, body: { message: HOSTILE, order: '42' } },
          attributes: { 'exception.type': 'CardError', 'exception.message': 'card refused', 'log.line': '77' },
        },
      ],
    });
    await sendLogs({ traceId: LONE_ID, records: [{ atMs: startMs, spanId: '1', severity: 13, body: 'alone here' }] });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    trouble = watchForTrouble(page, server.origin);
    await page.goto(await signInLink(server));
    await page.waitForURL((url) => url.pathname !== '/sign-in');
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('are rows beneath their spans; one opens with its body, exception and fields', async () => {
    await page.goto(`${server.origin}/bootcamp/traces/${TRACE_ID}`);
    await page.getByRole('group', { name: /^Waterfall of 2 spans and 2 log records/ }).waitFor();
    // POST /orders, child 1, the error in it, order taken.
    await clickRow(3);
    await page.getByRole('complementary', { name: 'order taken' }).getByText('POST /orders').waitFor();
    await clickRow(2);
    const panel = page.getByRole('complementary');
    await panel.getByText('CardError').first().waitFor();
    await panel.getByText('card refused').first().waitFor();
    await panel.getByRole('term').getByText('log.line').waitFor();
    await panel.getByLabel('Body').getByText('<img src=x').waitFor();
    expect(await page.title()).not.toBe('taken');
    expect(page.url()).toContain('span=log-');
  });

  it('lead to their span, whose panel lists them and tells of the exception', async () => {
    await page.getByRole('complementary').getByRole('button', { name: 'child 1' }).click();
    const panel = page.getByRole('complementary', { name: 'child 1' });
    await panel.getByText('card refused', { exact: true }).waitFor();
    await panel.getByRole('tab', { name: 'Logs 1' }).click();
    await panel.getByRole('button', { name: /error/ }).waitFor();
  });

  it('are found by what they say, and stand in the table', async () => {
    await page.getByPlaceholder('Search spans').fill('order taken');
    await page.getByText('1 of 1').waitFor();
    await page.getByRole('radio', { name: 'Table' }).click();
    await page.getByRole('row').getByText('order taken').waitFor();
    await page.getByRole('row').getByText('log record', { exact: true }).waitFor();
    await page.getByRole('radio', { name: 'Waterfall' }).click();
    // The hit that the keys are on stays while it is typed; a key that comes before that is drawn leads to the next.
    await page.getByPlaceholder('Search spans').fill('order');
    await page.keyboard.press('Enter');
    await page.getByText(/^1 of \d$/).waitFor();
  });

  it('are left out by the switch, which stands in the address', async () => {
    await page.goto(`${server.origin}/bootcamp/traces/${TRACE_ID}`);
    await pressLabel(page.getByRole('checkbox', { name: /^Logs/ }));
    await page.getByRole('group', { name: /^Waterfall of 2 spans\./ }).waitFor();
    await page.waitForURL(/logs=off/);
  });

  it('alone are a trace', async () => {
    await page.goto(`${server.origin}/bootcamp/traces/${LONE_ID}`);
    await page.getByRole('heading', { name: 'Trace without spans' }).waitFor();
    await page.getByRole('group', { name: /^Waterfall of 0 spans and 1 log record/ }).waitFor();
  });

  it('and spans that arrive while the page is open appear without a reload', async () => {
    await page.goto(`${server.origin}/bootcamp/traces/${TRACE_ID}`);
    await page.getByRole('group', { name: /^Waterfall of 2 spans and 2 log records/ }).waitFor();
    await page.evaluate('window.notReloaded = true');
    const late = { atMs: startMs + 1, spanId: '1', severity: 9, body: 'late one' };
    await sendLogs({ traceId: TRACE_ID, service: 'orders', records: [late] });
    const grown = page.getByRole('group', { name: /^Waterfall of 2 spans and 3 log records/ });
    await grown.waitFor({ timeout: ARRIVAL_MS_MAX });
    await page.goto(`${server.origin}/bootcamp/traces`);
    await page.getByRole('row').getByText('POST /orders').waitFor();
    await page.evaluate('window.notReloaded = true');
    const spans = otlpJson({ traceId: '9'.repeat(32), spanCount: 1, startMs: Date.now(), name: 'GET /later' });
    expect((await postTraces(server, spans, KEY)).status).toBe(200);
    await page.getByRole('row').getByText('GET /later').waitFor({ timeout: ARRIVAL_MS_MAX });
    expect(await page.evaluate('window.notReloaded')).toBe(true);
  });

  it('have services whose colours the server keeps, one each', async () => {
    const answer = await page.request.get(`${server.origin}/api/ui/environments/bootcamp/service-colours`);
    const { colours } = serviceColoursResponse.parse(await answer.json());
    expect(colours.map(({ service }) => service).sort()).toEqual(['orders', 'sender']);
    expect(new Set(colours.map(({ series }) => series)).size).toBe(2);
  });

  it('nothing was thrown, logged or asked elsewhere', () => {
    expect(trouble).toEqual([]);
  });
});
