import { describe, expect, it } from 'vitest';
import { issueListQuery } from '../../src/api/contract/index.ts';
import { ANY, isIssueFiltered, issueFilterOf, issueSortOf, issuesView, NO_ISSUE_FILTER } from './issue-filter.ts';
import { issueView, LATEST } from './issue-view.ts';

describe('the list of issues in the address', () => {
  it('is plain at first, and asks for what is open', () => {
    expect(Object.values(issuesView.write(issuesView.initial)).filter((value) => value !== undefined)).toEqual([]);
    expect(issueFilterOf(issuesView.initial)).toEqual({ status: 'open', sort: 'last-seen' });
    expect(isIssueFiltered(issuesView.initial)).toBe(false);
  });

  it('is what the server takes', () => {
    const params = {
      status: 'any',
      level: 'error',
      deployment: 'production',
      find: ' x ',
      assigned: 'nobody',
      sort: 'most',
    };
    const view = issuesView.read(params);
    expect(issueListQuery.parse(issueFilterOf(view))).toMatchObject({
      ...{
        status: 'any',
        level: 'error',
        deploymentEnvironment: 'production',
        text: 'x',
        assigned: 'nobody',
        sort: 'most',
      },
    });
    expect(isIssueFiltered(view)).toBe(true);
    expect(isIssueFiltered({ ...view, ...NO_ISSUE_FILTER })).toBe(false);
    expect(issuesView.read({ ...issuesView.write(view) })).toEqual(view);
  });

  it.each([
    ['status', 'closed'],
    ['level', '<script>'],
    ['sort', '7'],
    ['find', 'x'.repeat(1_025)],
  ])('has no room for %s=%s', (name, value) => {
    expect(issuesView.read({ [name]: value })).toEqual(issuesView.initial);
    expect(issuesView.initial.level).toBe(ANY);
  });

  it('is ordered by columns the server knows', () => {
    expect(issueSortOf({ columnId: 'people', direction: 'ascending' })).toBe('people');
    expect(issueSortOf({ columnId: 'title', direction: 'ascending' })).toBe('last-seen');
  });
});

it.each(['0', '-1', '1.5', '1e3', 'abc', '12345678901234567', "1'"])('occurrence=%s is no occurrence', (occurrence) => {
  expect(issueView.read({ occurrence }).occurrence).toBe(LATEST);
});
