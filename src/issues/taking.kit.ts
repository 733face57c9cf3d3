import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { EventBatchBuilder } from '../model/event-batch-builder.ts';
import type { TraceId } from '../model/ids.ts';
import type { Telling } from '../model/telling.ts';
import type { IncomingTelling } from './index.ts';
import {
  type IssuesBench,
  keepEvents,
  NOW_MS,
  type ProjectScope,
  spanIdOf,
  type ToldTelling,
  tellingOf,
  traceIdOf,
} from './issues.kit.ts';

const ns = (ms: number) => BigInt(Math.round(ms * 1_000)) * 1_000n;

/** One raise as Flask's three SDKs tell of it. Rollbar knows the root, X-Ray only the names of files. */
function tellRaise(
  name: string,
  { kind = 'app', ms = 0, header = true }: { kind?: string; ms?: number; header?: boolean },
) {
  const common: ToldTelling = { type: kind, message: `no ${kind}`, timeNs: ns(NOW_MS + ms) };
  const otlpTrace = { traceId: traceIdOf(name), spanId: spanIdOf(`${name} otlp`) };
  return {
    rollbar: tellingOf({
      ...common,
      name,
      teller: 'rollbar',
      serverRoot: '/srv',
      file: `/srv/${kind}.py`,
      deploymentEnvironment: 'production',
      urlPath: `/${kind}`,
      level: 'critical',
      person: { id: name, name: '', email: '' },
    }),
    otlp: tellingOf({
      ...common,
      ...otlpTrace,
      name,
      type: `builtins.${kind}`,
      teller: 'otlp',
      file: `/srv/${kind}.py`,
      timeNs: ns(NOW_MS + ms + 2),
      service: 'backend',
      deploymentEnvironment: 'production',
    }),
    xray: tellingOf({
      ...common,
      name,
      teller: 'xray',
      file: `${kind}.py`,
      timeNs: ns(NOW_MS + ms + 5),
      service: 'backend',
      urlPath: `/${kind}`,
      traceId: header ? traceIdOf(name) : traceIdOf(`${name} xray`),
      spanId: spanIdOf(`${name} xray`),
    }),
  };
}

const PAGE = { offset: 0, limit: 200 } as const;
const ORDERS = [
  ['rollbar', 'otlp', 'xray'],
  ['rollbar', 'xray', 'otlp'],
  ['otlp', 'rollbar', 'xray'],
  ['otlp', 'xray', 'rollbar'],
  ['xray', 'rollbar', 'otlp'],
  ['xray', 'otlp', 'rollbar'],
] as const;

export function takingContract(bench: () => IssuesBench, { runs }: { runs: number }): void {
  let scope: ProjectScope;
  beforeEach(async () => {
    scope = await bench().newScope();
  });
  const take = (tellings: readonly (Telling | IncomingTelling)[]) =>
    bench().issues.take(
      scope.environment,
      tellings.map((each) => ('telling' in each ? each : { telling: each })),
    );
  const list = async () =>
    (await bench().issues.list({ environment: scope.environment }, { offset: 0, limit: 200 })).issues;
  /** What must not depend on the order of arrival. */
  const outcome = async () =>
    (await list())
      .map(({ title, level, deploymentEnvironment, fingerprint, occurrenceCount, personCount }) => ({
        title,
        level,
        deploymentEnvironment,
        fingerprint,
        occurrenceCount,
        personCount,
      }))
      .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));

  describe('one raise told by three', () => {
    it.each(ORDERS)('is one occurrence of one issue: %s, %s, %s', async (...order) => {
      for (const header of [true, false]) {
        scope = await bench().newScope();
        const told = tellRaise(`${order} ${header}`, { header });
        for (const teller of order) await take([told[teller]]);
        const [issue, ...others] = await list();
        expect(others).toEqual([]);
        expect(issue).toMatchObject({
          counter: 1,
          title: 'app: no app',
          level: 'critical',
          deploymentEnvironment: 'production',
          status: 'new',
          occurrenceCount: 1,
          personCount: 1,
        });
        const detail = issue && (await bench().issues.occurrence(scope.environment, issue.lastOccurrenceId));
        expect(detail?.tellings.map(({ teller }) => teller)).toEqual(['rollbar', 'otlp', 'xray']);
        // Rollbar names neither service nor trace.
        expect(detail?.tellings[0].service).toBe('');
        const { traceId, spanId } = told.otlp;
        const shown = { service: 'backend', urlPath: '/app', personId: `${order} ${header}`, traceId, spanId };
        expect(detail?.occurrence).toMatchObject(shown);
        expect(issue?.service).toBe('backend');
        const { environment, projectId } = scope;
        const listed = issue && (await bench().issues.occurrences(environment, issue.id, { limit: 9 }));
        expect(listed).toMatchObject([shown]);
        expect(await bench().issues.occurrencesOfProject(environment, projectId, { limit: 9 })).toEqual(listed);
      }
    });

    it('is one also where all three come at once', async () => {
      const told = tellRaise('at once', {});
      const taken = await Promise.all(ORDERS[3].map((teller) => take([told[teller]])));
      expect(await outcome()).toMatchObject([{ occurrenceCount: 1 }]);
      const again = await take([told.xray, told.otlp, told.rollbar]);
      expect(new Set(again.map(({ occurrenceId }) => occurrenceId))).toEqual(new Set([again[0]?.occurrenceId]));
      expect(again[0]?.issueId).toBe(taken[0]?.[0]?.issueId);
    });

    it('is the same telling when it is sent again, also to another run of the program', async () => {
      const { rollbar } = tellRaise('again', {});
      const [first] = await take([rollbar, rollbar]);
      if (first) await keepEvents(bench().store, scope, [{ telling: rollbar, taken: first }]);
      expect(await take([rollbar])).toEqual([first]);
      expect(
        await bench()
          .another()
          .take(scope.environment, [{ telling: rollbar }]),
      ).toEqual([first]);
      expect(await outcome()).toMatchObject([{ occurrenceCount: 1 }]);
    });

    it('is `unknown` as long as nobody names a deployment environment', async () => {
      const { xray, rollbar } = tellRaise('unknown', {});
      await take([xray]);
      expect(await list()).toMatchObject([{ counter: 1, deploymentEnvironment: 'unknown' }]);
      await take([rollbar]);
      expect(await list()).toMatchObject([{ counter: 1, deploymentEnvironment: 'production' }]);
    });
  });

  describe('what the richest telling does not name', () => {
    it('is of the next that does, wherever it is shown or counted, whoever comes first', async () => {
      const common = { name: 'poor', timeNs: ns(NOW_MS) };
      const trace = { traceId: traceIdOf('poor') };
      const person = (id: string, email: string) => ({ id, name: '', email });
      const told = {
        rollbar: tellingOf({
          ...common,
          teller: 'rollbar',
          platform: 'linux',
          person: person('', 'leonie@example.org'),
        }),
        otlp: tellingOf({
          ...common,
          ...{ ...trace, teller: 'otlp', service: 'shop', codeVersion: '1.2', userIp: '192.0.2.7' },
          person: person('leonie', 'other@example.org'),
        }),
        xray: tellingOf({
          ...common,
          ...{ ...trace, teller: 'xray', host: 'web-1', codeVersion: '9', url: 'http://shop.example/cart' },
          urlPath: '/cart',
        }),
      };
      for (const order of ORDERS) {
        scope = await bench().newScope();
        for (const teller of order) await take([told[teller]]);
        const [issue] = await list();
        expect(issue).toMatchObject({ service: 'shop', personCount: 1, userIpCount: 1, occurrenceCount: 1 });
        await take([tellingOf({ type: 'Nobody', person: person('', 'leonie@example.org') })]);
        const byPeople = await bench().issues.list({ environment: scope.environment }, { order: 'people', ...PAGE });
        expect(byPeople.issues.map(({ personCount }) => personCount)).toEqual([1, 0]);
        if (!issue) continue;
        const { environment } = scope;
        expect(await bench().issues.codeVersions(environment, issue.id)).toEqual(['1.2']);
        expect((await bench().issues.occurrence(environment, issue.lastOccurrenceId))?.occurrence).toMatchObject({
          ...{
            teller: 'rollbar',
            service: 'shop',
            host: 'web-1',
            codeVersion: '1.2',
            platform: 'linux',
            url: 'http://shop.example/cart',
          },
          ...{ urlPath: '/cart', personId: 'leonie', personEmail: 'leonie@example.org', userIp: '192.0.2.7' },
        });
        const [error] = await bench().issues.ofTrace(
          environment,
          Buffer.from(trace.traceId).toString('hex') as TraceId,
        );
        expect(error?.occurrence).toMatchObject({ teller: 'rollbar', service: 'shop', ...trace });
      }
    });
  });

  describe('one raise on spans of several messages', () => {
    const onSpan = (name: string, ms: number) =>
      tellingOf({ teller: 'otlp', traceId: traceIdOf('spread'), spanId: spanIdOf(name), timeNs: ns(NOW_MS + ms) });
    const keepSpan = async (name: string, parent: string) => {
      const builder = new EventBatchBuilder();
      const ids = { traceId: traceIdOf('spread'), spanId: spanIdOf(name), parentId: spanIdOf(parent) };
      builder.endRow({ timeNs: ns(NOW_MS), durationNs: 1n, signal: 'trace', kind: 'span', dataset: 'd', ...ids });
      await bench().store.write({ environment: scope.environment, source: 'test/1', batch: builder.build() });
    };

    it('is one where the store knows how the spans lie, and siblings are two', async () => {
      for (const [name, parent] of [
        ['leaf', 'middle'],
        ['middle', 'root'],
        ['other', 'root'],
      ] as const)
        await keepSpan(name, parent);
      await take([onSpan('leaf', 0)]);
      await take([onSpan('root', 5)]);
      expect(await outcome()).toMatchObject([{ occurrenceCount: 1 }]);
      await take([onSpan('other', 2_000)]);
      expect(await outcome()).toMatchObject([{ occurrenceCount: 2 }]);
    });
  });

  describe('many raises', () => {
    it('200 within five seconds, told by all three, are 200 occurrences of one issue', async () => {
      const raises = Array.from({ length: 200 }, (_, index) =>
        tellRaise(`burst ${index}`, { ms: (index * 4_999) / 200, header: index % 2 === 0 }),
      );
      const tellings = raises.flatMap((raise) => [raise.xray, raise.otlp, raise.rollbar]);
      const shuffled =
        fc.sample(fc.shuffledSubarray(tellings, { minLength: 600, maxLength: 600 }), { numRuns: 1, seed: 5 })[0] ?? [];
      await Promise.all(Array.from({ length: 30 }, (_, at) => take(shuffled.slice(at * 20, at * 20 + 20))));
      expect(await outcome()).toMatchObject([
        { occurrenceCount: 200, personCount: 200, deploymentEnvironment: 'production' },
      ]);
    });

    it('are as many occurrences and the same issues, whatever the order, the batches and the repeats', async () => {
      const scene = fc
        .array(
          fc.record({
            kind: fc.constantFrom('app', 'cart', 'mail'),
            header: fc.boolean(),
            // Where a raise is told by some only, another one within five seconds may be taken for the same.
            gapMs: fc.integer({ min: 5_010, max: 9_000 }),
            tellers: fc.subarray(['rollbar', 'otlp', 'xray'] as const, { minLength: 1 }),
          }),
          { minLength: 1, maxLength: 9 },
        )
        .chain((raises) => {
          const count = raises.flatMap(({ tellers }) => tellers).length;
          const order = fc.shuffledSubarray(
            Array.from({ length: count }, (_, index) => index),
            { minLength: count },
          );
          return fc.record({
            raises: fc.constant(raises),
            orders: fc.tuple(order, order),
            size: fc.integer({ min: 2, max: 9 }),
          });
        });
      await fc.assert(
        fc.asyncProperty(scene, async ({ raises, orders, size }) => {
          const outcomes: unknown[] = [];
          for (const order of orders) {
            scope = await bench().newScope();
            let ms = 0;
            const tellings = raises.flatMap(({ kind, header, gapMs, tellers }, index) => {
              ms += gapMs;
              const told = tellRaise(`raise ${index}`, { kind, header, ms });
              return tellers.map((teller) => told[teller]);
            });
            const shuffled = order.flatMap((index) => tellings[index] ?? []);
            for (let at = 0; at < shuffled.length; at += size)
              await take(shuffled.slice(Math.max(0, at - 2), at + size));
            outcomes.push(await outcome());
          }
          expect(outcomes[0]).toEqual(outcomes[1]);
          const counts = (await list()).map(({ occurrenceCount }) => occurrenceCount);
          expect(counts.reduce((a, b) => a + b, 0)).toBe(occurrencesOf(raises));
        }),
        { numRuns: runs, seed: 1913 },
      );
    });
  });
}

/** A raise whose OpenTelemetry and X-Ray tellings are of two traces is one only through Rollbar's. */
function occurrencesOf(raises: readonly { readonly header: boolean; readonly tellers: readonly string[] }[]): number {
  return raises.reduce((sum, { header, tellers }) => {
    const isTwo = !header && tellers.length === 2 && !tellers.includes('rollbar');
    return sum + (isTwo ? 2 : 1);
  }, 0);
}
