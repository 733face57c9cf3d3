import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, watchForTrouble } from '../support/browser.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { BOOTSTRAP, signInLink, startServer, type TestServer } from '../support/server.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';

const DISK_BYTES = 128 * 2 ** 20;

let disk: SmallDisk;
let server: TestServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  disk = await mountSmallDisk(DISK_BYTES);
  server = await startServer(disk.serverOptions);
  const body = otlpJson({ traceId: '1'.repeat(32), spanCount: 3, startMs: Date.now() - 5_000, service: 'checkout' });
  expect((await postTraces(server, body, { 'x-honeycomb-team': BOOTSTRAP.key })).status).toBe(200);
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(await signInLink(server));
  await page.waitForURL((url) => url.pathname !== '/sign-in');
});
afterAll(async () => {
  await browser?.close();
  await server?.process.stop('SIGKILL');
  await disk?.close();
});

it('an owner keeps an environment and a dataset shorter, and sees what that deletes before saving', async () => {
  const trouble = watchForTrouble(page, server.origin);
  await page.goto(`${server.origin}/bootcamp/settings`);
  await page.getByRole('tab', { name: 'Retention' }).click();
  const [own, checkout] = ['bootcamp', 'checkout'].map((name) => page.getByLabel(`Days that ${name} keeps records`));
  await page.getByText('30 days, as the server').waitFor();
  const save = page.getByRole('button', { name: 'Save' });
  expect(await save.isDisabled()).toBe(true);

  await own?.fill('31');
  await page.getByText('The server keeps 30 days at most.').waitFor();
  expect(await save.isDisabled()).toBe(true);
  await own?.fill('7');
  await page.getByText('checkout older than 7 days').waitFor();
  await checkout?.fill('3');
  await page.getByText('checkout older than 3 days').waitFor();
  await save.click();
  await page.getByText('retention saved').waitFor();

  await page.reload();
  await page.getByText('3 days').waitFor();
  expect([await own?.inputValue(), await checkout?.inputValue()]).toEqual(['7', '3']);
  expect(trouble).toEqual([]);
});

it('every page says how full the disk is, and that senders are refused', async () => {
  await page.goto(`${server.origin}/bootcamp`);
  const banner = page.getByRole('status').filter({ hasText: 'The disk is' });
  expect(await banner.count()).toBe(0);
  disk.fill(0.88);
  // By itself, on a page that stays open.
  await banner.waitFor();
  disk.fill(0.98);
  const refusing = page.getByRole('status').filter({ hasText: 'Senders are being refused: the disk is 9' });
  await expect
    .poll(async () => {
      await page.reload({ waitUntil: 'networkidle' });
      return refusing.count();
    })
    .toBe(1);
});
