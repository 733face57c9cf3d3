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
  Occurrence,
  OccurrenceDetail,
  OccurrencePage,
  RowTelling,
  StoredTelling,
  Taken,
  TraceError,
} from './occurrence.ts';
