import { beforeEach, describe, expect, it } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR } from '../base/time.ts';
import type { IssueId, OccurrenceId, TraceId } from '../model/ids.ts';
import type { IssueActor, IssueChange, IssueFilter, IssuePage, IssueTrace } from './index.ts';
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

const LEONIE: IssueActor = { userId: 'leonie', name: 'Léonie' };
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

export function lifeCycleContract(bench: () => IssuesBench): void {
  let scope: ProjectScope;
  beforeEach(async () => {
    scope = await bench().newScope();
  });

  /** One occurrence, a second after the one before. */
  async function raise(told: ToldTelling = {}): Promise<{ issueId: IssueId; occurrenceId: OccurrenceId }> {
    bench().clock.advance(1_000);
    const timeNs = bench().clock.nowNs();
    const [taken] = await bench().issues.take(scope.environment, [{ telling: tellingOf({ timeNs, ...told }) }]);
    if (!taken) throw new Error('a telling is taken');
    return taken;
  }
  const change = (issueId: IssueId, asked: IssueChange, actor = LEONIE) =>
    bench().issues.change(actor, scope.environment, [issueId], asked);
  const find = async (issueId: IssueId) => {
    const issue = await bench().issues.find(scope.environment, issueId);
    if (!issue) throw new Error('the issue is there');
    return issue;
  };
  const history = async (issueId: IssueId) =>
    (await bench().issues.history(scope.environment, issueId))
      .map(({ event, actor, occurrenceId }) => [event.kind, actor?.name ?? null, occurrenceId])
      .reverse();
  const list = async (filter: Partial<IssueFilter> = {}, page: Partial<IssuePage> = {}) =>
    bench().issues.list({ environment: scope.environment, ...filter }, { offset: 0, limit: 10, ...page });
  const titles = async (filter?: Partial<IssueFilter>, page?: Partial<IssuePage>) =>
    (await list(filter, page)).issues.map(({ title }) => title);

  describe('an issue', () => {
    it('is new, resolved, reactivated by an occurrence, muted, and open again by hand', async () => {
      const first = await raise();
      const { issueId } = first;
      expect(await find(issueId)).toMatchObject({ status: 'new', activatingOccurrenceId: first.occurrenceId });
      await change(issueId, { status: 'resolved' });
      const second = await raise();
      expect(second.issueId).toBe(issueId);
      expect(await find(issueId)).toMatchObject({
        status: 'reactivated',
        activatingOccurrenceId: second.occurrenceId,
        occurrenceCount: 2,
        occurrenceCountSinceResolve: 1,
        lastModifiedByUserId: 'leonie',
      });
      await change(issueId, { status: 'muted' });
      await raise();
      expect(await find(issueId)).toMatchObject({ status: 'muted', occurrenceCount: 3 });
      await change(issueId, { status: 'active' });
      await change(issueId, { status: 'resolved' });
      await change(issueId, { status: 'active' }, { userId: null, name: 'a key' });
      expect(await find(issueId)).toMatchObject({ status: 'active', lastModifiedByUserId: null });
      expect(await history(issueId)).toEqual([
        ['created', null, first.occurrenceId],
        ['resolved', 'Léonie', null],
        ['reactivated', null, second.occurrenceId],
        ['muted', 'Léonie', null],
        ['unmuted', 'Léonie', null],
        ['resolved', 'Léonie', null],
        ['reopened', 'a key', null],
      ]);
    });

    it.each([
      ['1.4.2', '1.4.1', 'resolved'],
      ['1.4.2', '1.4.2', 'reactivated'],
      ['1.4.2', 'v1.10.0-rc.1', 'reactivated'],
      ['1.4.2', '', 'reactivated'],
      ['41', '9', 'resolved'],
      ['41', '100', 'reactivated'],
      ['', '0.0.1', 'reactivated'],
      ['feedface', 'feedface', 'reactivated'],
      ['feedface', 'cafe0001', 'resolved'],
      ['feedface', '0a0a0a0a', 'reactivated'],
    ])('resolved in %j and met again in %j is %s', async (resolvedInVersion, codeVersion, status) => {
      await raise({ codeVersion: 'cafe0001', type: 'Other' });
      await raise({ codeVersion: 'feedface', type: 'Other' });
      const { issueId } = await raise();
      await change(issueId, { status: 'resolved', resolvedInVersion });
      await raise({ codeVersion });
      const kept = status === 'resolved' ? resolvedInVersion : '';
      expect(await find(issueId)).toMatchObject({ status, occurrenceCount: 2, resolvedInVersion: kept });
    });

    it('is resolved in a version that may be said later, and in none while it is not resolved', async () => {
      const { issueId } = await raise();
      await change(issueId, { resolvedInVersion: '1.0' });
      expect(await find(issueId)).toMatchObject({ status: 'new', resolvedInVersion: '' });
      await change(issueId, { status: 'resolved' });
      const { lastResolvedAtMs } = await find(issueId);
      bench().clock.advance(1_000);
      await change(issueId, { resolvedInVersion: '1.1' });
      expect(await find(issueId)).toMatchObject({ status: 'resolved', resolvedInVersion: '1.1', lastResolvedAtMs });
      await change(issueId, { status: 'muted' });
      expect(await find(issueId)).toMatchObject({ status: 'muted', resolvedInVersion: '' });
    });

    it('is not reactivated by another telling of an occurrence from before', async () => {
      const told = { timeNs: BigInt(NOW_MS) * 1_000_000n };
      const { issueId } = await raise(told);
      await change(issueId, { status: 'resolved' });
      await raise({ ...told, teller: 'otlp' });
      expect(await find(issueId)).toMatchObject({ status: 'resolved', occurrenceCount: 1 });
    });

    it('has the title and level of its first occurrence, a new title when it is reactivated, and what is set by hand', async () => {
      const titled = (title: string, level: 'info' | 'critical' = 'info') => raise({ title, level });
      const { issueId } = await raise({ title: 'first', level: 'warning' });
      await titled('second', 'critical');
      expect(await find(issueId)).toMatchObject({ title: 'first', level: 'warning' });
      await change(issueId, { status: 'resolved' });
      await titled('third');
      expect(await find(issueId)).toMatchObject({ title: 'third', level: 'warning' });
      await change(issueId, { status: 'resolved', title: 'mine', level: 'debug' });
      await titled('fourth');
      expect(await find(issueId)).toMatchObject({
        title: 'mine',
        isTitleLocked: true,
        level: 'debug',
        isLevelLocked: true,
      });
      const { environment, projectId } = scope;
      const levels = (found: readonly { readonly level: string }[]) => new Set(found.map(({ level }) => level));
      const page = { limit: 9 };
      expect(levels(await bench().issues.occurrences(environment, issueId, page))).toEqual(new Set(['debug']));
      expect(levels(await bench().issues.occurrencesOfProject(environment, projectId, page))).toEqual(
        new Set(['debug']),
      );
      const { lastOccurrenceId } = await find(issueId);
      const detail = await bench().issues.occurrence(environment, lastOccurrenceId);
      expect([detail?.occurrence.level, detail?.tellings[0].level]).toEqual(['debug', 'info']);
    });

    it('is given to somebody of the team, and to nobody else', async () => {
      const { issueId } = await raise();
      await change(issueId, { assignedUserId: 'leonie' });
      await change(issueId, { assignedUserId: 'leonie' });
      expect(await find(issueId)).toMatchObject({ assignedUserId: 'leonie' });
      await expect(change(issueId, { assignedUserId: 'a stranger' })).rejects.toMatchObject({ code: 'not-found' });
      await change(issueId, { assignedUserId: null });
      expect((await history(issueId)).map(([kind]) => kind)).toEqual(['created', 'assigned', 'assigned']);
    });

    it('is changed with others or not at all, and only within its environment', async () => {
      const { issueId } = await raise();
      const both = [issueId, 999_999 as IssueId];
      const resolve = { status: 'resolved' } as const;
      await expect(bench().issues.change(LEONIE, scope.environment, both, resolve)).rejects.toMatchObject({
        code: 'not-found',
      });
      const other = await bench().newScope();
      await expect(bench().issues.change(LEONIE, other.environment, [issueId], resolve)).rejects.toThrow();
      expect(await bench().issues.find(other.environment, issueId)).toBeUndefined();
      expect(await find(issueId)).toMatchObject({ status: 'new' });
    });

    it('that turns out to be another is found by its old id, and its history goes along', async () => {
      const at = BigInt(NOW_MS) * 1_000_000n;
      const traced = { traceId: traceIdOf('one'), spanId: spanIdOf('one') };
      const alone = await raise({
        teller: 'otlp',
        file: 'poor.py',
        timeNs: at - 60_000_000_000n,
        ...traced,
        traceId: traceIdOf('two'),
      });
      await change(alone.issueId, { assignedUserId: 'leonie' });
      const rich = await raise({ timeNs: at });
      expect(rich.issueId).not.toBe(alone.issueId);
      await raise({ teller: 'otlp', file: 'poor.py', timeNs: at, ...traced });
      expect(await find(alone.issueId)).toMatchObject({
        id: rich.issueId,
        occurrenceCount: 2,
        assignedUserId: 'leonie',
      });
      expect((await history(rich.issueId)).map(([kind]) => kind).sort()).toEqual([
        'assigned',
        'created',
        'created',
        'merged',
      ]);
      expect((await list()).totalCount).toBe(1);
      const { occurrence } = (await bench().issues.occurrence(scope.environment, alone.occurrenceId)) ?? {};
      expect(occurrence?.issueId).toBe(rich.issueId);
    });

    it('of several failures that only a richer telling tells apart is none of theirs', async () => {
      const poor = (ms: number) =>
        ({ teller: 'xray', file: 'server.py', timeNs: BigInt(NOW_MS + ms) * 1_000_000n }) as const;
      const rich = (ms: number, clientFingerprint: string) =>
        ({ clientFingerprint, title: clientFingerprint, timeNs: BigInt(NOW_MS + ms) * 1_000_000n }) as const;
      const alone = await raise(poor(0));
      await raise(rich(20_000, 'cart'));
      await raise(poor(20_000));
      expect(await titles()).toEqual(['cart']);
      await raise(rich(40_000, 'mail'));
      await raise(poor(40_000));
      const counts = (await list()).issues.map(({ title, occurrenceCount }) => [title, occurrenceCount]).sort();
      expect(counts).toEqual([
        ['ValueError: the madeleines are missing', 1],
        ['cart', 1],
        ['mail', 1],
      ]);
      const { occurrence } = (await bench().issues.occurrence(scope.environment, alone.occurrenceId)) ?? {};
      expect(await find(occurrence?.issueId as IssueId)).toMatchObject({ deploymentEnvironment: 'unknown' });
      await raise(poor(60_000));
      expect((await list()).totalCount).toBe(3);
    });
  });

  describe('a list of issues', () => {
    it('filters by state, level, deployment environment, owner, number and words', async () => {
      const cart = await raise({
        type: 'Cart',
        message: '100% of ITEMS_gone',
        level: 'critical',
        deploymentEnvironment: 'production',
        framework: 'flask',
      });
      const mail = await raise({
        type: 'Mail',
        message: 'not sent',
        level: 'warning',
        deploymentEnvironment: 'staging',
      });
      await change(mail.issueId, { status: 'resolved', assignedUserId: 'leonie' });
      const [isCart, isMail] = [['Cart: 100% of ITEMS_gone'], ['Mail: not sent']];
      expect(await titles({ statuses: ['new', 'active', 'reactivated'] })).toEqual(isCart);
      expect(await titles({ statuses: ['resolved'] })).toEqual(isMail);
      expect(await titles({ levels: ['critical', 'error'] })).toEqual(isCart);
      expect(await titles({ deploymentEnvironments: ['staging'] })).toEqual(isMail);
      expect(await titles({ frameworks: ['flask'] })).toEqual(isCart);
      expect(await titles({ assigned: 'nobody' })).toEqual(isCart);
      expect(await titles({ assigned: 'anybody' })).toEqual(isMail);
      expect(await titles({ assigned: 'leonie' })).toEqual(isMail);
      expect(await titles({ counter: 2 })).toEqual(isMail);
      expect(await titles({ ids: [cart.issueId] })).toEqual(isCart);
      expect(await titles({ text: 'items_GONE 100%' })).toEqual(isCart);
      expect(await titles({ text: 'items%gone' })).toEqual([]);
      expect(await titles({ levels: [] })).toEqual([]);
      expect(await titles({ projectIds: [1 as never] })).toEqual([]);
      expect(await bench().issues.deploymentEnvironments(scope.environment)).toEqual(['production', 'staging']);
    });

    it('is in the order asked for, page by page', async () => {
      const person = (id: string) => ({ id, name: '', email: '' });
      for (const [type, people] of [
        ['A', 'xyz'],
        ['B', 'xxxx'],
        ['C', 'x'],
        ['A', 'z'],
      ] as const) {
        for (const id of people) await raise({ type, message: '', person: person(id) });
      }
      expect(await titles()).toEqual(['A', 'C', 'B']);
      expect(await titles({}, { order: 'first-seen' })).toEqual(['C', 'B', 'A']);
      expect(await titles({}, { order: 'most' })).toEqual(['B', 'A', 'C']);
      expect(await titles({}, { order: 'people' })).toEqual(['A', 'C', 'B']);
      expect(await titles({}, { offset: 1, limit: 1 })).toEqual(['C']);
      expect(await list({}, { offset: 9 })).toEqual({ issues: [], totalCount: 3 });
    });

    it('finds its first page among those seen lately, and further back where too few of them match', async () => {
      const seen = async (type: string, hoursAgo: number, told: ToldTelling = {}) => {
        const timeNs = BigInt(bench().clock.nowMs() - hoursAgo * MS_PER_HOUR) * 1_000_000n;
        await raise({ type, message: '', timeNs, ...told });
      };
      for (const hours of [2, 0.5, 30, 5, 0.2, 8]) {
        for (const level of ['warning', 'info'] as const) await seen(`${level} ${hours}`, hours, { level });
      }
      for (const hours of [26, 28, 25, 29, 27, 31, 33, 32]) await seen(`error ${hours}`, hours);
      for (const hours of [40, 41]) await seen(`error ${hours}`, hours);
      // An issue from long ago that happened again.
      await seen('warning 30', 0.1, { level: 'warning' });
      const first = async (filter: Partial<IssueFilter>) => titles(filter, { limit: 1 });
      expect(await first({})).toEqual(['warning 30']);
      expect(await titles({}, { limit: 2, offset: 0 })).toEqual(['warning 30', 'info 0.2']);
      expect(await first({ levels: ['info', 'error'] })).toEqual(['info 0.2']);
      expect(await first({ levels: ['error'] })).toEqual(['error 25']);
      expect(await titles({ levels: ['error'] })).toEqual(
        [25, 26, 27, 28, 29, 31, 32, 33, 40, 41].map((hours) => `error ${hours}`),
      );
    });

    it('says how often, when and by whom', async () => {
      const person = { id: 'p', name: '', email: '' };
      const first = await raise({ service: 'old', userIp: '192.0.2.1', person });
      const firstMs = bench().clock.nowMs();
      await raise({ service: 'new', userIp: '192.0.2.2', person, codeVersion: '2' });
      // A clock that runs ahead: never later than its arrival.
      const last = await raise({
        timeNs: BigInt(NOW_MS + 9 * MS_PER_DAY) * 1_000_000n,
        service: 'newest',
        codeVersion: '1',
      });
      expect(await find(first.issueId)).toMatchObject({
        occurrenceCount: 3,
        occurrenceCountSinceResolve: 3,
        personCount: 1,
        userIpCount: 2,
        firstOccurrenceId: first.occurrenceId,
        lastOccurrenceId: last.occurrenceId,
        firstSeenMs: firstMs,
        lastSeenMs: bench().clock.nowMs(),
        service: 'newest',
      });
      expect(await bench().issues.codeVersions(scope.environment, first.issueId)).toEqual(['1', '2']);
      const range = { startMs: firstMs - MS_PER_HOUR, bucketMs: MS_PER_HOUR, bucketCount: 3 };
      const lines = await bench().issues.sparklines(scope.environment, [first.issueId, 5 as IssueId], range);
      expect([...lines]).toEqual([
        [first.issueId, [0, 3, 0]],
        [5, [0, 0, 0]],
      ]);
    });

    it('says in a line what the newest of it says', async () => {
      const long = 'é'.repeat(400);
      const first = await raise({ type: 'KeyError', message: '\n  feed\nof nobody' });
      const last = await raise({ type: 'KeyError', message: long });
      const ids = [first.occurrenceId, last.occurrenceId, 5 as OccurrenceId];
      expect([...(await bench().issues.messageLines(scope.environment, ids))]).toEqual([
        [first.occurrenceId, 'feed'],
        [last.occurrenceId, 'é'.repeat(300)],
      ]);
    });
  });

  describe('occurrences', () => {
    it('are listed newest first, and each knows its neighbours', async () => {
      const taken = [await raise(), await raise(), await raise()];
      await raise({ type: 'Other' });
      const [first, second, third] = taken.map(({ occurrenceId }) => occurrenceId);
      const issueId = taken[0]?.issueId as IssueId;
      const ids = async (page: { beforeId?: OccurrenceId; offset?: number; limit: number }) =>
        (await bench().issues.occurrences(scope.environment, issueId, page)).map(({ occurrenceId }) => occurrenceId);
      expect(await ids({ limit: 9 })).toEqual([third, second, first]);
      expect(await ids({ limit: 1, offset: 1 })).toEqual([second]);
      expect(await ids({ limit: 9, beforeId: second as OccurrenceId })).toEqual([first]);
      const detail = await bench().issues.occurrence(scope.environment, second as OccurrenceId);
      expect(detail).toMatchObject({ previousId: first, nextId: third, payload: undefined });
      const project = await bench().issues.occurrencesOfProject(scope.environment, scope.projectId, { limit: 2 });
      expect(project).toMatchObject([{ type: 'Other' }, { occurrenceId: third }]);
      expect(await bench().issues.occurrence(scope.environment, 999_999 as OccurrenceId)).toBeUndefined();
    });

    it('are found by uuid, with what was sent', async () => {
      const uuid = 'ab'.repeat(16);
      const payload = '{"body":"\\u0000 🙂"}';
      const [taken] = await bench().issues.take(scope.environment, [{ telling: tellingOf({ uuid }), payload }]);
      const { environment, projectId } = scope;
      const found = await bench().issues.findByUuid(environment, projectId, uuid);
      expect(found).toMatchObject({ occurrenceId: taken?.occurrenceId, issue: { id: taken?.issueId } });
      expect(await bench().issues.findByUuid(environment, projectId, 'cd'.repeat(16))).toBeUndefined();
      const id = taken?.occurrenceId as OccurrenceId;
      expect((await bench().issues.occurrence(environment, id))?.payload).toBe(payload);
      expect([...(await bench().issues.payloads(environment, projectId, [id]))]).toEqual([[id, payload]]);
      expect((await bench().issues.findByCounter(environment, projectId, 1))?.id).toBe(taken?.issueId);
    });

    it('lead to the traces that any of their tellings names, each once, page by page', async () => {
      const at = (seconds: number) => ({ timeNs: BigInt(NOW_MS + seconds * 1_000) * 1_000_000n });
      const traced = (name: string) => ({ traceId: traceIdOf(name), spanId: spanIdOf(name) });
      const first = await raise({ ...at(0), teller: 'otlp', ...traced('first') });
      await raise({ ...at(0), teller: 'xray', ...traced('first by x-ray') });
      await raise({ ...at(0) });
      const second = await raise({ ...at(60), teller: 'otlp', ...traced('second') });
      const again = await raise({ ...at(120), teller: 'otlp', ...traced('first'), spanId: undefined });
      // An occurrence of two traces.
      await raise({ ...at(180), teller: 'otlp', ...traced('third') });
      await raise({ ...at(180), teller: 'xray', ...traced('third by x-ray') });
      const third = await raise({ ...at(180) });
      await raise({ ...at(0), type: 'Other', teller: 'otlp', ...traced('of another issue') });
      const { issueId } = first;
      const { environment } = scope;
      const hexOf = (name: string) => hex(traceIdOf(name));
      const all = await bench().issues.traces(environment, issueId, { limit: 9 });
      const found = all.map(({ traceId, occurrenceId, spanId }) => [traceId, occurrenceId, spanId]);
      expect(found.slice(0, 2)).toEqual(
        ['third', 'third by x-ray']
          .map((name) => [hexOf(name), third.occurrenceId, hex(spanIdOf(name))])
          .sort()
          .reverse(),
      );
      expect(found.slice(2, 4)).toEqual([
        [hexOf('first'), again.occurrenceId, ''],
        [hexOf('second'), second.occurrenceId, hex(spanIdOf('second'))],
      ]);
      expect(found.slice(4).map(([traceId]) => traceId)).toEqual([hexOf('first by x-ray')]);
      expect(await bench().issues.traceCount(environment, issueId)).toBe(5);
      const paged = [];
      for (let before: IssueTrace | undefined; ; before = paged.at(-1)) {
        const page = await bench().issues.traces(environment, issueId, { ...(before ? { before } : {}), limit: 1 });
        if (page.length === 0) break;
        paged.push(...page);
      }
      expect(paged).toEqual(all);
      expect(await bench().issues.traces(environment, 999_999 as IssueId, { limit: 9 })).toEqual([]);
    });

    it('of a trace are all that one telling places in it', async () => {
      const traced = { traceId: traceIdOf('t'), spanId: spanIdOf('t') };
      const told = { timeNs: BigInt(NOW_MS) * 1_000_000n };
      await raise(told);
      await raise({ ...told, ...traced, teller: 'otlp' });
      await raise({ ...told, teller: 'otlp', type: 'Other', traceId: traceIdOf('other') });
      const errors = await bench().issues.ofTrace(scope.environment, hex(traced.traceId) as TraceId);
      expect(errors).toMatchObject([
        { occurrence: { teller: 'rollbar' }, issue: { counter: 1 }, spanIds: [hex(traced.spanId)] },
      ]);
      expect(await bench().issues.ofTrace(scope.environment, 'ab'.repeat(16) as TraceId)).toEqual([]);
    });

    it('are left to who else told of them when the telling that counted is taken back at the start', async () => {
      const told = { timeNs: bench().clock.nowNs(), name: `joined ${scope.projectId}` };
      const poorer = tellingOf({ ...told, teller: 'otlp', traceId: traceIdOf('joined'), spanId: spanIdOf('joined') });
      const [first] = await bench().issues.take(scope.environment, [{ telling: poorer }]);
      if (first) await keepEvents(bench().store, scope, [{ telling: poorer, taken: first }]);
      const [lost] = await bench().issues.take(scope.environment, [{ telling: tellingOf(told) }]);
      expect(lost?.issueId).toBe(first?.issueId);
      const run = bench().another();
      await run.repair();
      expect((await list()).issues).toMatchObject([{ id: first?.issueId, occurrenceCount: 1 }]);
      const detail = await run.occurrence(scope.environment, first?.occurrenceId as OccurrenceId);
      expect(detail).toMatchObject({ occurrence: { occurrenceId: first?.occurrenceId, teller: 'otlp' } });
      expect(detail?.tellings).toHaveLength(1);
    });

    it('without an event are taken back at the start, and may be told anew', async () => {
      const kept = {
        name: `kept ${scope.projectId}`,
        teller: 'otlp',
        traceId: traceIdOf('k'),
        spanId: spanIdOf('k'),
      } as const;
      const lost = {
        ...kept,
        name: `lost ${scope.projectId}`,
        traceId: traceIdOf('l'),
        spanId: spanIdOf('l'),
      } as const;
      const alone = { name: `alone ${scope.projectId}` };
      for (const told of [kept, alone]) {
        const telling = tellingOf(told);
        const [taken] = await bench().issues.take(scope.environment, [{ telling }]);
        if (taken) await keepEvents(bench().store, scope, [{ telling, taken }]);
      }
      bench().clock.advance(6_000);
      const timeNs = bench().clock.nowNs();
      const [taken] = await bench().issues.take(scope.environment, [{ telling: tellingOf({ ...lost, timeNs }) }]);
      expect((await list()).issues).toMatchObject([{ occurrenceCount: 2 }]);
      const run = bench().another();
      await run.repair();
      expect((await list()).issues).toMatchObject([{ occurrenceCount: 1 }]);
      const [again] = await run.take(scope.environment, [{ telling: tellingOf({ ...lost, timeNs }) }]);
      expect(again?.occurrenceId).not.toBe(taken?.occurrenceId);
      expect((await list()).issues).toMatchObject([{ occurrenceCount: 2 }]);
    });
  });
}
