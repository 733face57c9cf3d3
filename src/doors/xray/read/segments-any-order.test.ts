import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../../../../tests/support/random.ts';
import { createManualClock } from '../../../base/clock.ts';
import { openTestIntake, type TestIntake } from '../../../intake/intake.kit.ts';
import type { EnvironmentId } from '../../../model/ids.ts';
import { DEFAULT_RECORD_LIMITS } from '../../../model/limits.ts';
import { createSegments } from '../../../traces/index.ts';
import { readDocument } from '../documents/document.ts';
import { DocumentKeeper } from '../keeping/document-keeper.ts';
import { PATIENCE } from '../keeping/settling.ts';
import { type Messages, traceMessages } from '../keeping/traces.kit.ts';
import { type Answer, type NamedNode, readingOf } from './reading.kit.ts';

const SEED = 20_261_123;
const TRACES = 300;
const clock = createManualClock(1_790_000_100_000);
let test: TestIntake;
let keeper: DocumentKeeper;
beforeAll(async () => {
  test = await openTestIntake(clock);
  const segments = createSegments(test.store);
  const kept = { limits: DEFAULT_RECORD_LIMITS, retentionMs: 1e10, patience: PATIENCE };
  keeper = new DocumentKeeper({ intake: test.intake, segments, clock, ...kept });
});
afterAll(() => test.close());

async function send(environment: EnvironmentId, texts: readonly string[]): Promise<void> {
  const documents = texts.flatMap((text) => {
    const result = readDocument(text);
    return result.ok ? [result.document] : [];
  });
  expect(documents).toHaveLength(texts.length);
  clock.advance(1);
  const counts = { documentCount: texts.length, rejected: [], bytes: 0 };
  const { replaced } = await keeper.keep({ environment, door: 'xray_udp', documents, ...counts });
  await replaced;
}

/** The last of each at a random place, what it replaces before it. */
function shuffled(all: readonly Messages[]): string[] {
  const random = seededRandom(SEED);
  return all
    .flatMap(({ inProgress, complete }) => {
      const places = complete.map(random).sort((a, b) => a - b);
      const inOrder = complete.map((text, index) => ({ text, at: places[index] ?? 0 }));
      return [...inOrder, ...inProgress.map((text) => ({ text, at: random() }))];
    })
    .sort((a, b) => a.at - b.at)
    .map(({ text }) => text);
}

const nodeKey = ({ Name, Type = '' }: NamedNode) => `${Name}|${Type}`;
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** Sums of doubles depend on their order in the last digits. */
function withoutNoise(answer: unknown): unknown {
  const rounded = (_key: string, each: unknown) => (typeof each === 'number' ? Math.round(each * 1e4) / 1e4 : each);
  return JSON.parse(JSON.stringify(answer, rounded));
}

it('segments have the same summaries, documents and graph in any order, and sums that agree', async () => {
  const all = fc.sample(traceMessages, { numRuns: TRACES, seed: SEED }).flat();
  const [inOrder, anyOrder] = [1, 2] as [EnvironmentId, EnvironmentId];
  await send(
    inOrder,
    all.map(({ complete }) => complete.at(-1) ?? ''),
  );
  const texts = shuffled(all);
  for (const size = Math.ceil(texts.length / 5); texts.length > 0; ) await send(anyOrder, texts.splice(0, size));
  const { call, summaries } = readingOf(test.store);
  const told = async (environment: EnvironmentId) => {
    const found = await summaries(environment);
    const [documents, graphs] = [[] as Answer['Traces'][number][], [] as Answer['Services'][]];
    for (let from = 0; from < found.length; from += 5) {
      const TraceIds = found.slice(from, from + 5).map(({ Id }) => Id);
      documents.push(...(await call('BatchGetTraces', { TraceIds }, environment)).Traces);
      graphs.push((await call('GetTraceGraph', { TraceIds }, environment)).Services);
    }
    const graph = await call('GetServiceGraph', RANGE, environment);
    return { found: found.map((summary) => ({ ...summary, Revision: 0 })), documents, graph, graphs };
  };
  const one = await told(inOrder);
  expect(one.found).toHaveLength(TRACES);
  expect(withoutNoise(await told(anyOrder))).toEqual(withoutNoise(one));

  const clients = one.graph.Services.filter(({ Type }) => Type === 'client').map(({ Edges }) => Edges[0]!);
  const counts = clients.map(({ SummaryStatistics }) => SummaryStatistics);
  expect(sum(counts.map(({ TotalCount }) => TotalCount))).toBe(TRACES);
  expect(sum(counts.map(({ FaultStatistics }) => FaultStatistics.TotalCount))).toBe(
    one.found.filter(({ HasFault }) => HasFault).length,
  );
  expect(sum(counts.map(({ TotalResponseTime }) => TotalResponseTime))).toBeCloseTo(
    sum(one.found.map(({ ResponseTime = Number.NaN }) => ResponseTime)),
    4,
  );
  const touched = new Set(one.found.flatMap(({ ServiceIds }) => ServiceIds.map(nodeKey)));
  expect(new Set(one.graph.Services.map(nodeKey))).toEqual(touched);
}, 180_000);

const RANGE = { StartTime: 1_790_000_000 - 60, EndTime: 1_790_000_000 + 3_600 };
