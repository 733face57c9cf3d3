import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, watchForTrouble } from '../support/browser.ts';
import { postTraces } from '../support/otlp.ts';
import { rollbarApi } from '../support/rollbar.ts';
import { BOOTSTRAP, signInLink, startServer, type TestServer } from '../support/server.ts';

/** The page promises a second; a loaded machine gets some more, but less than what a page reads again by itself. */
const ARRIVAL_MS_MAX = 10_000;

const KEY = { 'x-honeycomb-team': BOOTSTRAP.key };
const TRACE_ID = '7'.repeat(32);
const SPAN_ID = '2'.padStart(16, '0');
/** Markup, a change of direction, a NUL, and more than a line holds. */
const HOSTILE = `<script>document.title='taken'</script><img src=x onerror="document.title='taken'">\u202Egnp.exe\u0000`;
const LONG = 'x'.repeat(10_000);

const FRAMES = [
  {
    filename: '/venv/lib/python3.11/site-packages/flask/app.py',
    lineno: 1498,
    method: '__call__',
    code: 'return app()',
  },
  {
    filename: '/venv/lib/python3.11/site-packages/flask/app.py',
    lineno: 900,
    method: 'dispatch',
    code: 'return view()',
  },
  {
    ...{ filename: '/app/home.py', lineno: 42, method: 'get_home', code: '    return rows[0].name' },
    context: { pre: ['def get_home():', '    rows = load()'], post: ['', 'def other():'] },
    locals: { rows: '[]', 'the <b>local</b>': HOSTILE },
  },
];

const raise = (type: string, message: string) => ({
  ...{ environment: 'production', level: 'error', language: 'python 3.11.7', code_version: '1.4.2' },
  server: { host: 'web-1', root: '/app' },
  request: { url: 'http://127.0.0.1:4567/home', method: 'GET', headers: { Accept: '*/*' } },
  person: { id: '7', username: 'ada' },
  custom: { feed: 'home' },
  body: {
    trace: { frames: FRAMES, exception: { class: type, message } },
    telemetry: [
      {
        level: 'info',
        type: 'dom',
        source: 'client',
        timestamp_ms: Date.now(),
        body: { subtype: 'click', element: 'a#b' },
      },
    ],
  },
});

/** The same in every field that is text. */
function everywhere(text: string): object {
  const list = { [text]: text };
  return {
    ...{
      environment: text.slice(0, 250),
      level: 'error',
      language: text,
      framework: text,
      context: text.slice(0, 200),
    },
    ...{ code_version: text.slice(0, 40), platform: text, title: text.slice(0, 255), custom: list },
    person: { id: text.slice(0, 40), username: text.slice(0, 255), email: text.slice(0, 255), ...list },
    server: { host: text, root: text, branch: text, ...list },
    client: { javascript: { browser: text } },
    request: { url: text, method: text, headers: list, params: list, GET: list, POST: list, body: text, user_ip: text },
    notifier: { name: text, version: text },
    body: {
      trace_chain: [
        {
          frames: [{ filename: text, method: text, code: text, context: { pre: [text], post: [text] }, locals: list }],
          exception: { class: text, message: text },
        },
      ],
      telemetry: ['log', 'network', 'dom', 'navigation', text].map((type) => ({
        ...{ type, level: text, source: text, timestamp_ms: Date.now() },
        body: { message: text, url: text, method: text, element: text, from: text, to: text, ...list },
      })),
    },
  };
}

/** A request that failed, told by OpenTelemetry alone. */
function failedTrace(startMs: number): string {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const ns = (ms: number) => `${ms}000000`;
  const times = { startTimeUnixNano: ns(startMs), endTimeUnixNano: ns(startMs + 9) };
  const stack =
    'Traceback (most recent call last):\n  File "/app/pay.py", line 9, in pay\n    charge()\nCardError: refused';
  const exception = {
    ...{ name: 'exception', timeUnixNano: ns(startMs + 5) },
    attributes: [
      attribute('exception.type', 'CardError'),
      attribute('exception.message', 'refused'),
      attribute('exception.stacktrace', stack),
    ],
  };
  const root = { ...times, traceId: TRACE_ID, spanId: '1'.padStart(16, '0'), name: 'POST /pay', kind: 2 };
  const inner = { ...times, traceId: TRACE_ID, spanId: SPAN_ID, parentSpanId: root.spanId, name: 'charge', kind: 1 };
  const spans = [root, { ...inner, status: { code: 2 }, events: [exception] }];
  const resource = { attributes: [attribute('service.name', 'shop')] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'tests' }, spans }] }] });
}

describe('issues in the page', () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let trouble: readonly string[] = [];

  const send = async (data: object) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ data }) };
    expect((await rollbarApi(server).fetch('/item/', init)).status).toBe(200);
  };
  const open = (path: string) => page.goto(`${server.origin}/bootcamp${path}`);
  const row = (title: string): Locator => page.getByRole('row').filter({ hasText: title });

  beforeAll(async () => {
    server = await startServer();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(ARRIVAL_MS_MAX);
    trouble = watchForTrouble(page, server.origin);
    await page.goto(await signInLink(server));
    await page.waitForURL((url) => url.pathname !== '/sign-in');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('an empty list says how to fill it, and fills without a reload', async () => {
    await open('/issues');
    await page.getByRole('heading', { name: 'Nothing has failed here yet' }).waitFor();
    await page.getByText(`${server.origin}/api/1/`).waitFor();
    await page.evaluate('window.notReloaded = true');
    await send(raise('IndexError', 'list index out of range'));
    await row('IndexError: list index out of range').waitFor({ timeout: ARRIVAL_MS_MAX });
    await row('IndexError').getByText('new', { exact: true }).waitFor();
    expect(await page.evaluate('window.notReloaded')).toBe(true);
  });

  it('keys lead through the list: / j x Enter', async () => {
    await send(raise('KeyError', 'feed'));
    await row('KeyError: feed').waitFor({ timeout: ARRIVAL_MS_MAX });
    // The title is that of the first; the newest says something else.
    await send(raise('KeyError', 'likes'));
    await row('KeyError: feed').getByText('likes', { exact: true }).waitFor({ timeout: ARRIVAL_MS_MAX });
    await page.keyboard.press('/');
    await page.keyboard.type('keyerr');
    await row('IndexError').waitFor({ state: 'detached' });
    await page.waitForURL(/find=keyerr/);
    await page.keyboard.press('Escape');
    await page.getByRole('grid', { name: 'Issues' }).focus();
    await page.keyboard.press('x');
    await page.getByText('1 marked').waitFor();
    await page.getByRole('button', { name: 'Mute' }).click();
    await page.getByText('No issue matches the filter').waitFor();
    await page.getByRole('radio', { name: 'Muted' }).click();
    await row('KeyError: feed').getByText('muted').waitFor();
    await page.getByRole('button', { name: 'Clear' }).first().click();
    await page.getByRole('radio', { name: 'Open' }).click();
    await row('IndexError').waitFor();
    await page.keyboard.press('j');
    await page.getByRole('grid', { name: 'Issues' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /IndexError/ }).waitFor();
  });

  it('one shows its traceback: own code open, libraries folded, locals on demand', async () => {
    await page.getByText('return rows[0].name').waitFor();
    await page.getByRole('button', { name: /get_home/ }).waitFor();
    expect(await page.getByText('return view()').count()).toBe(0);
    await page.getByRole('button', { name: /2 library frames/ }).click();
    await page.getByRole('button', { name: /dispatch/ }).click();
    await page.getByText('return view()').waitFor();
    await page.getByRole('button', { name: '2 local variables' }).click();
    await page.getByText('the <b>local</b>').waitFor();
  });

  it('and what else was sent: telemetry, details, history, JSON', async () => {
    const tab = (name: string) => page.getByRole('tab', { name }).click();
    await tab('Telemetry 1');
    await page.getByText('click a#b').waitFor();
    await tab('Details');
    await page.getByText('http://127.0.0.1:4567/home').first().waitFor();
    await page.getByText('ada', { exact: true }).first().waitFor();
    await tab('History');
    await page.getByText('seen for the first time').waitFor();
    await tab('JSON');
    await page.getByText('"list index out of range"').waitFor();
    await tab('Occurrences');
    await page.getByRole('grid', { name: 'Occurrences' }).getByText('ada').waitFor();
  });

  it('each occurrence has an address, and leads to its neighbours', async () => {
    await send({ ...raise('IndexError', 'list index out of range'), code_version: '1.4.3', failsafe: true });
    await page.getByRole('button', { name: 'Newer' }).first().click();
    await page.waitForURL(/occurrence=\d+/);
    const newer = page.url();
    await page.getByRole('button', { name: 'Older' }).first().click();
    await page.waitForURL((url) => url.href !== newer);
    await page.goto(newer);
    await page.getByRole('tab', { name: 'Details' }).click();
    await page.getByText('1.4.3', { exact: true }).first().waitFor();
    await page.getByText('failsafe: the SDK').waitFor();
  });

  it('resolving is told by the history; an occurrence of a later version brings it back', async () => {
    await page.getByRole('button', { name: 'Other ways to resolve' }).click();
    await page.getByRole('menuitem', { name: 'In a version…' }).click();
    await page.getByRole('textbox', { name: 'Version' }).fill('1.5.0');
    await page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click();
    await page.getByText('resolved', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByText('resolved it in version 1.5.0').waitFor();
    await send({ ...raise('IndexError', 'list index out of range'), code_version: '1.5.1' });
    await page.getByText('reactivated', { exact: true }).waitFor({ timeout: ARRIVAL_MS_MAX });
  });

  it('an exception of OpenTelemetry leads by clicks: issue, trace, span, issue', async () => {
    expect((await postTraces(server, failedTrace(Date.now() - 1_000), KEY)).status).toBe(200);
    await open('/issues');
    await page.getByRole('link', { name: 'CardError: refused' }).click();
    await page.getByText('charge()').waitFor();
    await page.getByRole('tab', { name: 'Traces' }).click();
    await page.getByRole('link', { name: 'POST /pay' }).click();
    const panel = page.getByRole('complementary', { name: 'charge' });
    await panel
      .getByRole('list', { name: 'Issues of this span' })
      .getByRole('link', { name: /CardError/ })
      .click();
    await page.getByRole('heading', { level: 1, name: /CardError: refused/ }).waitFor();
    await page.getByRole('link', { name: 'Open its trace' }).click();
    await page
      .getByRole('list', { name: 'Issues of this trace' })
      .getByRole('link', { name: /CardError/ })
      .waitFor();
  });

  it('keys resolve an issue, reopen it, and open its trace', async () => {
    await open('/issues');
    await page.getByRole('link', { name: 'CardError: refused' }).click();
    await page.getByText('charge()').waitFor();
    await page.keyboard.press('r');
    await page.getByText('resolved', { exact: true }).waitFor();
    await page.keyboard.press('r');
    await page.getByRole('button', { name: 'Resolve', exact: true }).waitFor();
    await page.keyboard.press('o');
    await page.waitForURL(`**/traces/${TRACE_ID}?**span=${SPAN_ID}`);
  });

  it('Home shows the newest', async () => {
    await open('/?last=1h');
    const list = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Newest issues' }) });
    await list.getByRole('link', { name: 'CardError: refused' }).click();
    await page.getByRole('heading', { level: 1, name: /CardError: refused/ }).waitFor();
  });

  it.each([
    ['markup', HOSTILE],
    ['endless', LONG],
  ])('%s text of a sender is text on every tab', async (_what, text) => {
    await send(everywhere(text));
    await open('/issues?status=any&sort=first-seen');
    await page
      .getByRole('row')
      .getByRole('link', { name: text.slice(0, 40) })
      .first()
      .click();
    await page.getByRole('tab', { name: 'Traceback' }).waitFor();
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await page.getByRole('tabpanel').waitFor();
      expect(await page.locator('[title*="\u202E"]').count()).toBe(0);
    }
    expect(await page.title()).not.toContain('\u202E');
    await page.getByRole('tab', { name: 'Details' }).click();
    await page.getByText('Request', { exact: true }).waitFor();
    expect(await page.title()).not.toBe('taken');
    expect(await page.locator('main script, main img').count()).toBe(0);
    // Nothing that long may push the page apart.
    const { scroll, width } = (await page.evaluate(
      '({ scroll: document.documentElement.scrollWidth, width: window.innerWidth })',
    )) as { scroll: number; width: number };
    expect(scroll).toBeLessThanOrEqual(width);
  });

  it('an issue that is not here says so, and so does a list that cannot be read', async () => {
    await open('/issues?find=%23999');
    await page.getByText('No issue matches the filter').waitFor();
    const seen = trouble.length;
    await open('/issues/999999');
    await page.getByRole('heading', { name: 'This issue is not here' }).waitFor();
    // The browser itself logs an answer of 404.
    expect(trouble.slice(seen).every((line) => line.includes('404'))).toBe(true);
    trouble = trouble.filter((line) => !line.includes('404'));
  });

  it('nothing was thrown, logged or asked elsewhere', () => {
    expect(trouble).toEqual([]);
  });
});
