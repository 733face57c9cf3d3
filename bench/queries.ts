import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { FIRST_ENVIRONMENT, makeDataDirectory } from '../tests/support/server.ts';
import { runScript } from './child.ts';
import type { HandWritten } from './engine/hand-written.ts';
import { DAY_HOURS, load, openQueries, type QueryClient, startMeasured, waitUntilReadable } from './measured-server.ts';
import { settle } from './process-use.ts';
import { type DayRange, QUESTIONS, traceStatement } from './questions.ts';
import { appendResult, quantile } from './results.ts';
import { ratio } from './units.ts';

/** `BENCH_SPANS` for a quick look; figures that are kept are of a million. */
const SPANS = Number(process.env.BENCH_SPANS ?? 1_000_000);
const RUNS = 15;
const WARM_UPS = 2;
/** Traces looked up, so many from each of so many stretches of the day. */
const TRACES_OF_STRETCH = 10;
const STRETCHES = 5;
const TRACE = 'trace by id';

/** How long answers take through the API, against hand-written SQL over the same rows. */
export async function benchQueries(): Promise<void> {
  const directory = makeDataDirectory();
  try {
    const { server } = await startMeasured(directory);
    let api: Timings;
    let range: DayRange;
    let traceIds: readonly string[];
    let spans: number;
    try {
      const client = await openQueries(server);
      ({ spans } = await load(server, SPANS));
      await waitUntilReadable(client, spans);
      await settle(server.process.pid);
      range = lastDay();
      traceIds = await findTraces(client, range);
      api = { ...(await askQuestions(client, range)), [TRACE]: await openTraces(client, traceIds) };
    } finally {
      await server.close();
    }
    const asked = JSON.stringify(handWritten(range, traceIds));
    const engine = await runScript<Timings>('engine/hand-written.ts', join(directory, 'telemetry'), 'questions', asked);
    report({ spans, traces: traceIds.length, api, engine });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Milliseconds of each run, by question. */
type Timings = Readonly<Record<string, readonly number[]>>;

/** Whole five minutes, as the query's buckets are. */
function lastDay(): DayRange {
  const endSeconds = Math.ceil(Date.now() / 300_000) * 300;
  return { startSeconds: endSeconds - DAY_HOURS * 3_600, endSeconds };
}

async function askQuestions({ query }: QueryClient, range: DayRange): Promise<Record<string, number[]>> {
  const timings: Record<string, number[]> = {};
  for (const { name, spec } of QUESTIONS) {
    const times: number[] = [];
    for (let run = -WARM_UPS; run < RUNS; run++) {
      const start = performance.now();
      await query({ query: { ...spec, start_time: range.startSeconds, end_time: range.endSeconds } });
      if (run >= 0) times.push(performance.now() - start);
    }
    timings[name] = times;
  }
  return timings;
}

async function findTraces({ api }: QueryClient, { startSeconds, endSeconds }: DayRange): Promise<readonly string[]> {
  const ids: string[] = [];
  const stretchMs = ((endSeconds - startSeconds) / STRETCHES) * 1_000;
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const fromMs = Math.floor(startSeconds * 1_000 + (stretch + 0.5) * stretchMs);
    const { traces } = await api.traces({
      fromMs,
      toMs: fromMs + 300_000,
      limit: TRACES_OF_STRETCH,
      sort: 'most-spans',
    });
    ids.push(...traces.map(({ traceId }) => traceId));
  }
  return ids;
}

/** Each for the first time: nobody opens a trace that the engine holds ready. */
async function openTraces({ api }: QueryClient, traceIds: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const traceId of traceIds) {
    const start = performance.now();
    const answer = await api.fetch(`/api/ui/environments/${FIRST_ENVIRONMENT}/traces/${traceId}`);
    if (!answer.ok) throw new Error(`trace ${traceId}: ${answer.status}`);
    await answer.arrayBuffer();
    times.push(performance.now() - start);
  }
  return times;
}

function handWritten(range: DayRange, traceIds: readonly string[]): readonly HandWritten[] {
  const [fromNs, toNs] = [`${range.startSeconds}000000000`, `${range.endSeconds}000000000`];
  const questions = QUESTIONS.map(({ name, statements }) => ({
    name,
    statements,
    params: { fromNs, toNs },
    runs: RUNS,
    warmUps: WARM_UPS,
  }));
  const traces = traceIds.map((traceId) => ({
    name: TRACE,
    statements: [traceStatement],
    params: { traceId },
    runs: 1,
    warmUps: 0,
  }));
  return [...questions, ...traces];
}

function report(measured: { spans: number; traces: number; api: Timings; engine: Timings }): void {
  const { spans, traces, api, engine } = measured;
  const median = (timings: Timings, name: string) => quantile(timings[name] ?? [], 0.5);
  const text = (timings: Timings, name: string) =>
    `${median(timings, name).toFixed(0)} / ${Math.max(...(timings[name] ?? [])).toFixed(0)} ms`;
  const names = [...QUESTIONS.map(({ name }) => name), TRACE];
  appendResult({
    title: `Questions over ${spans} spans`,
    data: `The spans of "Taking spans in", spread over the day that is asked for; merges settled; ${RUNS} runs of each after ${WARM_UPS}; ${traces} traces, each opened once. Through the API (HTTP, checks, results with total and series) and by hand-written SQL (bench/questions.ts) over the same directory with the same engine, p50 / worst.`,
    figures: [
      ...names.map((name) => [`${name}, of hand-written SQL`, ratio(median(api, name), median(engine, name))] as const),
      ...names.map((name) => [`${name}, API (SQL)`, `${text(api, name)} (${text(engine, name)})`] as const),
    ],
  });
}
