import type { EnvironmentId, IssueId, OccurrenceId, ProjectId } from '../model/ids.ts';
import type { IssueStatus } from '../model/issue.ts';
import type { Level } from '../model/telling.ts';

/** Errors with one fingerprint in one project and deployment environment: what people decided about them. */
export interface Issue {
  readonly id: IssueId;
  /** Counts up within its project: people say `#142`. */
  readonly counter: number;
  readonly environment: EnvironmentId;
  readonly projectId: ProjectId;
  /** `unknown` where no telling names one. */
  readonly deploymentEnvironment: string;
  readonly fingerprint: string;
  readonly groupingVersion: number;
  readonly title: string;
  /** Set by hand: occurrences do not change it any more. */
  readonly isTitleLocked: boolean;
  /** Of the first occurrence, unless set by hand. */
  readonly level: Level;
  readonly isLevelLocked: boolean;
  readonly status: IssueStatus;
  /** '' where it is not resolved, or in no version in particular. */
  readonly resolvedInVersion: string;
  /** Of the first occurrence; '' where the sender does not say. */
  readonly framework: string;
  readonly platform: string;
  readonly assignedUserId: string | null;
  /** The occurrence that made it active last. */
  readonly activatingOccurrenceId: OccurrenceId;
  readonly createdAtMs: number;
  readonly lastActivatedAtMs: number;
  readonly lastResolvedAtMs: number | null;
  readonly lastMutedAtMs: number | null;
  readonly lastModifiedByUserId: string | null;
}

/** What is computed from its occurrences, each failure counted once however many tell of it. */
export interface IssueFigures {
  readonly occurrenceCount: number;
  /** Since it was resolved last; all of them where it never was. */
  readonly occurrenceCountSinceResolve: number;
  /** Different people who met it, as far as senders tell who they are. */
  readonly personCount: number;
  /** Different addresses of users. */
  readonly userIpCount: number;
  readonly firstOccurrenceId: OccurrenceId;
  readonly lastOccurrenceId: OccurrenceId;
  /** Sender's clock, but never later than arrival. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** Of the newest occurrence; '' where senders do not say. */
  readonly service: string;
}

export type IssueWithFigures = Issue & IssueFigures;

/** Who changes an issue: somebody of the team, or a key by its name. */
export interface IssueActor {
  readonly userId: string | null;
  readonly name: string;
}

/** What is left out stays. */
export interface IssueChange {
  /** `active`: reopened, or no longer muted. */
  readonly status?: 'active' | 'resolved' | 'muted';
  /** With `resolved`, or of what is resolved already: at most 40 characters; '' for none. */
  readonly resolvedInVersion?: string;
  readonly title?: string;
  readonly level?: Level;
  /** Null: nobody any more. */
  readonly assignedUserId?: string | null;
}

export type IssueEvent =
  | { readonly kind: 'created' }
  | { readonly kind: 'resolved'; readonly version: string }
  | { readonly kind: 'reactivated' }
  | { readonly kind: 'reopened' }
  | { readonly kind: 'muted' }
  | { readonly kind: 'unmuted' }
  | { readonly kind: 'assigned'; readonly userId: string | null }
  | { readonly kind: 'title-set'; readonly title: string }
  | { readonly kind: 'level-set'; readonly level: Level }
  /** Another issue turned out to be the same failure, told by a poorer sender. */
  | { readonly kind: 'merged'; readonly counter: number };

export interface IssueHistoryEntry {
  readonly atMs: number;
  /** Null where an occurrence did it. */
  readonly actor: IssueActor | null;
  readonly event: IssueEvent;
  readonly occurrenceId: OccurrenceId | null;
}

export const ISSUE_ORDERS = ['last-seen', 'first-seen', 'most', 'people'] as const;
export type IssueOrder = (typeof ISSUE_ORDERS)[number];

/** What is left out does not filter; of a list, any one matches. */
export interface IssueFilter {
  readonly environment: EnvironmentId;
  readonly projectIds?: readonly ProjectId[];
  readonly ids?: readonly IssueId[];
  readonly counter?: number;
  readonly statuses?: readonly IssueStatus[];
  readonly levels?: readonly Level[];
  readonly deploymentEnvironments?: readonly string[];
  readonly frameworks?: readonly string[];
  /** Every word must be part of the title, without regard to case. */
  readonly text?: string;
  /** A user's id, `nobody`, or `anybody`. */
  readonly assigned?: string;
}

export interface IssuePage {
  /** `last-seen` where left out; highest or latest first. */
  readonly order?: IssueOrder;
  readonly offset: number;
  readonly limit: number;
}

export interface IssueList {
  readonly issues: readonly IssueWithFigures[];
  /**
   * All that match the filter, of which `issues` is a page. Before the last page it may count issues that were left without
   * occurrences, which no page lists.
   */
  readonly totalCount: number;
}

/** Bucket i begins at `startMs + i * bucketMs`. */
export interface SparklineRange {
  readonly startMs: number;
  readonly bucketMs: number;
  readonly bucketCount: number;
}
