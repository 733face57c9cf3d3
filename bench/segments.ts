import { readCounter } from '../tests/support/metrics.ts';
import { startServer, type TestServer } from '../tests/support/server.ts';
import { waitFor } from '../tests/support/wait.ts';
import { runScript } from './child.ts';
import { appendResult } from './results.ts';
import type { UdpReport } from './udp-sender.ts';

/** Documents a second, one after another until some are lost. */
const RATES = [1_000, 2_000, 4_000, 6_000, 8_000, 12_000];
const SECONDS = 10;

interface Step {
  readonly perSecond: number;
  readonly sent: number;
  /** Never reached the process: the kernel's buffer was full. */
  readonly dropped: number;
  /** Reached it, and were thrown away because too many were waiting. */
  readonly spilled: number;
  /** From the last datagram to the last one on disk. */
  readonly behindMs: number;
}

/** Segments by UDP without loss: nothing answers them, so what was sent is compared with what was counted as kept. */
export async function benchSegments(): Promise<void> {
  const server = await startServer();
  try {
    const steps: Step[] = [];
    for (const rate of RATES) {
      const step = await measure(server, rate);
      steps.push(step);
      if (step.dropped + step.spilled > 0) break;
    }
    const best = steps.filter(({ dropped, spilled }) => dropped + spilled === 0).at(-1);
    appendResult({
      title: 'Segments by UDP',
      data: `Segments with one subsegment, some 800 bytes, each a trace of its own, evenly for ${SECONDS} s from a process on the same machine, which is shared with other work; the same server for all rates.`,
      figures: [
        ['segments a second without loss', best ? best.perSecond.toFixed(0) : 'none'],
        ...steps.map(
          ({ perSecond, sent, dropped, spilled, behindMs }) =>
            [
              `${perSecond.toFixed(0)}/s: sent, dropped by the kernel, spilled, last on disk after`,
              `${sent}, ${dropped}, ${spilled}, ${behindMs.toFixed(0)} ms`,
            ] as const,
        ),
      ],
    });
  } finally {
    await server.close();
  }
}

async function measure(server: TestServer, rate: number): Promise<Step> {
  const counts = async () => ({
    received: await readCounter(server, 'combray_records_received_total'),
    accepted: await readCounter(server, 'combray_records_accepted_total'),
    spilled: await readCounter(server, 'combray_records_spilled_total'),
  });
  const before = await counts();
  const port = server.xray.split(':')[1] ?? '';
  const report = await runScript<UdpReport>(
    'udp-sender.ts',
    `--port=${port}`,
    `--rate=${rate}`,
    `--seconds=${SECONDS}`,
  );
  const ended = performance.now();
  const settled = async () => {
    const now = await counts();
    const isDone = now.accepted + now.spilled - before.accepted - before.spilled === now.received - before.received;
    return isDone ? now : undefined;
  };
  const after = await waitFor(settled, { what: 'every datagram in a count', everyMs: 20, timeoutMs: 60_000 });
  return {
    perSecond: report.sent / report.seconds,
    sent: report.sent,
    dropped: report.sent - (after.received - before.received),
    spilled: after.spilled - before.spilled,
    behindMs: performance.now() - ended,
  };
}
