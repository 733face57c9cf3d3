import type { z } from 'zod';
import {
  type IssueListResponse,
  issueListResponse,
  type OccurrenceListResponse,
  type OccurrenceResponse,
  occurrenceListResponse,
  occurrenceResponse,
  type TraceErrorsResponse,
  traceErrorsResponse,
} from '../../src/api/contract/index.ts';
import type { ApiClient } from './api.ts';
import { FIRST_ENVIRONMENT } from './server.ts';
import { waitFor } from './wait.ts';

type ListedIssue = IssueListResponse['issues'][number];

/** Issues as the page sees them; every answer is checked against the contract. */
export interface IssuesClient {
  /** Open and closed ones, the last seen first. */
  list(): Promise<readonly ListedIssue[]>;
  /** Waits for one with this title and so many occurrences. */
  waitFor(title: string, occurrenceCount: number, timeoutMs?: number): Promise<ListedIssue>;
  occurrences(issueId: number, beforeId?: number): Promise<OccurrenceListResponse>;
  occurrence(issueId: number, occurrenceId: number | 'latest'): Promise<OccurrenceResponse>;
  ofTrace(traceId: string): Promise<TraceErrorsResponse['errors']>;
}

export function issuesOf(api: Pick<ApiClient, 'fetch'>, environment: string = FIRST_ENVIRONMENT): IssuesClient {
  const get = async <T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>> => {
    const answer = await api.fetch(`/api/ui/environments/${environment}/${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return schema.parse(await answer.json());
  };
  const list = async () => (await get('issues?status=any', issueListResponse)).issues;
  return {
    list,
    waitFor: async (title, occurrenceCount, timeoutMs = 10_000) => {
      let last: readonly ListedIssue[] = [];
      const look = async () => {
        last = await list();
        return last.find((issue) => issue.title === title && issue.occurrenceCount === occurrenceCount);
      };
      const what = `${occurrenceCount} occurrences of ${title}`;
      return waitFor(look, { what, timeoutMs }).catch((error: Error) => {
        const found = last.map((issue) => `${issue.occurrenceCount} of ${issue.title}`);
        throw new Error(`${error.message}; there are ${found.join(', ') || 'no issues'}`);
      });
    },
    occurrences: (issueId, beforeId) => {
      const before = beforeId === undefined ? '' : `&beforeId=${beforeId}`;
      return get(`issues/${issueId}/occurrences?limit=200${before}`, occurrenceListResponse);
    },
    occurrence: (issueId, occurrenceId) => get(`issues/${issueId}/occurrences/${occurrenceId}`, occurrenceResponse),
    ofTrace: async (traceId) => (await get(`traces/${traceId}/errors`, traceErrorsResponse)).errors,
  };
}
