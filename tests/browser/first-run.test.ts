import { execFileSync } from 'node:child_process';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AXIS_HEIGHT, ROW_HEIGHT } from '../../web/draw/waterfall-geometry.ts';
import { launchBrowser, watchForTrouble } from '../support/browser.ts';
import { cleanEnvironment } from '../support/child.ts';
import { type Example, startFlask } from '../support/examples.ts';
import { signInLink, startServer, type TestServer } from '../support/server.ts';

/** What a person promises themselves after an export: seconds, not minutes. */
const ARRIVAL_MS_MAX = 10_000;

/** The variables of the lines that the page gives to paste into a shell. */
function exportedVariables(lines: string): Readonly<Record<string, string>> {
  const pairs = [...lines.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
  return Object.fromEntries(pairs);
}

/** Lines of the code block under this heading of the open tab. */
async function codeUnder(page: Page, heading: string): Promise<string> {
  const part = page
    .getByRole('tabpanel')
    .locator('div', { has: page.getByRole('heading', { name: heading, exact: true }) });
  return (await part.last().locator('pre').textContent()) ?? '';
}

/** What the span panel shows beside a field's name. */
async function fieldOf(panel: Locator, name: string): Promise<string | null> {
  const term = panel.getByRole('term').filter({ hasText: new RegExp(`^${name.replaceAll('.', '\\.')}$`) });
  return term.locator('xpath=following-sibling::dd[1]').textContent();
}

describe('from the first start to the first trace, by clicks', () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let flask: Example | undefined;
  let trouble: readonly string[] = [];

  beforeAll(async () => {
    server = await startServer({ isBootstrapped: false });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    trouble = watchForTrouble(page, server.origin);
  });

  afterAll(async () => {
    await flask?.process.stop();
    await browser?.close();
    await server?.close();
  });

  it('the printed link signs in and leads to the set-up page, which waits', async () => {
    await page.goto(await signInLink(server));
    await page.waitForURL('**/bootcamp/set-up');
    await page.getByRole('heading', { name: 'Send data' }).waitFor();
    await page.getByText('Waiting for the first trace').waitFor();
  });

  it('one click makes keys, which stand in the lines to paste; they start the Flask example', async () => {
    await page.getByLabel('Name of the service').fill('backend-flask');
    await page.getByRole('button', { name: 'Make fresh keys' }).click();
    await page.getByRole('button', { name: 'Make others' }).waitFor();
    await page.getByRole('tab', { name: 'Python' }).click();
    const variables = exportedVariables(await codeUnder(page, 'Run your app with these'));
    expect(variables).toMatchObject({
      OTEL_SERVICE_NAME: 'backend-flask',
      OTEL_EXPORTER_OTLP_ENDPOINT: server.otlpHttp,
      OTEL_EXPORTER_OTLP_HEADERS: expect.stringMatching(/^x-honeycomb-team=hcxik_/),
    });
    flask = await startFlask({ ...variables, OTEL_BSP_SCHEDULE_DELAY: '200' });
    expect((await fetch(`${flask.origin}/api/activities/home`)).ok).toBe(true);
  });

  it('the page turns into a link to the first trace', async () => {
    await page.getByText('GET /api/activities/home').waitFor({ timeout: ARRIVAL_MS_MAX });
    await page.getByRole('link', { name: 'Open the trace' }).click();
    await page.waitForURL(/\/bootcamp\/traces\/[0-9a-f]{32}/);
  });

  it('the waterfall has two rows; a click on the second shows the fields of that span', async () => {
    const waterfall = page.getByRole('group', { name: /^Waterfall of 2 spans/ });
    await waterfall.click({ position: { x: 80, y: AXIS_HEIGHT + 1.5 * ROW_HEIGHT } });
    const panel = page.getByRole('complementary', { name: 'home-activities-mock-data' });
    expect(await fieldOf(panel, 'app.result_length')).toBe('3');
    expect(await fieldOf(panel, 'app.now')).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(await fieldOf(panel, 'service.name')).toBe('backend-flask');
    await page.waitForURL(/span=/);
  });

  it('the table twin has the same rows', async () => {
    await page.getByRole('radio', { name: 'Table' }).click();
    for (const name of ['GET /api/activities/home', 'home-activities-mock-data']) {
      await page.getByRole('row').getByText(name).first().waitFor();
    }
  });

  it('the curl lines work as pasted into a shell', async () => {
    await page.goto(`${server.origin}/bootcamp/set-up`);
    await page.getByRole('button', { name: 'Make fresh keys' }).click();
    await page.getByRole('button', { name: 'Make others' }).waitFor();
    await page.getByLabel('Name of the service').fill("it's $HOME");
    await page.getByRole('tab', { name: 'curl' }).click();
    const lines = (await page.getByRole('tabpanel').locator('pre').first().textContent()) ?? '';
    execFileSync('bash', ['-c', lines], { env: cleanEnvironment({}), stdio: 'ignore' });
    await page.getByRole('complementary').getByText("it's $HOME").waitFor({ timeout: ARRIVAL_MS_MAX });
  });

  it('nothing was thrown, logged or asked elsewhere', () => {
    expect(trouble).toEqual([]);
  });
});
