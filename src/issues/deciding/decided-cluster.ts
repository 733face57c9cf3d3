import type { IssueId, OccurrenceId } from '../../model/ids.ts';
import type { Level } from '../../model/telling.ts';

/** What one telling groups by. */
export interface GroupingKey {
  /** As the telling names it, else `unknown`. */
  readonly deploymentEnvironment: string;
  readonly fingerprint: string;
  /** Position in TELLERS (model/telling.ts) of the telling. */
  readonly tellerRank: number;
}

export const UNKNOWN_ENVIRONMENT = 'unknown';

/** One occurrence whose issue is to be found: new, told more richly than before, or joined anew. */
export interface DecidedCluster {
  readonly occurrenceId: OccurrenceId;
  /** Of the richest telling, in the deployment environment that the richest of those that name one names. */
  readonly key: GroupingKey;
  /** Of all tellings, where it differs from that. */
  readonly otherKeys: readonly GroupingKey[];
  readonly title: string;
  readonly level: Level;
  readonly codeVersion: string;
  readonly framework: string;
  readonly platform: string;
  /** Whether none of its tellings was known before: it may reactivate an issue. */
  readonly isNew: boolean;
}

/** All occurrences of `from` are of `into` now. */
export interface IssueMerge {
  readonly from: IssueId;
  readonly into: IssueId;
}

/** Occurrences that only a poorer sender told of, which stood in another failure's issue, need one of their own. */
export interface Detachment {
  readonly key: Omit<GroupingKey, 'tellerRank'>;
  readonly from: IssueId;
}

export interface Decisions {
  readonly issueIds: ReadonlyMap<OccurrenceId, IssueId>;
  readonly merges: readonly IssueMerge[];
  readonly detachments: readonly Detachment[];
}

/** When a version was first seen in a deployment environment; undefined where it was not. */
export type FirstSeenMs = (deploymentEnvironment: string, version: string) => number | undefined;
