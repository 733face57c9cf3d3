import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { hexFromBytes } from '../base/hex.ts';
import type { TraceId } from '../model/ids.ts';
import type { Telling } from '../model/telling.ts';
import { type IssuesBench, NOW_MS, type ProjectScope, spanIdOf, tellingOf, traceIdOf } from './issues.kit.ts';

const ns = (ms: number) => BigInt(NOW_MS + ms) * 1_000_000n;

/** What X-Ray tells of a span of a trace of its own. */
const xray = (trace: string, span: string, ms: number, message = 'gone') =>
  tellingOf({
    teller: 'xray',
    name: `${trace} ${span} ${ms} ${message}`,
    message,
    traceId: traceIdOf(trace),
    spanId: spanIdOf(span),
    timeNs: ns(ms),
  });
const rollbar = (name: string, ms: number) => tellingOf({ name, message: 'gone', timeNs: ns(ms) });

export function takingBackContract(bench: () => IssuesBench, { runs }: { runs: number }): void {
  let scope: ProjectScope;
  beforeEach(async () => {
    scope = await bench().newScope();
  });
  const take = (...tellings: Telling[]) =>
    bench().issues.take(
      scope.environment,
      tellings.map((telling) => ({ telling })),
    );
  /** All spans of the trace where none is named. */
  const takeBack = (trace: string, spans: readonly string[], holding: readonly Telling[] = []) =>
    bench().issues.takeBack(
      scope.environment,
      [{ traceId: traceIdOf(trace), ...(spans.length === 0 ? {} : { spanIds: spans.map(spanIdOf) }) }],
      holding.map(({ identity }) => identity),
    );
  const issues = async () =>
    (await bench().issues.list({ environment: scope.environment }, { offset: 0, limit: 200 })).issues;
  const counts = async () => (await issues()).map(({ occurrenceCount }) => occurrenceCount);

  describe('what X-Ray tells no more', () => {
    it('is no occurrence any longer, and its issue not one that is listed', async () => {
      const told = xray('a', 's', 0);
      const [taken] = await take(told, xray('b', 's', 20_000));
      await takeBack('a', ['s']);
      expect(await counts()).toEqual([1]);
      await takeBack('b', []);
      const page = { offset: 0, limit: 200 };
      expect(await bench().issues.list({ environment: scope.environment }, page)).toEqual({
        issues: [],
        totalCount: 0,
      });
      expect(await bench().issues.ofTrace(scope.environment, hexFromBytes(traceIdOf('a')) as TraceId)).toEqual([]);
      // The same failure is still the same issue.
      const [again] = await take(told);
      expect(again?.issueId).toBe(taken?.issueId);
      expect(await counts()).toEqual([1]);
    });

    it('is only what was told of these spans, and not what holds', async () => {
      const [kept, other, old] = [xray('a', 's', 0), xray('a', 't', 20_000), xray('a', 's', 40_000, 'old')];
      await take(kept, other, old);
      await takeBack('a', ['s'], [kept]);
      expect((await issues()).map(({ title, occurrenceCount }) => [title, occurrenceCount])).toEqual([
        ['ValueError: gone', 2],
      ]);
      await takeBack('a', [], [kept]);
      expect(await counts()).toEqual([1]);
      await takeBack('a', ['s'], [kept]);
      expect(await counts()).toEqual([1]);
    });

    it('leaves an occurrence to who else tells of it', async () => {
      const otlp = tellingOf({ teller: 'otlp', message: 'gone', traceId: traceIdOf('a'), spanId: spanIdOf('o') });
      await take(xray('a', 's', 0), otlp, rollbar('r', 1));
      expect(await counts()).toEqual([1]);
      await takeBack('a', ['s']);
      const [issue] = await issues();
      const detail = issue && (await bench().issues.occurrence(scope.environment, issue.lastOccurrenceId));
      expect(detail?.tellings.map(({ teller }) => teller)).toEqual(['rollbar', 'otlp']);
      expect(await counts()).toEqual([1]);
    });

    it('lets another take its place beside the occurrence it was of', async () => {
      await take(xray('near', 's', 10), xray('far', 's', 2_000), rollbar('r', 11));
      expect(await counts()).toEqual([2]);
      await takeBack('near', ['s']);
      expect(await counts()).toEqual([1]);
    });

    it('leaves the occurrence to a repeat on a span around', async () => {
      const lineage = [
        { spanId: hexFromBytes(spanIdOf('in')), parentId: hexFromBytes(spanIdOf('out')), isRelay: false },
        { spanId: hexFromBytes(spanIdOf('out')), parentId: '', isRelay: false },
      ];
      const tellings = [xray('a', 'in', 0), xray('a', 'out', 5)].map((telling) => ({ telling, lineage }));
      await bench().issues.take(scope.environment, tellings);
      expect(await counts()).toEqual([1]);
      await takeBack('a', ['in']);
      const [issue] = await issues();
      expect(await counts()).toEqual([1]);
      const detail = issue && (await bench().issues.occurrence(scope.environment, issue.lastOccurrenceId));
      expect(detail?.tellings).toHaveLength(1);
    });

    it('does not make a resolved issue active again', async () => {
      await take(xray('near', 's', 10), xray('far', 's', 2_000), rollbar('r', 11));
      const [issue] = await issues();
      const actor = { userId: 'leonie', name: 'Léonie' };
      await bench().issues.change(actor, scope.environment, issue ? [issue.id] : [], { status: 'resolved' });
      await takeBack('near', ['s']);
      expect(await issues()).toMatchObject([{ status: 'resolved', occurrenceCount: 1 }]);
    });
  });

  it('what is told and taken back in any order ends as if only what holds had been told', async () => {
    const scene = fc.record({
      raises: fc.array(
        fc.record({ gapMs: fc.integer({ min: 10, max: 4_000 }), hasRollbar: fc.boolean(), isTakenBack: fc.boolean() }),
        { minLength: 1, maxLength: 8 },
      ),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(scene, async ({ raises, seed }) => {
        let ms = 0;
        const told = raises.map((raise, index) => {
          ms += raise.gapMs;
          return { ...raise, x: xray(`t${index}`, 's', ms), r: rollbar(`r${index}`, ms + 1), trace: `t${index}` };
        });
        const holding = told.flatMap(({ x, r, hasRollbar, isTakenBack }) => [
          ...(isTakenBack ? [] : [x]),
          ...(hasRollbar ? [r] : []),
        ]);
        scope = await bench().newScope();
        if (holding.length > 0) await take(...holding);
        const wanted = await counts();
        scope = await bench().newScope();
        const rest = told.flatMap(({ r, hasRollbar }) => (hasRollbar ? [r] : []));
        const [before, after] = seed % 2 === 0 ? [rest, []] : [[], rest];
        await take(...told.map(({ x }) => x), ...before);
        for (const { trace, isTakenBack } of told) if (isTakenBack) await takeBack(trace, seed % 3 === 0 ? [] : ['s']);
        if (after.length > 0) await take(...after);
        expect(await counts()).toEqual(wanted);
      }),
      { numRuns: runs, seed: 7 },
    );
  });
}
