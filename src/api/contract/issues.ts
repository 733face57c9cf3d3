import { z } from 'zod';
import { ISSUE_STATUSES } from '../../model/issue.ts';
import { LEVELS } from '../../model/telling.ts';
import { traceSummary } from './traces.ts';

export { ISSUE_STATUSES, type IssueStatus, OPEN_STATUSES } from '../../model/issue.ts';
export { LEVELS, type Level } from '../../model/telling.ts';

/** What a list shows: `open` is everything that waits for somebody. */
export const ISSUE_STATUS_FILTERS = ['open', 'resolved', 'muted', 'any'] as const;
export type IssueStatusFilter = (typeof ISSUE_STATUS_FILTERS)[number];

export const ISSUE_SORTS = ['last-seen', 'first-seen', 'most', 'people'] as const;
export type IssueSort = (typeof ISSUE_SORTS)[number];

export const ISSUE_LIST_LIMIT_MAX = 500;
export const ISSUE_CHANGE_MAX = 500;
export const VERSION_CHARS_MAX = 40;
const TEXT_CHARS_MAX = 1_024;

/** Query string of `GET /api/ui/environments/:environment/issues`. */
export const issueListQuery = z.strictObject({
  status: z.enum(ISSUE_STATUS_FILTERS).default('open'),
  level: z.enum(LEVELS).optional(),
  deploymentEnvironment: z.string().max(TEXT_CHARS_MAX).optional(),
  /** Part of the title, without regard to case; `#142` is the counter. */
  text: z.string().max(TEXT_CHARS_MAX).optional(),
  /** `nobody`, or the id of a person. */
  assigned: z.string().max(64).optional(),
  sort: z.enum(ISSUE_SORTS).default('last-seen'),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(ISSUE_LIST_LIMIT_MAX).default(200),
});
export type IssueListQuery = z.infer<typeof issueListQuery>;

/** Somebody of the team. */
export const personView = z.object({ id: z.string(), name: z.string() });
export type PersonView = z.infer<typeof personView>;

/** Occurrences over time: bucket i begins at `startMs + i * bucketMs`. */
export const sparkline = z.object({ startMs: z.number(), bucketMs: z.number(), counts: z.array(z.number()) });
export type Sparkline = z.infer<typeof sparkline>;

export const issueSummary = z.object({
  issueId: z.number(),
  /** Counts up within its project: people say `#142`. */
  counter: z.number(),
  title: z.string(),
  level: z.enum(LEVELS),
  status: z.enum(ISSUE_STATUSES),
  deploymentEnvironment: z.string(),
  /** Of the newest occurrence; '' where senders do not say. */
  service: z.string(),
  occurrenceCount: z.number(),
  /** Different people who met it, as far as senders tell who they are. */
  personCount: z.number(),
  firstSeenMs: z.number(),
  lastSeenMs: z.number(),
  assignee: personView.nullable(),
});
export type IssueSummary = z.infer<typeof issueSummary>;

export const listedIssue = issueSummary.extend({
  /** First line of what the newest occurrence says, cut; '' where it says nothing. Titles are of the first one. */
  lastMessage: z.string(),
  /** Of the last 24 hours. */
  sparkline,
});
export type ListedIssue = z.infer<typeof listedIssue>;

export const issueListResponse = z.object({
  issues: z.array(listedIssue),
  /** Issues that match, of which `issues` is a page. */
  totalCount: z.number(),
  /** Of all issues of the environment, for the filter. */
  deploymentEnvironments: z.array(z.string()),
});
export type IssueListResponse = z.infer<typeof issueListResponse>;

/** `GET .../issues/:issueId`. */
export const issueResponse = issueSummary.extend({
  lastOccurrenceId: z.number(),
  /** Different traces that its occurrences name. */
  traceCount: z.number(),
  /** The version it is resolved in; '' where none was named. */
  resolvedInVersion: z.string(),
  /** Versions in which it was seen, the newest occurrence's first. */
  codeVersions: z.array(z.string()),
  /** Of the last 30 days. */
  sparkline,
});
export type IssueResponse = z.infer<typeof issueResponse>;

/** `POST .../issues/changes`: changes them all, or, where one is not there, none. Members only. */
export const issueChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('resolve'), version: z.string().trim().max(VERSION_CHARS_MAX).default('') }),
  z.strictObject({ kind: z.literal('mute') }),
  z.strictObject({ kind: z.literal('reopen') }),
  /** Null: nobody any more. */
  z.strictObject({ kind: z.literal('assign'), personId: z.string().max(64).nullable() }),
]);
export type IssueChange = z.input<typeof issueChange>;

export const issueChangeRequest = z.strictObject({
  issueIds: z.array(z.int().positive()).min(1).max(ISSUE_CHANGE_MAX),
  change: issueChange,
});
export const issueChangeResponse = z.object({ changedCount: z.number() });
export type IssueChangeResponse = z.infer<typeof issueChangeResponse>;

/** `GET .../issues/:issueId/history`: the newest first. */
export const issueHistoryResponse = z.object({
  entries: z.array(
    z.object({
      timeMs: z.number(),
      /** Who did it; '' where an occurrence did. */
      actor: z.string(),
      /** What happened, in words that follow the actor's name: `resolved it in version 1.4.2`. */
      words: z.string(),
      /** The occurrence that did it. */
      occurrenceId: z.number().nullable(),
    }),
  ),
});
export type IssueHistoryResponse = z.infer<typeof issueHistoryResponse>;

export const OCCURRENCE_LIST_LIMIT_MAX = 200;

/** Query string of `GET .../issues/:issueId/occurrences`: the newest first, from before that one on. */
export const occurrenceListQuery = z.strictObject({
  beforeId: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(OCCURRENCE_LIST_LIMIT_MAX).default(100),
});

export const occurrenceSummary = z.object({
  occurrenceId: z.number(),
  timeMs: z.number(),
  level: z.enum(LEVELS),
  title: z.string(),
  service: z.string(),
  host: z.string(),
  url: z.string(),
  codeVersion: z.string(),
  /** The person's name, e-mail address or id, whichever is told first; '' for none. */
  person: z.string(),
  traceId: z.string(),
});
export type OccurrenceSummary = z.infer<typeof occurrenceSummary>;

export const occurrenceListResponse = z.object({
  occurrences: z.array(occurrenceSummary),
  hasMore: z.boolean(),
});
export type OccurrenceListResponse = z.infer<typeof occurrenceListResponse>;

const ISSUE_TRACES_LIMIT_MAX = 200;

/** Query string of `GET .../issues/:issueId/traces`. */
export const issueTracesQuery = z.strictObject({
  /** `next` of the page before. */
  before: z
    .string()
    .regex(/^[1-9]\d{0,14}-[0-9a-f]{32}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(ISSUE_TRACES_LIMIT_MAX).default(50),
});
export type IssueTracesQuery = z.infer<typeof issueTracesQuery>;

/** `GET .../issues/:issueId/traces`: that its occurrences name, each once; the newest occurrence's first. */
export const issueTracesResponse = z.object({
  traces: z.array(
    z.object({
      traceId: z.string(),
      spanId: z.string(),
      occurrenceId: z.number(),
      timeMs: z.number(),
      /** Null where its spans are not here (yet, or any more). */
      summary: traceSummary.nullable(),
    }),
  ),
  /** Where the next page begins; null on the last. */
  next: z.string().nullable(),
});
export type IssueTracesResponse = z.infer<typeof issueTracesResponse>;

/** `GET .../traces/:traceId/errors`: what failed in a trace, in the order of time. */
export const traceErrorsResponse = z.object({
  errors: z.array(
    z.object({
      occurrenceId: z.number(),
      issueId: z.number(),
      counter: z.number(),
      title: z.string(),
      level: z.enum(LEVELS),
      status: z.enum(ISSUE_STATUSES),
      /** Of every telling that names one. */
      spanIds: z.array(z.string()),
      timeMs: z.number(),
    }),
  ),
});
export type TraceErrorsResponse = z.infer<typeof traceErrorsResponse>;

/** `GET /api/ui/people`: of the team, who may be given issues. */
export const peopleResponse = z.object({ people: z.array(personView) });
export type PeopleResponse = z.infer<typeof peopleResponse>;
