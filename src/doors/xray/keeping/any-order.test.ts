import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../tests/support/random.ts';
import { createManualClock } from '../../../base/clock.ts';
import { MS_PER_HOUR } from '../../../base/time.ts';
import type { EnvironmentId } from '../../../model/ids.ts';
import { openTestKeeper, type TestKeeper } from './keeper.kit.ts';
import { type Messages, traceMessages } from './traces.kit.ts';

const clock = createManualClock(1_790_000_100_000);
let test: TestKeeper;
beforeAll(async () => {
  test = await openTestKeeper(clock);
});
afterAll(() => test.close());

/** One deletion behind, as under load. */
let replacing: Promise<void> = Promise.resolve();

async function send(environment: EnvironmentId, texts: readonly string[]): Promise<void> {
  clock.advance(1);
  const { replaced } = await test.send(environment, texts);
  await replacing;
  replacing = replaced;
}

/** All columns but those that tell of the arrival. */
const rows = (environment: EnvironmentId) =>
  test.ask(`SELECT * EXCEPT (ingested, request_hash, document_version, issue_id, occurrence_id, environment, trace_id, span_id, parent_id, link_trace_id,
      link_span_id), hex(trace_id) AS t, hex(span_id) AS s, hex(parent_id) AS p, hex(link_trace_id) AS lt, hex(link_span_id) AS ls
    FROM events WHERE environment = ${environment} ORDER BY t, kind, s, p, lt, ls, attr_string['aws.xray.exception.id'], name`);
const documents = (environment: EnvironmentId) =>
  test.ask(`SELECT hex(trace_id) AS t, hex(segment_id) AS s, hex(parent_id) AS p, is_in_progress, is_subsegment, name,
      start_time, end_time, document
    FROM segments FINAL WHERE environment = ${environment} ORDER BY t, s`);

/** What counts of failures, and which tellings are of one occurrence. */
const tellings = async (environment: EnvironmentId) => {
  const told =
    await test.ask(`SELECT occurrence_id, canonical_id, hex(identity) AS identity, hex(trace_id) AS t, hex(span_id) AS s,
      title, message, fingerprint, time, service, level FROM occurrences FINAL
    WHERE environment = ${environment} AND canonical_id != 0 ORDER BY t, s, identity`);
  const byId = new Map(told.map(({ occurrence_id, identity }) => [occurrence_id, identity]));
  return told.map(({ occurrence_id: _, canonical_id, ...row }) => ({ ...row, occurrence: byId.get(canonical_id) }));
};

/** Everything that may be sent, at random places; only what replaces another comes after it. */
function shuffled(all: readonly Messages[], random: () => number): string[] {
  const placed = all.flatMap(({ inProgress, complete }) => {
    const last = complete.at(-1) ?? '';
    const repeats = random() < 0.3 ? [last] : [];
    const places = [...complete, ...repeats].map(random).sort((a, b) => a - b);
    const inOrder = [...complete, ...repeats].map((text, index) => ({ text, at: places[index] ?? 0 }));
    return [...inOrder, ...inProgress.map((text) => ({ text, at: random() }))];
  });
  return placed.sort((a, b) => a.at - b.at).map(({ text }) => text);
}

describe('documents of random traces', () => {
  it('make the same record in any order: shuffled, split, repeated, begun, told otherwise before', async () => {
    const property = fc.asyncProperty(
      fc.array(traceMessages, { minLength: 100, maxLength: 100 }),
      fc.nat(),
      async (traces, seed) => {
        const random = seededRandom(seed);
        const { environment: inOrder } = await test.newScope();
        const { environment: anyOrder } = await test.newScope();
        const all = traces.flat();
        await send(
          inOrder,
          all.map(({ complete }) => complete.at(-1) ?? ''),
        );
        const texts = shuffled(all, random);
        const most = texts.length / 6;
        while (texts.length > 0) await send(anyOrder, texts.splice(0, 1 + Math.floor(random() * most)));
        await replacing;
        expect(await documents(anyOrder)).toEqual(await documents(inOrder));
        const wanted = await rows(inOrder);
        expect(wanted.length).toBeGreaterThan(all.length);
        expect(await rows(anyOrder)).toEqual(wanted);
        const failures = await tellings(inOrder);
        expect(failures.length).toBeGreaterThan(50);
        expect(await tellings(anyOrder)).toEqual(failures);
        // Nothing waits, so nothing changes.
        clock.advance(2 * MS_PER_HOUR);
        await test.settle();
        expect(await rows(anyOrder)).toEqual(wanted);
        expect(await tellings(anyOrder)).toEqual(failures);
      },
    );
    await fc.assert(property, { numRuns: 3, endOnFailure: true });
  }, 120_000);
});
