/**
 * `npm run screenshots`: docs/img/ from a real server, real SDKs and the real page, light and dark. With `-- bootcamp` only
 * those of docs/bootcamp.md.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createSender } from '../bench/load/sender.ts';
import { seedDay } from '../bench/seed/day.ts';
import { encodeTraces } from '../bench/seed/encode.ts';
import { type ApiClient, signIn } from '../tests/support/api.ts';
import { launchBrowser } from '../tests/support/browser.ts';
import { startChild } from '../tests/support/child.ts';
import { exporterEnvironment, installExpress } from '../tests/support/examples.ts';
import { issuesOf } from '../tests/support/issues.ts';
import { BOOTSTRAP, FIRST_ENVIRONMENT, signInLink, startServer, type TestServer } from '../tests/support/server.ts';
import { takeBootcampPictures } from './bootcamp-pictures.ts';
import { ensureBuilt, ROOT } from './setup.mjs';

const FOLDER = join(ROOT, 'docs/img');
const VIEWPORT = { width: 1440, height: 860 };
const THEMES = ['light', 'dark'] as const;

async function sendTraffic(server: TestServer, api: ApiClient): Promise<string> {
  installExpress();
  const script = ['--import', 'tsx', join(ROOT, 'scripts/sample-traffic.mjs')];
  const child = startChild(process.execPath, script, {
    cwd: ROOT,
    env: exporterEnvironment(server, BOOTSTRAP.key, 'unused'),
  });
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`sample-traffic.mjs failed:\n${child.stderr()}`);
  const { traces } = await api.traces({ sort: 'newest', limit: 1 });
  const newest = traces[0]?.traceId;
  if (newest === undefined) throw new Error('nothing arrived');
  return newest;
}

/** A day of a shop, which ends now: more than the few traces of the sample, for what shows many at once. */
async function sendDay(server: TestServer): Promise<void> {
  const sender = createSender({ origin: server.otlpHttp, connections: 2, key: BOOTSTRAP.key });
  for (const exported of seedDay({ seed: 1, spans: 60_000, endMs: Date.now() })) {
    await sender.send('/v1/traces', encodeTraces(exported));
  }
  sender.close();
}

async function save(page: Page, name: string): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
}

type EachTheme = (visit: (page: Page, theme: string) => Promise<void>) => Promise<void>;

/** A server, a person who is signed in, and their browser in light and in dark. */
async function withServer(browser: Browser, act: (server: TestServer, inEachTheme: EachTheme) => Promise<void>) {
  const server = await startServer();
  try {
    const first = await browser.newContext();
    const page = await first.newPage();
    await page.goto(await signInLink(server));
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    const storageState = await first.storageState();
    await act(server, async (visit) => {
      for (const colorScheme of THEMES) {
        const context = await browser.newContext({ viewport: VIEWPORT, colorScheme, storageState });
        await visit(await context.newPage(), colorScheme);
        await context.close();
      }
    });
  } finally {
    await server.close();
  }
}

const environmentOf = ({ origin }: TestServer): string => `${origin}/${FIRST_ENVIRONMENT}`;

async function takeShopPictures(server: TestServer, inEachTheme: EachTheme): Promise<void> {
  const environment = environmentOf(server);
  await inEachTheme(async (page, theme) => {
    await page.goto(`${environment}/set-up`);
    await page.getByText('Waiting for the first trace').waitFor();
    await page.getByRole('tab', { name: 'Python' }).click();
    await save(page, `set-up-${theme}`);
  });
  const traceId = await sendTraffic(server, await signIn(server));
  await inEachTheme(async (page, theme) => {
    await page.goto(`${environment}/traces`);
    await page.getByText('POST /checkout').first().waitFor();
    await save(page, `traces-${theme}`);
    await page.goto(`${environment}/traces/${traceId}`);
    await page.getByRole('group', { name: /^Waterfall/ }).waitFor();
    // The span that failed, as a person finds it.
    await page.getByPlaceholder('Search spans').fill('POST /charges');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.getByText('exception.message').first().waitFor();
    await save(page, `trace-${theme}`);
  });
  await sendDay(server);
  await inEachTheme(async (page, theme) => {
    for (const [name, path] of [
      ['home', ''],
      ['service', '/services/checkout'],
    ] as const) {
      await page.goto(`${environment}${path}?last=1d`);
      await page.getByRole('group', { name: /^Heatmap/ }).waitFor();
      await save(page, `${name}-${theme}`);
    }
  });
}

ensureBuilt();
mkdirSync(FOLDER, { recursive: true });
const browser = await launchBrowser();
try {
  if (process.argv[2] !== 'bootcamp') await withServer(browser, takeShopPictures);
  // On a server of its own: nothing else is in its lists and on its map.
  await withServer(browser, async (server, inEachTheme) => {
    const issues = issuesOf(await signIn(server));
    await takeBootcampPictures({ server, issues, environment: environmentOf(server), inEachTheme, save });
  });
} finally {
  await browser.close();
}
