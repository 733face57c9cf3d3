import {
  ISSUE_SORTS,
  ISSUE_STATUS_FILTERS,
  type IssueListQuery,
  type IssueSort,
  type IssueStatus,
  type IssueStatusFilter,
  LEVELS,
} from '../../src/api/contract/index.ts';
import type { TableSort } from './table-sort.ts';
import { choiceField, createViewCodec, textField, type ViewField, type ViewState } from './view-state.ts';

/** As long as the server takes; a longer one in the address is no filter. */
const TEXT_CHARS_MAX = 1_024;

const filterText: ViewField<string> = {
  ...textField(),
  read: (text) => (text.length <= TEXT_CHARS_MAX ? text : undefined),
};

export const ANY = 'any';

const ISSUES_FIELDS = {
  status: choiceField(ISSUE_STATUS_FILTERS, 'open'),
  level: choiceField([ANY, ...LEVELS], ANY),
  /** Deployment environment; `environment` is the one of the path. */
  deployment: filterText,
  find: filterText,
  assigned: filterText,
  sort: choiceField(ISSUE_SORTS, 'last-seen'),
} as const;

/** Filters and order of the list of issues, as they stand in the address: `?status=resolved&level=error&find=timeout`. */
export const issuesView = createViewCodec({ fields: ISSUES_FIELDS });
export type IssuesView = ViewState<typeof ISSUES_FIELDS>;

/** The view as the server is asked for it; what is left open is not asked. */
export function issueFilterOf(view: IssuesView): Partial<IssueListQuery> {
  return {
    status: view.status,
    sort: view.sort,
    ...(view.level === ANY ? {} : { level: view.level }),
    ...(view.deployment === '' ? {} : { deploymentEnvironment: view.deployment }),
    ...(view.find.trim() === '' ? {} : { text: view.find.trim() }),
    ...(view.assigned === '' ? {} : { assigned: view.assigned }),
  };
}

/** Every filter open again except the status, which always has one; the order stays. */
export const NO_ISSUE_FILTER = {
  level: ANY,
  deployment: '',
  find: '',
  assigned: '',
} as const satisfies Partial<IssuesView>;

export function isIssueFiltered(view: IssuesView): boolean {
  return Object.entries(NO_ISSUE_FILTER).some(([name, value]) => view[name as keyof IssuesView] !== value);
}

/** The list that holds issues of a status: several of them wait for somebody. */
export function statusFilterOf(status: IssueStatus): IssueStatusFilter {
  return status === 'resolved' || status === 'muted' ? status : 'open';
}

/** What the server can order by, each one way only. */
export function issueTableSort(sort: IssueSort): TableSort {
  return { columnId: sort, direction: 'descending' };
}

export function issueSortOf({ columnId }: TableSort): IssueSort {
  return ISSUE_SORTS.find((sort) => sort === columnId) ?? 'last-seen';
}
