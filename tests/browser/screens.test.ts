import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AXIS_HEIGHT, ROW_HEIGHT } from '../../web/draw/waterfall-geometry.ts';
import { signIn } from '../support/api.ts';
import { launchBrowser, pressLabel } from '../support/browser.ts';
import { issuesOf } from '../support/issues.ts';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { rollbarApi } from '../support/rollbar.ts';
import { BOOTSTRAP, signInLink, startServer, type TestServer } from '../support/server.ts';

/** Evaluated rather than added as a script: the page's Content-Security-Policy lets none in. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What WCAG 2.2 asks at its level AA, and what axe's authors add as good practice. */
const RULES: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
};
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** What is pressed or read first and reaches over the page's margin: the map, tabs and tables scroll by themselves. */
const BEYOND_THE_EDGE = `
  [...document.querySelectorAll('main :is(button:not(.map__node), a, input, h1, h2, label, p)')]
    .filter((element) => element.getClientRects().length > 0)
    .filter((element) => element.getBoundingClientRect().right > innerWidth - 8)
    .filter((element) => {
      for (let at = element.parentElement; at && at.tagName !== "MAIN"; at = at.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return false;
      }
      return true;
    })
    .map((element) => element.outerHTML.slice(0, 160))`;
const TRACE_ID = '4'.repeat(32);
const TITLES = ['KeyError: feed', 'ValueError: cohort', 'TypeError: rows', 'IndexError: page', 'OSError: disk'];

const frame = (file: string, line: number) => ({
  ...{ filename: file, lineno: line, method: 'get_home', code: '    return rows[0].name' },
  context: { pre: ['def get_home():', '    rows = load()'], post: [''] },
  locals: { rows: [1, { two: null }], user: 'ada' },
});

const raise = (title: string) => ({
  ...{ environment: 'production', level: 'error', language: 'python 3.11.7', code_version: '1.4.2' },
  server: { host: 'web-1', root: '/app' },
  request: { url: 'http://127.0.0.1:4567/home', method: 'GET', headers: { Accept: '*/*' } },
  person: { id: '7', username: 'ada' },
  body: {
    trace: {
      frames: [frame('/venv/lib/python3.11/site-packages/flask/app.py', 9), frame('/app/home.py', 42)],
      exception: { class: title.split(': ')[0], message: title.split(': ')[1] },
    },
    telemetry: [{ level: 'info', type: 'dom', source: 'client', timestamp_ms: 1, body: { element: 'a', note: 'b' } }],
  },
});

describe('the screens', () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let issueId = 0;

  const ARRIVALS = '**/arrivals';
  const open = (path: string) => page.goto(`${server.origin}/bootcamp${path}`);
  const failAt = (address: string, isFailing: boolean) => {
    const error = { code: 'store-unavailable', message: 'the store does not answer' };
    const body = JSON.stringify({ error });
    return isFailing
      ? page.route(address, (route) => route.fulfill({ status: 503, contentType: 'application/json', body }))
      : page.unroute(address);
  };

  beforeAll(async () => {
    server = await startServer();
    for (const title of TITLES) {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const answer = await rollbarApi(server).fetch('/item/', {
        ...init,
        body: JSON.stringify({ data: raise(title) }),
      });
      expect(answer.status).toBe(200);
    }
    const spans = otlpJson({ traceId: TRACE_ID, spanCount: 3, startMs: Date.now() - 2_000, service: 'backend' });
    expect((await postTraces(server, spans, { 'x-honeycomb-team': BOOTSTRAP.key })).status).toBe(200);
    const issues = issuesOf(await signIn(server));
    issueId = (await issues.waitFor('KeyError: feed', 1)).issueId;
    await issues.waitFor('OSError: disk', 1);
    browser = await launchBrowser();
    // What is half faded in has another contrast than it will have.
    page = await browser.newPage({ viewport: DESK, reducedMotion: 'reduce' });
    await page.goto(await signInLink(server));
    await page.waitForURL((url) => url.pathname !== '/sign-in');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** One line per rule that an element breaks, with the element. */
  async function complaints(): Promise<string[]> {
    await page.evaluate(AXE);
    const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(RULES)})`);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
    );
  }

  const screens: Readonly<Record<string, () => Promise<unknown>>> = {
    'the issues': async () => {
      await open('/issues');
      await pressLabel(page.getByRole('row').getByRole('checkbox').nth(1));
    },
    'an issue': async () => {
      await open(`/issues/${issueId}`);
      await page.getByRole('button', { name: '2 local variables' }).click();
      await page.getByText('Local variables').waitFor({ state: 'attached' });
    },
    ...Object.fromEntries(
      ['telemetry', 'details', 'occurrences', 'traces', 'history', 'json'].map((tab) => [
        `an issue's ${tab}`,
        async () => {
          await open(`/issues/${issueId}?tab=${tab}`);
          await page.getByRole('tabpanel').waitFor();
          await page.getByText('told by Rollbar').waitFor();
        },
      ]),
    ),
    'the map': async () => {
      await open('/map');
      await page.getByRole('button', { name: /^backend, 1 request/ }).click();
      await page.getByRole('complementary').waitFor();
    },
    'a trace': async () => {
      await open(`/traces/${TRACE_ID}`);
      const waterfall = page.getByRole('group', { name: /^Waterfall/ });
      await waterfall.click({ position: { x: 80, y: AXIS_HEIGHT + 0.5 * ROW_HEIGHT } });
      await page.getByRole('complementary').getByText('app.index').waitFor();
    },
    home: async () => {
      await open('?last=1h');
      await page.getByRole('heading', { name: 'Newest issues' }).waitFor();
    },
    'the set-up for Rollbar': async () => {
      await open('/set-up');
      await page.getByRole('radio', { name: 'Rollbar' }).click();
      await page.getByRole('tab', { name: 'Express' }).click();
    },
    settings: () => open('/settings').then(() => page.getByRole('grid').waitFor()),
  };

  it.each(Object.keys(screens))('%s can be read by all, in light and in dark', async (name) => {
    await screens[name]?.();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await complaints()).toEqual([]);
    }
    await page.setViewportSize(PHONE);
    const beyond = await page.evaluate<string[]>(BEYOND_THE_EDGE);
    await page.setViewportSize(DESK);
    expect(beyond).toEqual([]);
  });

  it('a phone has the chosen tab in sight', async () => {
    await page.setViewportSize(PHONE);
    await open(`/issues/${issueId}?tab=json`);
    const edgeOf = async (name: string) => (await page.getByRole('tab', { name }).boundingBox())?.x;
    await expect.poll(() => edgeOf('JSON')).toBeLessThan(PHONE.width - 40);
    await open(`/issues/${issueId}`);
    await page.getByText('told by Rollbar').waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByText('seen for the first time').waitFor();
    await expect.poll(() => edgeOf('History')).toBeLessThan(PHONE.width - 40);
    await page.setViewportSize(DESK);
  });

  it('a panel opens at its top, whatever tab of it is chosen', async () => {
    await page.setViewportSize({ ...PHONE, height: 420 });
    await open(`/traces/${TRACE_ID}`);
    const waterfall = page.getByRole('group', { name: /^Waterfall/ });
    await waterfall.click({ position: { x: 80, y: AXIS_HEIGHT + 0.5 * ROW_HEIGHT } });
    await page.getByRole('complementary').getByRole('tab', { selected: true }).waitFor();
    // The chosen tab is brought into sight a frame after it is there.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    expect(await page.evaluate("document.querySelector('.side-panel__body').scrollTop")).toBe(0);
    await page.setViewportSize(DESK);
  });

  it('columns without room leave, and come back where they are asked for', async () => {
    const shown = () => page.getByRole('columnheader').allTextContents();
    await open('/issues');
    await expect.poll(shown).toContain('Status');
    await page.setViewportSize(PHONE);
    await expect.poll(shown).toEqual(['', 'Issue', 'Times', 'Last seen']);
    const beyond =
      '(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector(".table-scroll"))';
    expect(await page.evaluate(beyond)).toBe(0);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Status' }).click();
    await expect.poll(shown).toEqual(['', 'Issue', 'Status', 'Times', 'Last seen']);
    await page.getByRole('button', { name: 'As they were at first' }).click();
    await expect.poll(shown).toEqual(['', 'Issue', 'Times', 'Last seen']);
    await page.keyboard.press('Escape');
    await page.setViewportSize(DESK);
    await expect.poll(shown).toContain('Status');
  });

  it('the list of issues is read on, a page at a time', async () => {
    // Pages of two instead of two hundred.
    await page.route('**/api/**/issues?*', (route) => route.continue({ url: `${route.request().url()}&limit=2` }));
    await open('/issues?sort=first-seen');
    await page.getByText('2 of 5 issues').waitFor();
    await page.getByRole('button', { name: 'Show more, 3 are left' }).click();
    await page.getByRole('button', { name: 'Show more, 1 are left' }).click();
    await page.getByText('5 issues', { exact: true }).waitFor();
    for (const title of TITLES) await page.getByRole('link', { name: title }).waitFor();
    expect(await page.getByRole('button', { name: /^Show more/ }).count()).toBe(0);
    await page.unroute('**/api/**/issues?*');
  });

  // Live pages heal by themselves, before a hand gets to the button.
  it.each([
    ['the issues', '/issues?live=off', '**/api/**/issues?*', 'KeyError: feed'],
    ['the issue', '/issues/ID?live=off', '**/api/**/issues/ID', 'told by Rollbar'],
    ['the occurrence', '/issues/ID?live=off', '**/occurrences/*', 'told by Rollbar'],
    ['the map', '/map?live=off', '**/api/**/map?*', '1 node, 0 edges'],
  ])('%s that cannot be read say why, what still answers, and are read again', async (what, path, asked, content) => {
    const address = asked.replace('ID', String(issueId));
    await failAt(address, true);
    await open(path.replace('ID', String(issueId)));
    const told = page.getByRole('alert').filter({ hasText: `Combray could not read ${what}` });
    await told.getByText('the store does not answer').waitFor();
    await told.getByText('may still answer').waitFor();
    await failAt(address, false);
    await told.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(content).first().waitFor();
  });

  // The page of a trace always follows what arrives, unless it cannot ask for it.
  it.each([
    ['the issues of this trace', `/traces/${TRACE_ID}`, '**/errors', 'Search spans and logs'],
    ['the newest issues', '?last=1h', '**/api/**/issues?*', 'Latency over time'],
  ])('%s that cannot be read take nothing else from their page', async (what, path, address, content) => {
    for (const each of [address, ARRIVALS]) await failAt(each, true);
    await open(path);
    const told = page.getByRole('alert').filter({ hasText: `Combray could not read ${what}` });
    await told.getByText('the store does not answer').waitFor();
    await page.getByPlaceholder(content).or(page.getByText(content)).first().waitFor();
    await failAt(address, false);
    await told.getByRole('button', { name: 'Try again' }).click();
    await told.waitFor({ state: 'detached' });
    await failAt(ARRIVALS, false);
  });

  it('a number leads to what it counts, a value to what is like it', async () => {
    await open('/issues');
    await page.getByRole('row').filter({ hasText: 'KeyError: feed' }).getByRole('link', { name: '1' }).first().click();
    await page.getByRole('grid', { name: 'Occurrences' }).getByText('ada').waitFor();
    await page.getByRole('tab', { name: 'Details' }).click();
    await page.getByRole('button', { name: 'level: copy, filter' }).click();
    await page.getByRole('menuitem', { name: 'Filter by this value' }).click();
    await page.waitForURL(/\/issues\?.*level=error/);
    await page.getByText('5 issues', { exact: true }).waitFor();
  });
});
