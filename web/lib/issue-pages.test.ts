import { describe, expect, it } from 'vitest';
import type { IssueListResponse, ListedIssue } from '../../src/api/contract/index.ts';
import { joinIssuePages } from './issue-pages.ts';

const page = (ids: readonly number[], totalCount: number): IssueListResponse => ({
  // Only the id decides.
  issues: ids.map((issueId) => ({ issueId, title: `of a page that says ${totalCount}` }) as ListedIssue),
  totalCount,
  deploymentEnvironments: [],
});

describe('pages of issues', () => {
  it('are one list in their order, with the count of the page read last', () => {
    const joined = joinIssuePages([page([9, 8], 4), page([7, 6], 5)]);
    expect(joined?.issues.map(({ issueId }) => issueId)).toEqual([9, 8, 7, 6]);
    expect(joined?.totalCount).toBe(5);
  });

  it('hold an issue that moved to the next page once, where it came first', () => {
    const joined = joinIssuePages([page([9, 8], 4), page([8, 7], 5)]);
    expect(joined?.issues.map(({ issueId, title }) => [issueId, title])).toEqual([
      [9, 'of a page that says 4'],
      [8, 'of a page that says 4'],
      [7, 'of a page that says 5'],
    ]);
  });

  it('are nothing where none was read', () => {
    expect(joinIssuePages([])).toBeUndefined();
  });
});
