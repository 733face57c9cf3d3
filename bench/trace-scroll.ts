import type { Page } from 'playwright-core';
import { launchBrowser } from '../tests/support/browser.ts';
import { postLogs, postTraces } from '../tests/support/otlp.ts';
import { BOOTSTRAP, FIRST_ENVIRONMENT, signInLink, startServer, type TestServer } from '../tests/support/server.ts';
import { longTraceLogs, longTraceRequests } from './long-trace.ts';
import { appendResult, quantile } from './results.ts';

const TRACE_ID = 'c0ffee00'.repeat(4);
const SPANS = 10_000;
const LOGS = 5_000;
const VIEWPORT = { width: 1440, height: 900 };
/** Some sixteen rows a frame, a fast flick: 10,000 rows down and back in 20 s without the log records at 60 frames a second. */
const STEP_PX = 400;
const IDLE_FRAMES = 600;
const FRAME_P95_MS = 20;
const FRAME_WORST_MS = 50;

interface Scroll {
  readonly frameMs: readonly number[];
  /** Script of each frame: all callbacks of the page's own animation frames. */
  readonly scriptMs: readonly number[];
  /** Rows painted in each frame. */
  readonly rows: readonly number[];
}

/** How evenly a trace of 10,000 spans and 5,000 log records scrolls in Chromium without a graphics processor. */
export async function benchTraceScroll(): Promise<void> {
  const server = await startServer();
  try {
    const startMs = Date.now() - 60_000 * 5;
    const key = { 'x-honeycomb-team': BOOTSTRAP.key };
    const sent = longTraceRequests(TRACE_ID, SPANS, startMs).map((body) => postTraces(server, body, key));
    sent.push(postLogs(server, longTraceLogs(TRACE_ID, LOGS, SPANS, startMs), key));
    for (const { status } of await Promise.all(sent)) if (status !== 200) throw new Error(`export answered ${status}`);
    const measured = await measure(server);
    appendResult({
      title: 'Scrolling a trace',
      data: `One trace of ${SPANS} spans and ${LOGS} log records, 6 services, an error in 20, an event in 5; Chromium, software rendering, ${VIEWPORT.width} by ${VIEWPORT.height}, ${STEP_PX} px per frame from top to bottom and back, ${measured.scroll.frameMs.length} frames.`,
      figures: figuresOf(measured),
    });
  } finally {
    await server.close();
  }
}

interface Measured {
  readonly openMs: number;
  readonly scroll: Scroll;
  /** Frames of a page that does nothing: what the machine itself adds, busy as it is. */
  readonly idleFrameMs: readonly number[];
}

function figuresOf({ openMs, scroll, idleFrameMs }: Measured): readonly (readonly [string, string])[] {
  const { frameMs, scriptMs, rows } = scroll;
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const three = (values: readonly number[]) =>
    [quantile(values, 0.5), quantile(values, 0.95), Math.max(...values)].map(ms).join(' / ');
  return [
    ['from the address to the first painted row', `${openMs.toFixed(0)} ms`],
    [`frame, p50 / p95 / worst (aim: p95 ${FRAME_P95_MS} ms, worst ${FRAME_WORST_MS} ms)`, three(frameMs)],
    ['script of a frame, p50 / p95 / worst', three(scriptMs)],
    [`frames over ${FRAME_WORST_MS} ms`, String(frameMs.filter((value) => value > FRAME_WORST_MS).length)],
    ['frame of an empty page just before, p50 / p95 / worst', three(idleFrameMs)],
    ['rows painted per frame, most', String(Math.max(...rows))],
  ];
}

async function measure(server: TestServer): Promise<Measured> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    await page.addInitScript(COUNT_SCRIPT);
    const idleFrameMs = await idleFrames(page);
    await page.goto(await signInLink(server));
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    const start = performance.now();
    await page.goto(`${server.origin}/${FIRST_ENVIRONMENT}/traces/${TRACE_ID}`);
    await page.locator('canvas[data-rows]').waitFor();
    const openMs = performance.now() - start;
    await page.waitForLoadState('networkidle');
    return { openMs, scroll: await scrollDownAndBack(page), idleFrameMs };
  } finally {
    await browser.close();
  }
}

// What runs in the page is text: this file's types know no browser.

/** Adds up in `window.scriptMs` how long the callbacks of animation frames take. */
const COUNT_SCRIPT = `
  window.scriptMs = 0;
  const request = window.requestAnimationFrame.bind(window);
  window.requestUncounted = request;
  window.requestAnimationFrame = (callback) => request((now) => {
    const start = performance.now();
    callback(now);
    window.scriptMs += performance.now() - start;
  });
`;

function idleFrames(page: Page): Promise<readonly number[]> {
  return page.evaluate(`new Promise((resolve) => {
    const frameMs = [];
    let last;
    const frame = (now) => {
      if (last !== undefined) frameMs.push(now - last);
      last = now;
      if (frameMs.length === ${IDLE_FRAMES}) return resolve(frameMs);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })`);
}

function scrollDownAndBack(page: Page): Promise<Scroll> {
  return page.evaluate(`new Promise((resolve) => {
    const scroller = document.querySelector('.waterfall__scroll');
    const canvas = document.querySelector('canvas[data-rows]');
    const bottom = scroller.scrollHeight - scroller.clientHeight;
    const frameMs = [];
    const rows = [];
    const scriptMs = [];
    let direction = 1;
    let last;
    const frame = (now) => {
      if (last !== undefined) {
        frameMs.push(now - last);
        rows.push(Number(canvas.dataset.rows));
        scriptMs.push(window.scriptMs);
      }
      last = now;
      window.scriptMs = 0;
      scroller.scrollTop += direction * ${STEP_PX};
      if (scroller.scrollTop >= bottom) direction = -1;
      if (direction === -1 && scroller.scrollTop <= 0) return resolve({ frameMs, scriptMs, rows });
      requestUncounted(frame);
    };
    requestUncounted(frame);
  })`);
}
