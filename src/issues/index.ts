export { createIssues, type IssuesOptions } from './create-issues.ts';
export type {
  Issue,
  IssueActor,
  IssueChange,
  IssueEvent,
  IssueFigures,
  IssueFilter,
  IssueHistoryEntry,
  IssueList,
  IssueOrder,
  IssuePage,
  IssueWithFigures,
  SparklineRange,
} from './issue.ts';
export { ISSUE_ORDERS } from './issue.ts';
export type { Issues } from './issues.ts';
export type {
  IncomingTelling,
  IssueTrace,
  IssueTracePage,
  Occurrence,
  OccurrenceDetail,
  OccurrencePage,
  RowTelling,
  SpanPlace,
  SpansOfTrace,
  StoredTelling,
  Taken,
  TraceError,
} from './occurrence.ts';
export { tellingsOf } from './reading/tellings-of.ts';
