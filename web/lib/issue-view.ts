import { choiceField, createViewCodec, type ViewField } from './view-state.ts';

export const ISSUE_TABS = ['traceback', 'telemetry', 'details', 'occurrences', 'traces', 'history', 'json'] as const;
export type IssueTab = (typeof ISSUE_TABS)[number];

/** The one that is the newest when the page opens. */
export const LATEST = 'latest';

const occurrenceField: ViewField<string> = {
  initial: LATEST,
  read: (text) => (/^[1-9]\d{0,15}$/.test(text) ? text : undefined),
  write: (value) => value,
};

const ISSUE_FIELDS = {
  occurrence: occurrenceField,
  tab: choiceField(ISSUE_TABS, 'traceback'),
} as const;

/** What a link to an issue says of it: `?occurrence=1204&tab=telemetry`. */
export const issueView = createViewCodec({ fields: ISSUE_FIELDS });
