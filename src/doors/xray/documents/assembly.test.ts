import { expect, it } from 'vitest';
import { type HeldDocument, orphansOf, planSpans } from './assembly.ts';
import { readDocument } from './document.ts';
import { nextVersion } from './segment-version.ts';

const idOf = (number: number) => number.toString(16).padStart(16, '0');

/** A complete document, a subsegment where it has a parent, that came at this moment. */
function held(number: number, { parent, at }: { parent?: number; at: number }, isSettled = false): HeldDocument {
  const result = readDocument(
    JSON.stringify({
      trace_id: '1-6b03a77b-b7a2cc41dcaf04e94b8355b9',
      id: idOf(number),
      name: `span ${number}`,
      start_time: 1_790_000_000,
      end_time: 1_790_000_001,
      ...(parent === undefined ? {} : { type: 'subsegment', parent_id: idOf(parent) }),
    }),
  );
  if (!result.ok) throw new Error(result.refusal.message);
  return {
    document: result.document,
    version: nextVersion(undefined, { nowNs: BigInt(at), isInProgress: false, isSettled }),
  };
}

const together = (...documents: readonly HeldDocument[]) =>
  new Map(documents.map((each) => [each.document.id, each] as const));
const versions = (documents: ReadonlyMap<string, HeldDocument>) =>
  [...planSpans(documents)].map(([id, { segment, version }]) => [
    Number(`0x${id}`),
    segment && Number(`0x${segment.id}`),
    Number(version),
  ]);

it('what is sent apart belongs where its parents lead, and is as new as the newest on the way', () => {
  const documents = together(
    held(1, { parent: 2, at: 10 }),
    held(2, { parent: 3, at: 40 }),
    held(3, { at: 20 }),
    held(4, { parent: 2, at: 50 }),
  );
  expect(versions(documents)).toEqual([
    [1, 3, 40],
    [2, 3, 40],
    [3, 3, 20],
    [4, 3, 50],
  ]);
});

it('parents that lead in a circle lead to no segment, and all in the circle are as new as its newest', () => {
  const documents = together(
    held(1, { parent: 2, at: 60 }, true),
    held(2, { parent: 3, at: 10 }, true),
    held(3, { parent: 4, at: 50 }, true),
    held(4, { parent: 2, at: 20 }, true),
    held(5, { parent: 4, at: 30 }, true),
  );
  expect(versions(documents)).toEqual([
    [1, undefined, 60],
    [2, undefined, 50],
    [3, undefined, 50],
    [4, undefined, 50],
    [5, undefined, 50],
  ]);
  expect(orphansOf(documents).size).toBe(5);
});

/** With the square of this many the test would run out of time. */
const MANY = 20_000;

it('a chain of as many as somebody cares to send is followed once', () => {
  const chain = Array.from({ length: MANY }, (_, index) => held(index + 1, { parent: index + 2, at: index }));
  expect(planSpans(together(...chain, held(MANY + 1, { at: 0 }))).size).toBe(MANY + 1);
  expect(orphansOf(together(...chain)).size).toBe(MANY);
});
