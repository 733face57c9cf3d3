import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Access, actorName, environmentIdOf, sessionOf } from '../access/index.ts';
import type { Clock } from '../base/clock.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '../base/time.ts';
import type { Arrivals } from '../intake/index.ts';
import type { IssueChange, IssueFilter, Issues, SparklineRange } from '../issues/index.ts';
import { CombrayError } from '../model/errors.ts';
import type { EnvironmentId, IssueId } from '../model/ids.ts';
import { type IssueStatus, OPEN_STATUSES } from '../model/issue.ts';
import {
  type IssueChangeResponse,
  type IssueHistoryResponse,
  type IssueListQuery,
  type IssueListResponse,
  type IssueResponse,
  type IssueStatusFilter,
  issueChangeRequest,
  issueListQuery,
} from './contract/index.ts';
import { readIssueId } from './issue-ids.ts';
import { historyView, issueView, type PeopleById, sparklineView } from './issue-views.ts';
import { parseRequest } from './parse-request.ts';

const READ = { access: { credential: 'session', role: 'viewer', environment: 'path' } } as const;
const CHANGE = { access: { credential: 'session', role: 'member', environment: 'path' } } as const;
const PATH = '/api/ui/environments/:environment/issues';

const LIST_HOURS = 24;
const ISSUE_DAYS = 30;

export interface IssueParts {
  readonly issues: Issues;
  readonly access: Access;
  readonly arrivals: Arrivals;
  readonly clock: Clock;
}

interface IssueParams {
  issueId: string;
}

/** Issues of one environment: lists, one, what people do with them, and what was done. */
export function registerIssueRoutes(app: FastifyInstance, parts: IssueParts): void {
  registerLists(app, parts);
  registerHistory(app, parts);
}

async function peopleOf({ access }: IssueParts, request: FastifyRequest): Promise<PeopleById> {
  const people = await access.people.list(sessionOf(request).team.id);
  return new Map(people.map(({ id, name }) => [id, { id, name }]));
}

function registerLists(app: FastifyInstance, parts: IssueParts): void {
  const { issues, clock } = parts;
  const sparklinesOf = (environment: EnvironmentId, ids: readonly IssueId[], range: SparklineRange) =>
    ids.length === 0 ? new Map<IssueId, readonly number[]>() : issues.sparklines(environment, ids, range);

  app.get(PATH, { config: READ }, async (request): Promise<IssueListResponse> => {
    const environment = environmentIdOf(request);
    const query = parseRequest(issueListQuery, request.query);
    const page = { order: query.sort, offset: query.offset, limit: query.limit };
    const [found, deploymentEnvironments, people] = await Promise.all([
      issues.list(filterOf(environment, query), page),
      issues.deploymentEnvironments(environment),
      peopleOf(parts, request),
    ]);
    const range = rangeUntil(clock.nowMs(), MS_PER_HOUR, LIST_HOURS);
    const ids = found.issues.map(({ id }) => id);
    const [sparklines, messages] = await Promise.all([
      sparklinesOf(environment, ids, range),
      issues.messageLines(
        environment,
        found.issues.map(({ lastOccurrenceId }) => lastOccurrenceId),
      ),
    ]);
    return {
      issues: found.issues.map((issue) => ({
        ...issueView(issue, people),
        lastMessage: messages.get(issue.lastOccurrenceId) ?? '',
        sparkline: sparklineView(range, sparklines.get(issue.id)),
      })),
      totalCount: found.totalCount,
      deploymentEnvironments: [...deploymentEnvironments],
    };
  });

  app.get<{ Params: IssueParams }>(`${PATH}/:issueId`, { config: READ }, async (request): Promise<IssueResponse> => {
    const environment = environmentIdOf(request);
    const issue = await issues.find(environment, readIssueId(request.params.issueId));
    if (!issue) throw issueNotFound();
    const range = rangeUntil(clock.nowMs(), MS_PER_DAY, ISSUE_DAYS);
    const [people, codeVersions, traceCount, sparklines] = await Promise.all([
      peopleOf(parts, request),
      issues.codeVersions(environment, issue.id),
      issues.traceCount(environment, issue.id),
      sparklinesOf(environment, [issue.id], range),
    ]);
    return {
      ...issueView(issue, people),
      lastOccurrenceId: issue.lastOccurrenceId,
      traceCount,
      resolvedInVersion: issue.resolvedInVersion,
      codeVersions: [...codeVersions],
      sparkline: sparklineView(range, sparklines.get(issue.id)),
    };
  });
}

function registerHistory(app: FastifyInstance, parts: IssueParts): void {
  const { issues, arrivals } = parts;
  app.get<{ Params: IssueParams }>(
    `${PATH}/:issueId/history`,
    { config: READ },
    async (request): Promise<IssueHistoryResponse> => {
      const environment = environmentIdOf(request);
      const issue = await issues.find(environment, readIssueId(request.params.issueId));
      if (!issue) throw issueNotFound();
      const [entries, people] = await Promise.all([issues.history(environment, issue.id), peopleOf(parts, request)]);
      return { entries: entries.map((entry) => historyView(entry, people)) };
    },
  );

  app.post(`${PATH}/changes`, { config: CHANGE }, async (request): Promise<IssueChangeResponse> => {
    const { issueIds, change } = parseRequest(issueChangeRequest, request.body);
    const environment = environmentIdOf(request);
    const { user } = sessionOf(request);
    if (
      change.kind === 'assign' &&
      change.personId !== null &&
      !(await peopleOf(parts, request)).has(change.personId)
    ) {
      throw new CombrayError('request-invalid', 'change.personId: nobody of this team');
    }
    const changed = await issues.change(
      { userId: user.id, name: actorName(user) },
      environment,
      [...new Set(issueIds)] as IssueId[],
      changeOf(change),
    );
    // Nothing arrived, but other open pages should see what was done.
    arrivals.note(environment);
    return { changedCount: changed.length };
  });
}

export function issueNotFound(): CombrayError {
  return new CombrayError('not-found', 'there is no such issue in this environment');
}

const STATUSES: Readonly<Record<IssueStatusFilter, readonly IssueStatus[] | undefined>> = {
  open: OPEN_STATUSES,
  resolved: ['resolved'],
  muted: ['muted'],
  any: undefined,
};

function filterOf(environment: EnvironmentId, query: IssueListQuery): IssueFilter {
  const { status, level, deploymentEnvironment, text = '', assigned } = query;
  const statuses = STATUSES[status];
  const counter = /^\s*#(\d{1,9})\s*$/.exec(text)?.[1];
  return {
    environment,
    ...(statuses ? { statuses } : {}),
    ...(level === undefined ? {} : { levels: [level] }),
    ...(deploymentEnvironment === undefined ? {} : { deploymentEnvironments: [deploymentEnvironment] }),
    ...(assigned === undefined ? {} : { assigned }),
    ...(counter === undefined ? (text.trim() === '' ? {} : { text }) : { counter: Number(counter) }),
  };
}

type WantedChange = ReturnType<typeof issueChangeRequest.parse>['change'];

function changeOf(change: WantedChange): IssueChange {
  switch (change.kind) {
    case 'resolve':
      return { status: 'resolved', resolvedInVersion: change.version };
    case 'mute':
      return { status: 'muted' };
    case 'reopen':
      return { status: 'active' };
    case 'assign':
      return { assignedUserId: change.personId };
  }
}

/** Whole buckets, of which the last holds the present. */
function rangeUntil(nowMs: number, bucketMs: number, bucketCount: number): SparklineRange {
  const endMs = (Math.floor(nowMs / bucketMs) + 1) * bucketMs;
  return { startMs: endMs - bucketCount * bucketMs, bucketMs, bucketCount };
}
