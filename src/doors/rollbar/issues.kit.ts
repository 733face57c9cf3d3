import type { Project } from '../../access/index.ts';
import type {
  IssueActor,
  IssueChange,
  IssueFilter,
  IssuePage,
  Issues,
  IssueWithFigures,
  Occurrence,
  OccurrencePage,
} from '../../issues/index.ts';
import type { EnvironmentId, IssueId, OccurrenceId } from '../../model/ids.ts';

/** Issues that stand still: what they are asked is noted, what they say is given. */
export interface StillIssues extends Issues {
  readonly asked: { filter: IssueFilter; page: IssuePage }[];
  readonly pages: OccurrencePage[];
  readonly changes: { actor: IssueActor; ids: readonly IssueId[]; change: IssueChange }[];
}

export function stillIssues(given: {
  readonly issues: readonly IssueWithFigures[];
  readonly occurrences: readonly Occurrence[];
  readonly payloads: ReadonlyMap<OccurrenceId, string>;
  /** What a list says of its length; by default the truth. */
  readonly totalCount?: () => number | undefined;
}): StillIssues {
  const { issues, occurrences, payloads } = given;
  const asked: StillIssues['asked'] = [];
  const pages: OccurrencePage[] = [];
  const changes: StillIssues['changes'] = [];
  const inPlace = (environment: EnvironmentId) => issues.filter((issue) => issue.environment === environment);
  const never = () => Promise.reject(new Error('this door does not ask for it'));
  return {
    asked,
    pages,
    changes,
    take: never,
    takeBack: never,
    repair: never,
    deploymentEnvironments: never,
    codeVersions: never,
    sparklines: never,
    messageLines: never,
    history: never,
    ofTrace: never,
    traces: never,
    traceCount: never,
    async list(filter, page) {
      asked.push({ filter, page });
      const found = inPlace(filter.environment).filter(({ projectId }) => filter.projectIds?.includes(projectId));
      return { issues: found, totalCount: given.totalCount?.() ?? found.length };
    },
    find: async (environment, id) => inPlace(environment).find((issue) => issue.id === id),
    findByCounter: async (environment, project, counter) =>
      inPlace(environment).find((issue) => issue.projectId === project && issue.counter === counter),
    async findByUuid(_environment, project, uuid) {
      const found = occurrences.find((each) => each.projectId === project && each.uuid === uuid);
      const issue = issues.find(({ id }) => id === found?.issueId);
      return found && issue && { issue, occurrenceId: found.occurrenceId };
    },
    async change(actor, _environment, ids, change) {
      changes.push({ actor, ids, change });
      return issues.filter(({ id }) => ids.includes(id));
    },
    async occurrences(_environment, issueId, page) {
      pages.push(page);
      return occurrences.filter((each) => each.issueId === issueId);
    },
    async occurrencesOfProject(_environment, project, page) {
      pages.push(page);
      return occurrences.filter(({ projectId }) => projectId === project);
    },
    async occurrence(_environment, id) {
      const occurrence = occurrences.find(({ occurrenceId }) => occurrenceId === id);
      if (!occurrence) return undefined;
      const tellings = [occurrence] as const;
      return { occurrence, tellings, previousId: undefined, nextId: undefined, payload: payloads.get(id) };
    },
    async payloads(_environment, _project, ids) {
      return new Map(ids.flatMap((id) => (payloads.has(id) ? [[id, payloads.get(id) ?? ''] as const] : [])));
    },
  };
}

export function anIssue(project: Project, fields: Partial<IssueWithFigures> = {}): IssueWithFigures {
  return {
    id: 272_505 as IssueId,
    counter: 142,
    environment: project.environmentId,
    projectId: project.id,
    deploymentEnvironment: 'production',
    fingerprint: 'a8b0c8b0c8b0c8b0c8b0c8b0c8b0c8b0c8b0c8b0',
    groupingVersion: 1,
    title: 'ValueError: the madeleines are missing',
    isTitleLocked: false,
    level: 'error',
    isLevelLocked: false,
    status: 'new',
    resolvedInVersion: '',
    framework: 'flask',
    platform: '',
    assignedUserId: null,
    activatingOccurrenceId: 7_001 as OccurrenceId,
    createdAtMs: 1_790_000_000_900,
    lastActivatedAtMs: 1_790_000_000_900,
    lastResolvedAtMs: null,
    lastMutedAtMs: null,
    lastModifiedByUserId: null,
    occurrenceCount: 12,
    occurrenceCountSinceResolve: 5,
    personCount: 2,
    userIpCount: 3,
    firstOccurrenceId: 7_001 as OccurrenceId,
    lastOccurrenceId: 7_002 as OccurrenceId,
    firstSeenMs: 1_790_000_000_100,
    lastSeenMs: 1_790_000_100_999,
    service: '',
    ...fields,
  };
}

export function anOccurrence(project: Project, fields: Partial<Occurrence> = {}): Occurrence {
  return {
    environment: project.environmentId,
    projectId: project.id,
    occurrenceId: 7_002 as OccurrenceId,
    issueId: 272_505 as IssueId,
    teller: 'rollbar',
    identity: new Uint8Array(16),
    uuid: '078bf540dd1240b7a34d3212018d9b89',
    time: 1_790_000_100_000_000_000n,
    received: 1_790_000_100_999_000_000n,
    failure: new Uint8Array(16),
    fingerprint: 'a8b0c8b0c8b0c8b0c8b0c8b0c8b0c8b0c8b0c8b0',
    groupingVersion: 1,
    deploymentEnvironment: 'production',
    level: 'error',
    kind: 'exception',
    type: 'ValueError',
    message: 'the madeleines are missing',
    title: 'ValueError: the madeleines are missing',
    traceId: new Uint8Array(16),
    spanId: new Uint8Array(8),
    service: '',
    host: 'web-1',
    urlPath: '/api/activities/home',
    url: 'http://127.0.0.1:4567/api/activities/home',
    context: '',
    framework: 'flask',
    platform: '',
    language: 'python 3.11.7',
    codeVersion: '',
    personId: '',
    personName: '',
    personEmail: '',
    userIp: '192.0.2.7',
    notifier: 'pyrollbar',
    ...fields,
  };
}
