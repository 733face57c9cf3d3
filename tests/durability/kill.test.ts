import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { type ApiClient, signIn } from '../support/api.ts';
import { seededRandom, takeSeed } from '../support/random.ts';
import { makeDataDirectory, startServer } from '../support/server.ts';
import { countStoredSpans } from './engine.ts';
import { createSender, type Sender, SPANS_PER_REQUEST } from './sender.ts';

const KILLS = 10;
const DELAY_MS_MAX = 1_200;
const PAGE = 500;

const dataDirectory = makeDataDirectory();
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

/** Span count of every trace of the sender, as the API lists them. */
async function listed(api: ApiClient, sender: Sender): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (let at = 0; at < sender.begun.size; at += PAGE) {
    const fromMs = sender.firstStartMs + at;
    const { traces } = await api.traces({ fromMs, toMs: fromMs + PAGE, limit: 1000 });
    for (const { traceId, spanCount } of traces) found.set(traceId, spanCount);
  }
  return found;
}

it(`${KILLS} kills while sending: what was answered is there, whole, and nothing is there twice`, async () => {
  const seed = takeSeed('durability/kill');
  const random = seededRandom(seed);
  const sender = createSender(seed);
  let repeated = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const server = await startServer({ dataDirectory });
    const api = await signIn(server);

    const afterRestart = await listed(api, sender);
    expect([...sender.answered].filter((traceId) => !afterRestart.has(traceId))).toEqual([]);
    // Unanswered requests may be there or not, but never in part.
    expect([...afterRestart.values()].filter((count) => count !== SPANS_PER_REQUEST)).toEqual([]);

    repeated += await sender.repeatUnanswered(server);
    const afterRepeat = await listed(api, sender);
    expect(new Set(afterRepeat.keys())).toEqual(sender.begun);
    expect([...afterRepeat.values()].filter((count) => count !== SPANS_PER_REQUEST)).toEqual([]);

    const answeredBefore = sender.answered.size;
    const sending = sender.sendUntilGone(server);
    await sleep(50 + random() * DELAY_MS_MAX);
    await server.process.stop('SIGKILL');
    await sending;
    // Otherwise the kill hit an idle server and proved nothing.
    expect(sender.begun.size).toBeGreaterThan(answeredBefore);
  }
  const server = await startServer({ dataDirectory });
  repeated += await sender.repeatUnanswered(server);
  expect(repeated).toBeGreaterThan(0);
  await server.close();

  const expected = sender.begun.size * SPANS_PER_REQUEST;
  expect(await countStoredSpans(dataDirectory)).toEqual({ rows: expected, differentSpans: expected });
});
