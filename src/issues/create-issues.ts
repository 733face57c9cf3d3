import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import { hexFromBytes, isZero } from '../base/hex.ts';
import type { Log } from '../base/log.ts';
import type { Control } from '../control/index.ts';
import { CombrayError } from '../model/errors.ts';
import type { EnvironmentId, IssueId, OccurrenceId, ProjectId, TraceId } from '../model/ids.ts';
import type { OccurrenceRow } from '../model/side-rows.ts';
import type { TelemetryStore } from '../store/index.ts';
import { changeIssues } from './change-issues.ts';
import { readCodeVersions, readSparklines } from './figures-repo.ts';
import { readHistory } from './history-repo.ts';
import type { Issue } from './issue.ts';
import { readDeploymentEnvironments } from './issue-filter-repo.ts';
import { readByCounter, readIssues } from './issue-repo.ts';
import { countIssueTraces, readIssueTraces } from './issue-traces-repo.ts';
import type { Issues } from './issues.ts';
import { occurrenceOf, tellingsByOccurrence } from './joined-occurrence.ts';
import { listIssues, withFigures } from './list-issues.ts';
import type { Occurrence, OccurrenceDetail, TraceError } from './occurrence.ts';
import {
  readByUuid,
  readMessageLines,
  readNextTo,
  readOccurrences,
  readOfTrace,
  readPayloads,
  readTellings,
} from './occurrence-repo.ts';
import { repair } from './repair.ts';
import { createTakeQueue } from './taking/take-queue.ts';

export interface IssuesOptions {
  readonly store: TelemetryStore;
  readonly control: Control;
  readonly clock: Clock;
  readonly log: Log;
  /** Where errors belong that name no project; undefined for an environment that is gone. */
  readonly firstProject: (environment: EnvironmentId) => ProjectId | undefined;
  /** Whether other processes write into the same store. */
  readonly isShared: boolean;
}

export function createIssues(options: IssuesOptions): Issues {
  return { ...taking(options), ...listing(options), ...occurrences(options) };
}

function taking(options: IssuesOptions): Pick<Issues, 'take' | 'takeBack' | 'repair'> {
  const { log, firstProject } = options;
  const queue = createTakeQueue(options);
  let repaired: Promise<void> | undefined;
  const repairOnce = () => {
    repaired ??= repair({ ...options, takeBackRows: queue.takeBackRows }).then(({ takenBackCount }) => {
      if (takenBackCount > 0) log.info({ takenBackCount }, 'occurrences without an event were taken back');
    });
    // A neighbour that is away now is asked again by the first telling.
    repaired.catch(() => {
      repaired = undefined;
    });
    return repaired;
  };
  return {
    async take(environment, tellings, { projectId = firstProject(environment) } = {}) {
      if (tellings.length === 0) return [];
      assert(projectId !== undefined, 'an environment has a project');
      await repairOnce();
      return queue.take({ environment, projectId }, tellings);
    },
    async takeBack(environment, spans, holding) {
      const projectId = firstProject(environment);
      if (spans.length === 0 || projectId === undefined) return;
      await queue.takeBack({ environment, projectId }, { spans, holding });
    },
    async repair() {
      try {
        await repairOnce();
      } catch (error) {
        if (!(error instanceof CombrayError && error.kind.retryable)) throw error;
        log.warn({ err: error }, 'what an earlier run left half done is looked for later');
      }
    },
  };
}

function listing({
  store,
  control,
  clock,
}: IssuesOptions): Omit<Issues, keyof ReturnType<typeof taking> | keyof ReturnType<typeof occurrences>> {
  const find = async (environment: EnvironmentId, issueId: IssueId): Promise<Issue | undefined> =>
    (await readIssues(control.db, environment, [issueId])).get(issueId);
  return {
    list: (filter, page) => listIssues({ store, control: control.db, nowMs: clock.nowMs() }, filter, page),
    deploymentEnvironments: (environment) => readDeploymentEnvironments(control.db, environment),
    async find(environment, issueId) {
      const issue = await find(environment, issueId);
      const [found] = issue ? await withFigures(store, environment, [issue]) : [];
      return found;
    },
    findByCounter: (environment, projectId, counter) => readByCounter(control.db, environment, projectId, counter),
    async findByUuid(environment, projectId, uuid) {
      const row = await readByUuid(store, environment, projectId, uuid);
      const issue = row && (await find(environment, row.issueId));
      return row && issue ? { issue, occurrenceId: row.canonicalId as OccurrenceId } : undefined;
    },
    async codeVersions(environment, issueId) {
      const issue = await find(environment, issueId);
      return issue ? readCodeVersions(store, environment, issue.id) : [];
    },
    sparklines: (environment, issueIds, range) => readSparklines(store, environment, issueIds, range),
    change: (actor, environment, issueIds, change) =>
      changeIssues(control, { actor, environment, issueIds, change, nowMs: clock.nowMs() }),
    async history(environment, issueId) {
      const issue = await find(environment, issueId);
      return issue ? readHistory(control.db, issue.id) : [];
    },
  };
}

function occurrences({
  store,
  control,
}: IssuesOptions): Pick<
  Issues,
  | 'occurrences'
  | 'occurrencesOfProject'
  | 'occurrence'
  | 'messageLines'
  | 'payloads'
  | 'ofTrace'
  | 'traces'
  | 'traceCount'
> {
  const currentId = async (environment: EnvironmentId, issueId: IssueId) =>
    (await readIssues(control.db, environment, [issueId])).get(issueId)?.id;
  const levelled = async (environment: EnvironmentId, found: readonly Occurrence[]): Promise<readonly Occurrence[]> => {
    const issues = await readIssues(control.db, environment, [...new Set(found.map(({ issueId }) => issueId))]);
    return found.map((occurrence) => withLevel(occurrence, issues.get(occurrence.issueId)));
  };
  return {
    async occurrences(environment, issueId, page) {
      const id = await currentId(environment, issueId);
      return id === undefined
        ? []
        : levelled(environment, await readOccurrences(store, environment, { issueId: id }, page));
    },
    async traces(environment, issueId, page) {
      const id = await currentId(environment, issueId);
      return id === undefined ? [] : readIssueTraces(store, environment, id, page);
    },
    async traceCount(environment, issueId) {
      const id = await currentId(environment, issueId);
      return id === undefined ? 0 : countIssueTraces(store, environment, id);
    },
    occurrencesOfProject: async (environment, projectId, page) =>
      levelled(environment, await readOccurrences(store, environment, { projectId }, page)),
    async occurrence(environment, occurrenceId): Promise<OccurrenceDetail | undefined> {
      const tellings = await readTellings(store, environment, occurrenceId);
      if (!tellings) return undefined;
      const told = occurrenceOf(tellings);
      const { occurrenceId: id, issueId, projectId } = told;
      const [[occurrence = told], nextTo, payloads] = await Promise.all([
        levelled(environment, [told]),
        readNextTo(store, environment, issueId, id),
        readPayloads(store, environment, projectId, [id]),
      ]);
      return { occurrence, tellings, payload: payloads.get(id), ...nextTo };
    },
    messageLines: (environment, ids) => readMessageLines(store, environment, ids),
    payloads: (environment, projectId, ids) => readPayloads(store, environment, projectId, ids),
    async ofTrace(environment, traceId): Promise<TraceError[]> {
      const rows = await readOfTrace(store, environment, traceId);
      const issues = await readIssues(control.db, environment, [...new Set(rows.map(({ issueId }) => issueId))]);
      const errors = [...tellingsByOccurrence(rows).values()].flatMap((tellings) => {
        const told = occurrenceOf(tellings);
        const issue = issues.get(told.issueId);
        const occurrence = withLevel(told, issue);
        return issue ? [{ occurrence, issue, spanIds: spanIdsOf(tellings, traceId) }] : [];
      });
      return errors.sort((a, b) => Number(a.occurrence.time - b.occurrence.time)).slice(0, TRACE_ERRORS_MAX);
    },
  };
}

const TRACE_ERRORS_MAX = 1_000;

/** A level that somebody set is that of all occurrences. Source: docs.rollbar.com "Item Details", 2026-07. */
function withLevel(occurrence: Occurrence, issue: Issue | undefined): Occurrence {
  return issue?.isLevelLocked ? { ...occurrence, level: issue.level } : occurrence;
}

function spanIdsOf(tellings: readonly OccurrenceRow[], traceId: TraceId): string[] {
  const named = tellings.filter(
    (telling) => hexFromBytes(telling.traceId) === traceId && !isZero(telling.spanId, 0, telling.spanId.length),
  );
  return [...new Set(named.map(({ spanId }) => hexFromBytes(spanId)))];
}
