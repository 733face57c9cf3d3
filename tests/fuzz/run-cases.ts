import { expect } from 'vitest';
import { readCounter } from '../support/metrics.ts';
import { peakBytes } from '../support/peak-memory.ts';
import { seededRandom } from '../support/random.ts';
import type { TestServer } from '../support/server.ts';
import type { Random } from './mutate.ts';

/** `FUZZ_SECONDS=7200 npm run fuzz` goes on for two hours. */
export const SECONDS = Number(process.env.FUZZ_SECONDS ?? 60);
const FAILURES_MAX = 10;
const MIB = 2 ** 20;
/** Of the whole process, engine included: COMBRAY_MEMORY by default. Two thirds of it are what this was seen to take. */
const PEAK_BYTES_MAX = 1_024 * MIB;

/** What came of one case: `http 200`. */
export interface Outcome {
  readonly name: string;
  /** Whether it is an answer to bad data. A 5xx among them would be sent again for ever, or be a bug. */
  readonly isExpected: boolean;
}

export type RunCase = (random: Random) => Promise<Outcome | undefined>;

/** Runs cases until the time is over, and checks that nothing of it harmed the server. Gives how often each came out. */
export async function runCases(
  server: TestServer,
  { seed, workers }: { seed: number; workers: number },
  runCase: RunCase,
): Promise<ReadonlyMap<string, number>> {
  const endMs = performance.now() + SECONDS * 1_000;
  const counts = new Map<string, number>();
  const failures: string[] = [];
  let next = 0;

  const work = async (): Promise<void> => {
    while (performance.now() < endMs && failures.length < FAILURES_MAX && server.process.isRunning()) {
      const index = next++;
      try {
        // Each case is made from the seed and its number alone: neither order nor timing changes what is sent.
        const outcome = await runCase(seededRandom(seed + index * 7_919));
        if (outcome === undefined) continue;
        counts.set(outcome.name, (counts.get(outcome.name) ?? 0) + 1);
        if (!outcome.isExpected) failures.push(`case ${index}: ${outcome.name}`);
      } catch (error) {
        failures.push(`case ${index}: ${error}`);
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, work));

  const told = { seed, failures, stderr: server.process.stderr().slice(-4_000) };
  expect({ ...told, isRunning: server.process.isRunning() }).toEqual({ ...told, failures: [], isRunning: true });
  expect(await readCounter(server, 'combray_bugs_total')).toBe(0);
  const peak = peakBytes(server.process.pid);
  const said = JSON.stringify(Object.fromEntries([...counts].sort()));
  process.stderr.write(`fuzz: ${next} cases, at most ${Math.round(peak / MIB)} MiB, ${said}\n`);
  expect(peak).toBeLessThan(PEAK_BYTES_MAX);
  return counts;
}

/** A fuzzer whose every case is refused at the door tests nothing. */
export function expectAll(counts: ReadonlyMap<string, number>, wanted: readonly string[]): void {
  for (const name of wanted) expect({ name, count: counts.get(name) ?? 0 }).not.toEqual({ name, count: 0 });
}
