import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AXIS_HEIGHT, ROW_HEIGHT } from '../../web/draw/waterfall-geometry.ts';
import { RAISE, SERVICE } from '../support/bootcamp.ts';
import { type Walk, walkBootcampDocs } from '../support/bootcamp-docs.ts';
import { launchBrowser, watchForTrouble } from '../support/browser.ts';
import { breakHome } from '../support/examples.ts';

/** SDKs of the page wait 5 s before they export. */
const ARRIVAL_MS_MAX = 15_000;
/** Of docs/bootcamp.md: the trace that its last request names. */
const TRACE_ID_END = '0102030405060708090a0b0c';

describe('docs/bootcamp.md, command by command, and then by clicks', () => {
  let walk: Walk;
  let browser: Browser;
  let page: Page;
  let trouble: readonly string[] = [];

  beforeAll(async () => {
    walk = await walkBootcampDocs();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    trouble = watchForTrouble(page, walk.origin);
    await page.goto(walk.signInLink);
    await page.waitForURL((url) => url.pathname !== '/sign-in');
  });

  afterAll(async () => {
    await browser?.close();
    await walk?.close();
  });

  const open = (path: string) => page.goto(`${walk.origin}/bootcamp${path}`);
  const issueRow = (title: string) => page.getByRole('row').filter({ hasText: title });

  it('the warning and the raises are two issues', async () => {
    await open('/issues');
    await issueRow('Hello World!').waitFor({ timeout: ARRIVAL_MS_MAX });
    await issueRow(RAISE).waitFor({ timeout: ARRIVAL_MS_MAX });
    expect(await page.getByRole('row').count()).toBe(3);
  });

  it('issue, trace, span, issue: each by a click', async () => {
    await page.getByRole('grid').getByText(RAISE).click();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/issues\/\d+/);
    const issueUrl = new URL(page.url()).pathname;
    await page.getByText('told by Rollbar, OpenTelemetry, X-Ray').waitFor({ timeout: ARRIVAL_MS_MAX });
    await page.getByRole('link', { name: 'Open its trace' }).first().click();
    await page.waitForURL(new RegExp(`/traces/[0-9a-f]{8}${TRACE_ID_END}`));
    const waterfall = page.getByRole('group', { name: /^Waterfall of 2 spans/ });
    await waterfall.click({ position: { x: 80, y: AXIS_HEIGHT + 1.5 * ROW_HEIGHT } });
    const panel = page.getByRole('complementary', { name: 'home-activities-mock-data' });
    await panel.getByRole('list', { name: 'Issues of this span' }).getByRole('link').first().click();
    await page.waitForURL((url) => url.pathname === issueUrl);
  });

  it('the backend is one node on the map', async () => {
    await open('/map');
    await page.getByRole('button', { name: new RegExp(SERVICE) }).waitFor({ timeout: ARRIVAL_MS_MAX });
    expect(await page.getByRole('button', { name: new RegExp(SERVICE) }).count()).toBe(1);
  });

  it('a click in the page of the example is one trace, from the browser to the backend', async () => {
    await breakHome({ origin: walk.backend }, false);
    const own = await browser.newPage();
    await own.goto(walk.backend);
    await own.getByRole('button', { name: 'Show activities' }).click();
    await own.getByText('Marcel: I have taken up baking.').waitFor();
    await open('/traces');
    await page.getByRole('row').filter({ hasText: 'click home' }).first().click({ timeout: ARRIVAL_MS_MAX });
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: /^Waterfall of 4 spans/ }).waitFor();
    await page.getByRole('radio', { name: 'Table' }).click();
    for (const name of ['click home', 'GET', 'GET /api/activities/home', 'home-activities-mock-data']) {
      await page.getByRole('row').getByText(name, { exact: true }).first().waitFor();
    }
    await own.close();
  });

  it('an error in that page is an issue with what was clicked before', async () => {
    const own = await browser.newPage();
    let exported = '';
    own.on('request', (request) => {
      if (request.url().endsWith('/v1/traces')) exported += request.postData() ?? '';
    });
    await own.goto(walk.backend);
    const answered = own.waitForResponse((answer) => answer.url().endsWith('/v1/traces'));
    await own.getByRole('button', { name: 'Send a message' }).click();
    await own.getByText('Hello World!').waitFor();
    await answered;
    await own.getByRole('button', { name: 'Throw in the page' }).click();
    await expect.poll(() => exported, { timeout: ARRIVAL_MS_MAX }).toContain('click throw');
    // The export before is no request of the page: told of, it would be followed by the next, for ever.
    expect(exported).not.toContain('"name":"POST"');
    await open('/issues');
    await issueRow('RangeError: the tea is too hot').waitFor({ timeout: ARRIVAL_MS_MAX });
    await page.getByRole('grid').getByText('RangeError').click();
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: /^Telemetry/ }).click();
    await page.getByText('button#throw').first().waitFor();
    await own.close();
  });

  it('nothing was thrown, logged or asked elsewhere', () => {
    expect(trouble).toEqual([]);
  });
});
