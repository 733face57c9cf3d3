import { MS_PER_SECOND } from '../../../base/time.ts';
import type { Issue, IssueWithFigures } from '../../../issues/index.ts';
import type { IssueStatus } from '../../../model/issue.ts';
import { UNKNOWN_PRODUCT } from '../items/product-names.ts';
import { userNumber } from '../items/user-number.ts';

/** Rollbar's word: what Combray keeps apart of an open issue is one to its clients. */
export const ITEM_STATUSES = ['active', 'resolved', 'muted', 'archived'] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

const STATUSES_OF: Readonly<Record<ItemStatus, readonly IssueStatus[]>> = {
  active: ['new', 'active', 'reactivated'],
  resolved: ['resolved'],
  muted: ['muted'],
  // Items of this kind are left by merging, which is not built.
  archived: [],
};

export const issueStatuses = (status: ItemStatus): readonly IssueStatus[] => STATUSES_OF[status];

const itemStatus = (status: IssueStatus): ItemStatus =>
  ITEM_STATUSES.find((known) => STATUSES_OF[known].includes(status)) ?? 'active';

/** An issue as Rollbar's clients read it: times in whole seconds, names instead of codes. Source: docs.rollbar.com "Get an item". */
export function itemView(issue: IssueWithFigures) {
  return {
    ...decidedView(issue),
    first_occurrence_id: issue.firstOccurrenceId,
    first_occurrence_timestamp: seconds(issue.firstSeenMs),
    last_occurrence_id: issue.lastOccurrenceId,
    last_occurrence_timestamp: seconds(issue.lastSeenMs),
    total_occurrences: issue.occurrenceCountSinceResolve,
    // Rollbar's documents disagree whether its own field counts from the last resolve on.
    all_time_occurrences: issue.occurrenceCount,
    unique_occurrences: issue.userIpCount,
  };
}

function decidedView(issue: Issue) {
  return {
    id: issue.id,
    project_id: issue.projectId,
    counter: issue.counter,
    environment: issue.deploymentEnvironment,
    platform: issue.platform || UNKNOWN_PRODUCT,
    framework: issue.framework || UNKNOWN_PRODUCT,
    hash: issue.fingerprint,
    title: issue.title,
    status: itemStatus(issue.status),
    level: issue.level,
    activating_occurrence_id: issue.activatingOccurrenceId,
    last_activated_timestamp: seconds(issue.lastActivatedAtMs),
    last_resolved_timestamp: secondsOrNull(issue.lastResolvedAtMs),
    last_muted_timestamp: secondsOrNull(issue.lastMutedAtMs),
    last_modified_by: userOrNull(issue.lastModifiedByUserId),
    resolved_in_version: issue.resolvedInVersion || null,
    assigned_user_id: userOrNull(issue.assignedUserId),
    assigned_team_id: null,
    group_item_id: null,
    // A native item: groups are made by merging.
    group_status: 1,
    level_lock: issue.isLevelLocked ? 1 : 0,
    title_lock: issue.isTitleLocked ? 1 : 0,
    controlling_id: issue.id,
    public_item_id: null,
    integrations_data: {},
    snooze_status: false,
    snooze_type: null,
    snooze_expiration_threshold_seconds: null,
    snooze_expiration_datetime: null,
  };
}

const seconds = (ms: number): number => Math.floor(ms / MS_PER_SECOND);
const secondsOrNull = (ms: number | null): number | null => (ms === null ? null : seconds(ms));
const userOrNull = (userId: string | null): number | null => (userId === null ? null : userNumber(userId));
