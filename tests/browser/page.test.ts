import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, watchForTrouble } from '../support/browser.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { BOOTSTRAP, signInLink, startServer, type TestServer } from '../support/server.ts';

const HOSTILE_NAME = `<img src=x onerror="document.title='taken'"> & "quotes" \u202Ereversed`;
/** What would turn the words behind it round is named. */
const HOSTILE_SHOWN = HOSTILE_NAME.replace('\u202E', '[U+202E]');
const HOSTILE_ID = '0badc0de'.repeat(4);
const LONG_VALUE = `${'long '.repeat(13_000)}end`;

const SIGNED_OUT = { cookies: [], origins: [] };

describe('the page over real data', () => {
  let server: TestServer;
  let browser: Browser;
  let signedIn: NonNullable<BrowserContextOptions['storageState']>;

  beforeAll(async () => {
    server = await startServer();
    const key = { 'x-honeycomb-team': BOOTSTRAP.key };
    const startMs = Date.now() - 5_000;
    const attributes = { '<script>alert(1)</script>': '</td><b>bold</b>', 'app.long': LONG_VALUE };
    const hostile = { traceId: HOSTILE_ID, spanCount: 3, startMs, name: HOSTILE_NAME, service: '<i>service</i>' };
    for (const body of [
      { ...hostile, attributes },
      { traceId: '1'.repeat(32), spanCount: 40, startMs },
    ]) {
      expect((await postTraces(server, otlpJson(body), key)).status).toBe(200);
    }
    browser = await launchBrowser();
    const first = await browser.newPage();
    await first.goto(await signInLink(server));
    await first.waitForURL((url) => url.pathname !== '/sign-in');
    signedIn = await first.context().storageState();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ storageState: signedIn, ...options });
    const page = await context.newPage();
    await page.goto(`${server.origin}${path}`);
    return page;
  };

  it('a wrong password is refused in words; the right one leads to where the reader wanted to be', async () => {
    const page = await open('/bootcamp/settings', { storageState: SIGNED_OUT });
    await page.getByLabel('E-mail').fill(BOOTSTRAP.email);
    await page.getByLabel('Password').fill('not this one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('password').waitFor();
    await page.getByLabel('Password').fill(BOOTSTRAP.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/bootcamp/settings');
    await page.context().close();
  });

  it('a used sign-in link says what to do', async () => {
    const page = await open('/sign-in?token=used-or-made-up', { storageState: SIGNED_OUT });
    await page.getByRole('alert').waitFor();
    await page.getByText('--print-setup').waitFor();
    await page.context().close();
  });

  it('hostile names are drawn as text in the list', async () => {
    const page = await open('/bootcamp/traces');
    const trouble = watchForTrouble(page, server.origin);
    await page.getByText(HOSTILE_SHOWN).first().waitFor();
    await page.getByRole('row').getByText('<i>service</i>').first().waitFor();
    expect(await page.title()).not.toBe('taken');
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('hostile names are drawn as text on Home, and lead to the page of that very service', async () => {
    const page = await open('/bootcamp');
    const trouble = watchForTrouble(page, server.origin);
    const services = page.getByRole('grid', { name: 'Services' });
    await services.getByRole('link', { name: '<i>service</i>' }).click();
    await page.getByRole('heading', { level: 1, name: '<i>service</i>' }).waitFor();
    await page.getByRole('grid', { name: 'Operations' }).getByText(HOSTILE_SHOWN).waitFor();
    expect(await page.locator('i, img, script:not([src])').count()).toBe(0);
    expect(await page.title()).toContain('<i>service</i>');
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('hostile names and values are drawn as text on the trace page, however long', async () => {
    const page = await open(`/bootcamp/traces/${HOSTILE_ID}?span=0000000000000001`);
    const trouble = watchForTrouble(page, server.origin);
    const panel = page.getByRole('complementary');
    await panel.getByText('<script>alert(1)</script>', { exact: true }).waitFor();
    await panel.getByText('</td><b>bold</b>', { exact: true }).waitFor();
    expect(await page.locator('b, i, img, script:not([src])').count()).toBe(0);
    await page.getByRole('radio', { name: 'Table' }).click();
    await page.getByRole('row').getByText(HOSTILE_SHOWN).first().waitFor();
    expect(await page.title()).not.toBe('taken');
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  const screens = [
    '/bootcamp',
    '/bootcamp/services/sender',
    '/bootcamp/traces',
    `/bootcamp/traces/${HOSTILE_ID}`,
    '/bootcamp/set-up',
    '/bootcamp/settings',
  ];

  it.each(screens)('%s fits a narrow window', async (path) => {
    const page = await open(path, { viewport: { width: 420, height: 800 } });
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    await page.context().close();
  });

  it.each(screens)('%s is dark where the system is dark', async (path) => {
    const grounds: number[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open(path, { colorScheme, viewport: { width: 200, height: 200 } });
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      grounds.push(await groundLightness(page));
      await page.context().close();
    }
    const [light = 0, dark = 1] = grounds;
    expect(light).toBeGreaterThan(0.9);
    expect(dark).toBeLessThan(0.3);
  });
});

/** How light the page's ground is as painted, 0 to 1. */
async function groundLightness(page: Page): Promise<number> {
  // As text: the test's own types know no browser. A canvas turns any notation of a colour into three bytes.
  return Number(
    await page.evaluate(`(() => {
      const canvas = document.createElement('canvas').getContext('2d');
      canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
      return (red + green + blue) / (3 * 255);
    })()`),
  );
}
