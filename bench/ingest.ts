import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDirectory } from '../tests/support/server.ts';
import { runScript } from './child.ts';
import type { DiskReport } from './engine/hand-written.ts';
import type { PreparedReport } from './engine/prepared-blocks.ts';
import type { LoadReport } from './load/load.ts';
import { BODY_SPANS, CONNECTIONS, load, openQueries, startMeasured, waitUntilReadable } from './measured-server.ts';
import { cpuShare, processUse, settle, watchMemory } from './process-use.ts';
import { appendResult } from './results.ts';
import { bytesText, perMillion, ratio, spansText } from './units.ts';

/** `BENCH_SPANS` for a quick look; figures that are kept are of a million. */
const SPANS = Number(process.env.BENCH_SPANS ?? 1_000_000);
/** Compiles the decoder, grows the heap. */
const WARM_UP_SHARE = 0.1;
const IDLE_SECONDS = 10;

/** How fast spans are taken, what they cost, and what they weigh, against the engine alone. */
export async function benchIngest(): Promise<void> {
  const prepared = await inTemporaryDirectory((directory) =>
    runScript<PreparedReport>('engine/prepared-blocks.ts', directory, String(SPANS), String(BODY_SPANS)),
  );
  await inTemporaryDirectory(async (directory) => {
    const served = await measureServer(directory);
    const disk = await runScript<DiskReport>('engine/hand-written.ts', join(directory, 'telemetry'), 'disk');
    appendResult({
      title: 'Taking spans in',
      data: dataText(served.report),
      figures: figuresOf(served, prepared, disk),
    });
  });
}

interface Served {
  readonly report: LoadReport;
  /** From the first request to the count that held every span. */
  readonly readableSeconds: number;
  /** From the first request until the merges were done. */
  readonly cpuSeconds: number;
  readonly rssBytes: { readonly idle: number; readonly busyMax: number; readonly after: number };
  readonly idleShare: { readonly before: number; readonly after: number };
  readonly startMs: { readonly empty: number; readonly full: number };
  /** Spans in the data directory, those of the warm-up included. */
  readonly spanCount: number;
}

async function measureServer(directory: string): Promise<Served> {
  const empty = await startMeasured(directory);
  const { server } = empty;
  try {
    const { pid } = server.process;
    await settle(pid);
    const idleBefore = await cpuShare(pid, IDLE_SECONDS);
    const idleBytes = processUse(pid).rssBytes;
    const warmUp = await load(server, SPANS * WARM_UP_SHARE);
    const client = await openQueries(server);
    await settle(pid);
    const before = processUse(pid).cpuSeconds;
    const memory = watchMemory(pid);
    const report = await load(server, SPANS);
    const answered = performance.now();
    await waitUntilReadable(client, warmUp.spans + report.spans);
    const readableSeconds = report.seconds + (performance.now() - answered) / 1_000;
    await settle(pid);
    const cpuSeconds = processUse(pid).cpuSeconds - before;
    const busyMax = memory.stop();
    const after = processUse(pid).rssBytes;
    const idleAfter = await cpuShare(pid, IDLE_SECONDS);
    await server.close();
    const full = await startMeasured(directory);
    await full.server.close();
    return {
      report,
      readableSeconds,
      cpuSeconds,
      rssBytes: { idle: idleBytes, busyMax, after },
      idleShare: { before: idleBefore, after: idleAfter },
      startMs: { empty: empty.startMs, full: full.startMs },
      spanCount: warmUp.spans + report.spans,
    };
  } finally {
    await server.close();
  }
}

function dataText({ spans, bytes, requests, refusals }: LoadReport): string {
  return `${spans} spans of the seed (bench/seed) in ${requests} requests, protobuf, ${Math.round(bytes / spans)} bytes and 17 attributes a span beside 10 of its resource, spread over a day; ${CONNECTIONS} connections in a closed loop from a process on the same machine; ${refusals} refusals. Baseline: the same spans as prepared Native blocks of at most 64 MiB through files, synced, one insert after another, by a process that does nothing else.`;
}

function figuresOf(served: Served, prepared: PreparedReport, disk: DiskReport) {
  const { report, readableSeconds, cpuSeconds, rssBytes, idleShare, startMs, spanCount } = served;
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const share = (value: number) => `${(value * 100).toFixed(1)} %`;
  const preparedCpu = perMillion(prepared.cpuSeconds, prepared.spans);
  const cpu = perMillion(cpuSeconds, report.spans);
  return [
    ['acknowledged, of the baseline', ratio(report.spansPerSecond, prepared.spansPerSecond)],
    ['CPU a span with its merges, of the baseline', ratio(cpu, preparedCpu)],
    [
      'acknowledged, spans a second (baseline)',
      `${spansText(report.spansPerSecond)} (${spansText(prepared.spansPerSecond)})`,
    ],
    ['readable by a query, spans a second', spansText(report.spans / readableSeconds)],
    ['CPU seconds a million spans, merges settled (baseline)', `${cpu.toFixed(1)} (${preparedCpu.toFixed(1)})`],
    ['the load generator besides, CPU seconds a million', perMillion(report.cpuSeconds, report.spans).toFixed(1)],
    [
      'answer, p50 / p99 / worst',
      [report.latencyMs.p50, report.latencyMs.p99, report.latencyMs.max].map(ms).join(' / '),
    ],
    [
      'bytes a span on disk, as the server left it',
      `${(disk.asLeft.bytes / spanCount).toFixed(1)} in ${disk.asLeft.parts} parts`,
    ],
    [
      'bytes a span on disk, after OPTIMIZE FINAL',
      `${(disk.merged.bytes / spanCount).toFixed(1)} in ${disk.merged.parts} parts`,
    ],
    [
      'memory: started / at most under load / after',
      [rssBytes.idle, rssBytes.busyMax, rssBytes.after].map(bytesText).join(' / '),
    ],
    ['CPU of one core when idle: started / after', [idleShare.before, idleShare.after].map(share).join(' / ')],
    [`start to ready: new directory / with ${spanCount} spans`, [startMs.empty, startMs.full].map(ms).join(' / ')],
  ] as const;
}

async function inTemporaryDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = makeDataDirectory();
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
