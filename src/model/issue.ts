/**
 * Where an issue stands. `new`: active since its first occurrence, and nobody has changed it yet. `reactivated`: active again
 * by an occurrence after it was resolved. A muted one stays muted, and is still counted.
 */
export const ISSUE_STATUSES = ['new', 'active', 'resolved', 'reactivated', 'muted'] as const;
export type IssueStatus = (typeof ISSUE_STATUSES)[number];

/** Waits for somebody. */
export const OPEN_STATUSES: readonly IssueStatus[] = ['new', 'active', 'reactivated'];
