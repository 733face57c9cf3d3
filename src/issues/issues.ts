import type { EnvironmentId, IssueId, OccurrenceId, ProjectId, TraceId } from '../model/ids.ts';
import type {
  Issue,
  IssueActor,
  IssueChange,
  IssueFilter,
  IssueHistoryEntry,
  IssueList,
  IssuePage,
  IssueWithFigures,
  SparklineRange,
} from './issue.ts';
import type {
  IncomingTelling,
  IssueTrace,
  IssueTracePage,
  Occurrence,
  OccurrenceDetail,
  OccurrencePage,
  SpansOfTrace,
  Taken,
  TraceError,
} from './occurrence.ts';

/** Every id is looked for inside the environment only; ids of merged issues lead to the one they were merged into. */
export interface Issues {
  /**
   * Makes tellings into occurrences of issues, in the order given. Resolves when issues and occurrences are on disk, and
   * before their events are: a telling that is taken again is the same one. `projectId`: the environment's first where left
   * out.
   */
  take(
    environment: EnvironmentId,
    tellings: readonly IncomingTelling[],
    options?: { readonly projectId?: ProjectId },
  ): Promise<readonly Taken[]>;
  /**
   * Of what X-Ray told of these spans only the tellings with these identities hold: the others are taken back, and what they
   * were joined with finds its occurrence anew. In the environment's first project. An issue may be left without occurrences.
   */
  takeBack(environment: EnvironmentId, spans: readonly SpansOfTrace[], holding: readonly Uint8Array[]): Promise<void>;
  /**
   * Takes back occurrences of the last minutes whose events were never written. At the start; where a store is away then, by
   * the first telling.
   */
  repair(): Promise<void>;

  list(filter: IssueFilter, page: IssuePage): Promise<IssueList>;
  /** Of all issues of the environment, in alphabetical order. */
  deploymentEnvironments(environment: EnvironmentId): Promise<readonly string[]>;
  find(environment: EnvironmentId, issueId: IssueId): Promise<IssueWithFigures | undefined>;
  findByCounter(environment: EnvironmentId, projectId: ProjectId, counter: number): Promise<Issue | undefined>;
  /** By the uuid of an occurrence, lower case and without dashes. */
  findByUuid(
    environment: EnvironmentId,
    projectId: ProjectId,
    uuid: string,
  ): Promise<{ readonly issue: Issue; readonly occurrenceId: OccurrenceId } | undefined>;
  /** Versions in which it was seen, the newest occurrence's first; 100 at most. */
  codeVersions(environment: EnvironmentId, issueId: IssueId): Promise<readonly string[]>;
  /** Occurrences in each bucket; every issue asked for has an entry. */
  sparklines(
    environment: EnvironmentId,
    issueIds: readonly IssueId[],
    range: SparklineRange,
  ): Promise<ReadonlyMap<IssueId, readonly number[]>>;

  /** Changes them all, or rejects with `not-found` and changes none. Gives them as they are now, in the order asked for. */
  change(
    actor: IssueActor,
    environment: EnvironmentId,
    issueIds: readonly IssueId[],
    change: IssueChange,
  ): Promise<readonly Issue[]>;
  /** The newest first. */
  history(environment: EnvironmentId, issueId: IssueId): Promise<readonly IssueHistoryEntry[]>;

  /** Of one issue. */
  occurrences(environment: EnvironmentId, issueId: IssueId, page: OccurrencePage): Promise<readonly Occurrence[]>;
  occurrencesOfProject(
    environment: EnvironmentId,
    projectId: ProjectId,
    page: OccurrencePage,
  ): Promise<readonly Occurrence[]>;
  /** The traces that its occurrences name, each once: the newest occurrence's first. */
  traces(environment: EnvironmentId, issueId: IssueId, page: IssueTracePage): Promise<readonly IssueTrace[]>;
  traceCount(environment: EnvironmentId, issueId: IssueId): Promise<number>;
  /** By the id of any of its tellings. */
  occurrence(environment: EnvironmentId, occurrenceId: OccurrenceId): Promise<OccurrenceDetail | undefined>;
  /** The first line of each one's message, cut after 300 characters; '' where it has none. Only of the ids of occurrences. */
  messageLines(
    environment: EnvironmentId,
    occurrenceIds: readonly OccurrenceId[],
  ): Promise<ReadonlyMap<OccurrenceId, string>>;
  /** As their senders wrote them; what was told otherwise than by Rollbar has none. */
  payloads(
    environment: EnvironmentId,
    projectId: ProjectId,
    occurrenceIds: readonly OccurrenceId[],
  ): Promise<ReadonlyMap<OccurrenceId, string>>;
  /** In the order of time; 1,000 at most. */
  ofTrace(environment: EnvironmentId, traceId: TraceId): Promise<readonly TraceError[]>;
}
