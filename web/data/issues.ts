import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import {
  type IssueChange,
  type IssueListQuery,
  type IssueListResponse,
  issueChangeResponse,
  issueHistoryResponse,
  issueListResponse,
  issueResponse,
  issueTracesResponse,
  occurrenceListResponse,
  occurrenceResponse,
  payloadResponse,
  peopleResponse,
  traceErrorsResponse,
} from '../../src/api/contract/index.ts';
import { joinIssuePages } from '../lib/issue-pages.ts';
import type { SearchParams } from '../lib/search-params.ts';
import { apiPath, requestJson } from './api-client.ts';
import { LIVE } from './live.ts';

/** Filters and order of a list of issues. */
export type IssueFilter = Partial<IssueListQuery>;

const issuesPath = (environment: string, ...rest: string[]) => apiPath('environments', environment, 'issues', ...rest);
const issueKey = (environment: string, issueId: string, ...rest: unknown[]) =>
  ['environments', environment, 'issues', issueId, ...rest] as const;

function queryText(values: Readonly<Record<string, string | number | undefined>>): SearchParams {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** Keeps showing the last answer while a changed filter is asked for (`isPlaceholderData` tells). */
export function useIssues(environment: string, filter: IssueFilter) {
  return useQuery({
    queryKey: ['environments', environment, 'issues', 'list', filter],
    queryFn: ({ signal }) =>
      requestJson('GET', issuesPath(environment), issueListResponse, { query: queryText(filter), signal }),
    placeholderData: keepPreviousData,
    meta: LIVE,
  });
}

/** The list a page at a time: `fetchNextPage` adds one, and what is read again is all that is shown. */
export function useIssuePages(environment: string, filter: IssueFilter) {
  return useInfiniteQuery({
    queryKey: ['environments', environment, 'issues', 'pages', filter],
    queryFn: ({ signal, pageParam }) => {
      const query = queryText({ ...filter, offset: pageParam });
      return requestJson('GET', issuesPath(environment), issueListResponse, { query, signal });
    },
    initialPageParam: 0,
    getNextPageParam: (last: IssueListResponse, pages) => {
      const readCount = pages.reduce((sum, { issues }) => sum + issues.length, 0);
      return last.issues.length > 0 && readCount < last.totalCount ? readCount : undefined;
    },
    select: ({ pages }) => joinIssuePages(pages),
    placeholderData: keepPreviousData,
    meta: LIVE,
  });
}

export function useIssue(environment: string, issueId: string) {
  return useQuery({
    queryKey: issueKey(environment, issueId),
    queryFn: ({ signal }) => requestJson('GET', issuesPath(environment, issueId), issueResponse, { signal }),
    meta: LIVE,
  });
}

/** One occurrence: it stays as it is, but more may follow it, `lastId` being the newest of its issue that is known. */
export function useOccurrence(
  environment: string,
  issueId: string,
  { occurrenceId, lastId }: { occurrenceId: string; lastId: number },
) {
  const occurrence = useQuery({
    queryKey: issueKey(environment, issueId, 'occurrence', occurrenceId),
    queryFn: ({ signal }) => {
      const path = issuesPath(environment, issueId, 'occurrences', occurrenceId);
      return requestJson('GET', path, occurrenceResponse, { signal });
    },
    placeholderData: (last, query) => (query?.queryKey[3] === issueId ? keepPreviousData(last) : undefined),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { data, refetch } = occurrence;
  const isBehind = data !== undefined && data.nextId === null && data.occurrenceId < lastId;
  useEffect(() => {
    if (isBehind) void refetch();
  }, [isBehind, refetch]);
  return occurrence;
}

/** The payload as it was sent: up to a megabyte, so only where it is looked at. */
export function usePayload(environment: string, issueId: string, occurrenceId: string) {
  return useQuery({
    queryKey: issueKey(environment, issueId, 'occurrence', occurrenceId, 'payload'),
    queryFn: ({ signal }) => {
      const path = issuesPath(environment, issueId, 'occurrences', occurrenceId, 'payload');
      return requestJson('GET', path, payloadResponse, { signal });
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The newest occurrences of an issue, or those before one of them. */
export function useOccurrences(environment: string, issueId: string, beforeId: number | undefined) {
  return useQuery({
    queryKey: issueKey(environment, issueId, 'occurrences', beforeId ?? null),
    queryFn: ({ signal }) => {
      const path = issuesPath(environment, issueId, 'occurrences');
      return requestJson('GET', path, occurrenceListResponse, { query: queryText({ beforeId }), signal });
    },
    placeholderData: keepPreviousData,
    meta: LIVE,
  });
}

export function useIssueTraces(environment: string, issueId: string, before: string | undefined) {
  return useQuery({
    queryKey: issueKey(environment, issueId, 'traces', before ?? null),
    queryFn: ({ signal }) => {
      const path = issuesPath(environment, issueId, 'traces');
      return requestJson('GET', path, issueTracesResponse, { query: queryText({ before }), signal });
    },
    placeholderData: keepPreviousData,
    meta: LIVE,
  });
}

export function useIssueHistory(environment: string, issueId: string) {
  return useQuery({
    queryKey: issueKey(environment, issueId, 'history'),
    queryFn: ({ signal }) =>
      requestJson('GET', issuesPath(environment, issueId, 'history'), issueHistoryResponse, { signal }),
    meta: LIVE,
  });
}

/** Who may be given issues. */
export function usePeople() {
  return useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => requestJson('GET', apiPath('people'), peopleResponse, { signal }),
    staleTime: 60_000,
  });
}

export interface IssuesChange {
  readonly issueIds: readonly number[];
  readonly change: IssueChange;
}

export function useChangeIssues(environment: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: IssuesChange) =>
      requestJson('POST', issuesPath(environment, 'changes'), issueChangeResponse, { body }),
    onSuccess: () => {
      const queryKey = ['environments', environment, 'issues'];
      // A list that was looked at before must not show what was changed as it was, not even for a moment.
      queries.removeQueries({ queryKey, type: 'inactive' });
      // An occurrence is what it was.
      return queries.invalidateQueries({ queryKey, predicate: (query) => query.queryKey[4] !== 'occurrence' });
    },
  });
}

/** What failed in a trace. */
export function useTraceErrors(environment: string, traceId: string) {
  return useQuery({
    queryKey: ['environments', environment, 'trace', traceId, 'errors'],
    queryFn: ({ signal }) => {
      const path = apiPath('environments', environment, 'traces', traceId, 'errors');
      return requestJson('GET', path, traceErrorsResponse, { signal });
    },
    meta: LIVE,
  });
}
