import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { signIn } from '../support/api.ts';
import { issuesOf } from '../support/issues.ts';
import { readCounter } from '../support/metrics.ts';
import { seededRandom, takeSeed } from '../support/random.ts';
import { makeDataDirectory, startServer, type TestServer } from '../support/server.ts';
import { waitFor } from '../support/wait.ts';
import { onStoppedEngine } from './engine.ts';
import { createTeller } from './raises.ts';

const DELAY_MS_MAX = 1_200;
/** A start, as much as may pass before it, the wait, and the look into the engine. */
const KILL_MS_MAX = 30_000;
const END_MS_MAX = 300_000;

interface Counts {
  readonly traces: number;
  readonly items: number;
  readonly documents: number;
  readonly failures: number;
}

/** On disk: traces with a span of OpenTelemetry, items, documents, and failures that any of them told of. */
async function countStored(dataDirectory: string): Promise<Counts> {
  const [counts] = await onStoppedEngine<Counts>(dataDirectory, [
    `SELECT
       toUInt32((SELECT uniqExact(trace_id) FROM events WHERE signal = 'trace' AND span_id = unhex('0000000000000001'))) AS traces,
       toUInt32((SELECT count() FROM events WHERE kind = 'occurrence')) AS items,
       toUInt32((SELECT count() FROM segments FINAL)) AS documents,
       toUInt32((SELECT uniqExact(canonical_id) FROM occurrences FINAL WHERE canonical_id != 0)) AS failures`,
  ]);
  if (counts === undefined) throw new Error('the engine gave no count');
  return counts;
}

/** Documents that came to port 2000 and are kept, by `/metrics`. */
const acceptedBy = (server: TestServer): Promise<number> =>
  readCounter(server, 'combray_records_accepted_total', 'door="xray_udp"');

/** The test of so many kills. */
export function itSurvivesKills(kills: number): void {
  const dataDirectory = makeDataDirectory();
  afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

  const test = async () => {
    const seed = takeSeed('durability/three-doors');
    const random = seededRandom(seed);
    const teller = createTeller(seed);
    // Port 2000 answers nothing: what the last scrape before a kill counted has to be there after it.
    let acceptedDocuments = 0;
    for (let kill = 0; kill < kills; kill++) {
      const server = await startServer({ dataDirectory });
      const telling = teller.tellUntilGone(server);
      // However slow the machine: documents have come in before, and everything is under way at the kill.
      await waitFor(async () => ((await acceptedBy(server)) > 0 ? true : undefined), {
        what: 'documents',
        timeoutMs: 60_000,
      });
      await sleep(random() * DELAY_MS_MAX);
      acceptedDocuments += await acceptedBy(server);
      await server.process.stop('SIGKILL');
      await telling;
      const stored = await countStored(dataDirectory);
      expect(stored.traces).toBeGreaterThanOrEqual(teller.answeredTraces.size);
      expect(stored.items).toBeGreaterThanOrEqual(teller.answeredItems.size);
      expect(stored.documents).toBeGreaterThanOrEqual(acceptedDocuments);
    }
    // Otherwise nothing was proved.
    expect(Math.min(acceptedDocuments, teller.answeredTraces.size, teller.answeredItems.size)).toBeGreaterThanOrEqual(
      kills,
    );
    const server = await startServer({ dataDirectory });
    await teller.repeat(server);
    const issues = issuesOf(await signIn(server));
    await waitFor(async () => ((await issues.list())[0]?.occurrenceCount === teller.begun.size ? true : undefined), {
      what: `${teller.begun.size} occurrences`,
      timeoutMs: 60_000,
    });
    expect(await issues.list()).toHaveLength(1);
    await server.close();
    teller.close();
    const { size } = teller.begun;
    process.stderr.write(`${kills} kills: ${size} raises\n`);
    expect(await countStored(dataDirectory)).toEqual({ traces: size, items: size, documents: size, failures: size });
  };
  const timeoutMs = kills * KILL_MS_MAX + END_MS_MAX;
  it(
    `${kills} kills while three SDKs tell of raises: nothing answered is lost, nothing is there twice`,
    test,
    timeoutMs,
  );
}
