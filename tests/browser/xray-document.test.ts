import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AXIS_HEIGHT, ROW_HEIGHT } from '../../web/draw/waterfall-geometry.ts';
import { launchBrowser, watchForTrouble } from '../support/browser.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { BOOTSTRAP, signInLink, startServer, type TestServer } from '../support/server.ts';

/** The page promises a second; a loaded machine gets some more. */
const ARRIVAL_MS_MAX = 10_000;
const KEY = { 'x-honeycomb-team': BOOTSTRAP.key };
const TWIN_ID = '5'.repeat(32);
const LASTING_ID = '6'.repeat(32);
const HOSTILE = '<img src=x onerror="document.title=\'taken\'">\u202E';

describe('X-Ray on the trace page', () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let trouble: readonly string[] = [];
  const start = Math.floor(Date.now() / 1_000) - 2;

  /** As an SDK hands them to its daemon, but by TCP, where there is an answer. */
  const sendDocument = async (traceId: string, document: Record<string, unknown>) => {
    const trace_id = `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
    const body = JSON.stringify({ TraceSegmentDocuments: [JSON.stringify({ trace_id, ...document })] });
    const answer = await fetch(`http://${server.xray}/TraceSegments`, { method: 'POST', body });
    expect([answer.status, await answer.json()]).toEqual([200, { UnprocessedTraceSegments: [] }]);
  };
  const clickRow = (row: number) =>
    page.getByRole('group', { name: /^Waterfall/ }).click({
      position: { x: 120, y: AXIS_HEIGHT + (row + 0.5) * ROW_HEIGHT },
    });
  const open = async (traceId: string, waterfall: RegExp) => {
    await page.goto(`${server.origin}/bootcamp/traces/${traceId}`);
    await page.getByRole('group', { name: waterfall }).waitFor({ timeout: ARRIVAL_MS_MAX });
  };

  beforeAll(async () => {
    server = await startServer();
    const spans = otlpJson({ traceId: TWIN_ID, spanCount: 2, startMs: start * 1_000, service: 'backend' });
    expect((await postTraces(server, spans, KEY)).status).toBe(200);
    await sendDocument(TWIN_ID, {
      id: 'aaaaaaaaaaaaaaaa',
      name: 'backend',
      start_time: start,
      end_time: start + 0.5,
      annotations: { hostile: HOSTILE },
      subsegments: [{ id: 'bbbbbbbbbbbbbbbb', name: 'render', start_time: start + 0.01, end_time: start + 0.1 }],
    });
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

  it('a twin is no third span: its document opens from the server span, and from what is inside it', async () => {
    // The two spans, and the subsegment.
    await open(TWIN_ID, /^Waterfall of 3 spans/);
    const panel = page.getByRole('complementary');
    await clickRow(0);
    await panel.getByRole('tab', { name: 'X-Ray' }).click();
    await panel.getByText('Segment aaaaaaaaaaaaaaaa tells of this span.').waitFor();
    await panel.getByText('<img src=x').first().waitFor();
    await clickRow(2);
    await panel.getByText('Segment aaaaaaaaaaaaaaaa tells of this span.').waitFor();
    // A span that X-Ray does not know of has no such tab.
    await clickRow(1);
    await panel.getByRole('tab', { name: /^Fields/ }).waitFor();
    expect(await panel.getByRole('tab', { name: 'X-Ray' }).count()).toBe(0);
    await page.goto(`${server.origin}/bootcamp/traces`);
    await page.getByRole('row', { name: /root/ }).getByText('3', { exact: true }).waitFor({ timeout: ARRIVAL_MS_MAX });
    expect(await page.title()).not.toContain('taken');
  });

  it.each(['home', 'map'])('of a service that sends both the %s counts what the switch says', async (screen) => {
    await page.goto(`${server.origin}/bootcamp/${screen === 'home' ? '' : screen}`);
    const both = page.getByRole('radiogroup', { name: 'Of services that send both, these count' });
    expect(await both.getByRole('radio', { name: 'OpenTelemetry' }).isChecked()).toBe(true);
    const asked = page.waitForResponse((answer) => /\/(home|map)\?.*counted=xray/.test(answer.url()));
    await both.getByText('X-Ray').click();
    expect((await asked).status()).toBe(200);
    await page.waitForURL(/[?&]counted=xray/);
    await page.reload();
    await both.waitFor();
    expect(await both.getByRole('radio', { name: 'X-Ray' }).isChecked()).toBe(true);
  });

  it('a segment in progress is there at once, and ends while one looks', async () => {
    const segment = { id: 'cccccccccccccccc', name: 'slow', start_time: start };
    await sendDocument(LASTING_ID, { ...segment, in_progress: true });
    await open(LASTING_ID, /^Waterfall of 1 span\b/);
    await page.getByText('1 segment in progress').first().waitFor({ timeout: ARRIVAL_MS_MAX });
    await clickRow(0);
    const panel = page.getByRole('complementary');
    await panel.getByRole('definition').getByText('in progress').waitFor();
    await panel.getByRole('tab', { name: 'X-Ray' }).click();
    await panel.getByText('It is in progress').waitFor();
    await sendDocument(LASTING_ID, { ...segment, end_time: start + 1.5 });
    await page.getByText('1 segment in progress').first().waitFor({ state: 'detached', timeout: ARRIVAL_MS_MAX });
    expect(trouble).toEqual([]);
  });
});
