import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock } from '../src/base/clock.ts';
import { silentLog } from '../src/base/log.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '../src/base/time.ts';
import { openControl } from '../src/control/index.ts';
import { createIssues, type IssueFilter, type IssuePage } from '../src/issues/index.ts';
import type { EnvironmentId, ProjectId } from '../src/model/ids.ts';
import { INTERACTIVE_BUDGET } from '../src/model/query-budget.ts';
import { openEmbeddedStore } from '../src/store/index.ts';
import { MEMORY_BYTES } from './engine/memory.ts';
import { seedIssues } from './issues/seed-issues.ts';
import { appendResult, quantile } from './results.ts';

/** `BENCH_OCCURRENCES` for a quick look; figures that are kept are of a million. */
const OCCURRENCES = Number(process.env.BENCH_OCCURRENCES ?? 1_000_000);
const ISSUES = OCCURRENCES / 10;
const RUNS = 9;
const PAGE = 50;
const SPARKLINE_HOURS = 24;
const ENVIRONMENT = 1 as EnvironmentId;
const PROJECT = 101 as ProjectId;

/** How long lists of many issues take, with all their figures, against plain SQL that counts the same rows by issue. */
export async function benchIssues(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'combray-bench-'));
  const clock = createManualClock(Date.now());
  const control = await openControl({ location: { path: join(directory, 'control.sqlite') }, clock });
  const limits = { memoryBytes: MEMORY_BYTES, queueBytesMax: 2 ** 26 };
  const store = await openEmbeddedStore({
    directory: join(directory, 'telemetry'),
    ...limits,
    clock,
    log: silentLog,
  });
  const issues = createIssues({ store, control, clock, log: silentLog, firstProject: () => PROJECT, isShared: false });
  const list = (filter: Partial<IssueFilter>, page: Partial<IssuePage> = {}) =>
    issues.list({ environment: ENVIRONMENT, ...filter }, { offset: 0, limit: PAGE, ...page });
  try {
    await seedIssues(control, store, {
      ...{ environment: ENVIRONMENT, projectId: PROJECT, issues: ISSUES, occurrences: OCCURRENCES },
      nowMs: clock.nowMs(),
    });
    const newest = (await list({})).issues.map(({ id }) => id);
    const startMs = clock.nowMs() - MS_PER_DAY;
    const range = { startMs, bucketMs: MS_PER_HOUR, bucketCount: SPARKLINE_HOURS };
    const sql = 'SELECT issue_id, count() AS count FROM occurrences GROUP BY issue_id ORDER BY count DESC LIMIT 50';
    const questions: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['baseline: rows by issue, without versions', () => store.query({ sql, params: {} }, INTERACTIVE_BUDGET)],
      ['the newest', () => list({})],
      ['the newest that are open', () => list({ statuses: ['new', 'active', 'reactivated'] })],
      ['that have a word in their title', () => list({ text: `error${ISSUES / 10}` })],
      ['the most frequent', () => list({}, { order: 'most' })],
      ['those that most people met', () => list({}, { order: 'people' })],
      ['lines of a page', () => issues.sparklines(ENVIRONMENT, newest, range)],
    ];
    const [others = 0] = loadavg();
    const figures: [string, string][] = [];
    for (const [name, ask] of questions) figures.push([name, await timed(ask)]);
    appendResult({
      title: 'Lists of issues',
      data: `${OCCURRENCES} occurrences of ${ISSUES} issues over ten days, one in five told twice; pages of ${PAGE}, with all figures. Median / worst of ${RUNS} runs. The machine was shared: ${others.toFixed(0)} processes were running or waiting before.`,
      figures,
    });
  } finally {
    await store.close();
    await control.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function timed(ask: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let run = -1; run < RUNS; run++) {
    const start = performance.now();
    await ask();
    if (run >= 0) times.push(performance.now() - start);
  }
  return `${quantile(times, 0.5).toFixed(0)} / ${Math.max(...times).toFixed(0)} ms`;
}
