import type { IssueListResponse } from '../../src/api/contract/index.ts';

/**
 * Pages of a list as one answer, with the counts of the newest. While they are read issues may move from one page to the
 * next: each is kept once, where it came first.
 */
export function joinIssuePages(pages: readonly IssueListResponse[]): IssueListResponse | undefined {
  const last = pages.at(-1);
  if (last === undefined) return undefined;
  const byId = new Map<number, IssueListResponse['issues'][number]>();
  for (const issue of pages.flatMap(({ issues }) => issues))
    if (!byId.has(issue.issueId)) byId.set(issue.issueId, issue);
  return { ...last, issues: [...byId.values()] };
}
