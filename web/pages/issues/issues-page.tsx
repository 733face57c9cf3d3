import './issues-page.css';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import type { IssueListResponse, ListedIssue } from '../../../src/api/contract/index.ts';
import { useIssuePages } from '../../data/issues.ts';
import { useLive } from '../../data/live.ts';
import { useEnvironment, useSearchParams, useTimeRange, useView } from '../../data/view.ts';
import { formatCount } from '../../lib/format-number.ts';
import { type IssuesView, issueFilterOf, issueSortOf, issuesView, issueTableSort } from '../../lib/issue-filter.ts';
import { Button } from '../../ui/button.tsx';
import { useHotkeys } from '../../ui/hotkeys.tsx';
import { LiveSwitch } from '../../ui/live-switch.tsx';
import { Page } from '../../ui/page.tsx';
import { errorWords } from '../../ui/states.tsx';
import { Table } from '../../ui/table/table.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useServiceColours } from '../../ui/use-service-colours.ts';
import { ActionButtons } from '../issue/action-buttons.tsx';
import { useIssueActions } from '../issue/use-issue-actions.ts';
import { issueColumns } from './issue-columns.tsx';
import { IssueFilterBar } from './issue-filter-bar.tsx';
import { IssuesEmpty } from './issues-empty.tsx';

const NO_NAMES: readonly string[] = [];
const NO_MARKS: ReadonlySet<string> = new Set();

const keyOf = ({ issueId }: ListedIssue) => String(issueId);

export function IssuesPage() {
  const environment = useEnvironment();
  const { live } = useSearchParams();
  const { setLive } = useTimeRange();
  const isLive = live !== 'off';
  const [view, setView] = useView(issuesView);
  const filter = useMemo(() => issueFilterOf(view), [view]);
  const issues = useIssuePages(environment, filter);
  const liveError = useLive(environment, { isOn: isLive });
  const error = issues.error ?? liveError;
  const searchField = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useIssueKeys({
    search: () => searchField.current?.focus(),
    focusList: () => list.current?.querySelector<HTMLElement>('[role=grid]')?.focus(),
  });

  return (
    <Page title="Issues" isFilling actions={<LiveSwitch isLive={isLive} canFollow onChange={setLive} />}>
      <IssueFilterBar
        view={view}
        onChange={setView}
        deploymentEnvironments={issues.data?.deploymentEnvironments ?? NO_NAMES}
        searchField={searchField}
      />
      {issues.data ? (
        <div className={issues.isPlaceholderData ? 'issues issues--waiting' : 'issues'} ref={list}>
          <IssueTable
            environment={environment}
            found={issues.data}
            view={view}
            setView={setView}
            error={error}
            more={
              issues.hasNextPage && (
                <Button isDisabled={issues.isFetchingNextPage} onPress={() => void issues.fetchNextPage()}>
                  {moreWords(issues.data)}
                </Button>
              )
            }
          />
        </div>
      ) : (
        <Unread query={issues} what="the issues">
          Nothing is lost by it: what senders report is taken in apart from this list. Traces and the map are read on
          their own and may still answer.
        </Unread>
      )}
    </Page>
  );
}

interface IssueTableProps {
  readonly environment: string;
  readonly found: IssueListResponse;
  readonly view: IssuesView;
  readonly setView: (change: Partial<IssuesView>) => void;
  /** Why what is shown may be old. */
  readonly error: unknown;
  /** Reads on, where there are more. */
  readonly more: ReactNode;
}

function moreWords({ issues, totalCount }: IssueListResponse): string {
  return `Show more, ${formatCount(totalCount - issues.length)} are left`;
}

function IssueTable({ environment, found, view, setView, error, more }: IssueTableProps) {
  const navigate = useNavigate();
  const [marks, setMarks] = useState(NO_MARKS);
  const rows = found.issues;
  const services = useMemo(() => rows.map(({ service }) => service).filter((name) => name !== ''), [rows]);
  const colours = useServiceColours(environment, services);
  const columns = useMemo(
    () => issueColumns({ environment, colours, filterBy: setView }),
    [environment, colours, setView],
  );
  const open = useCallback(
    (issue: ListedIssue) =>
      void navigate({ to: '/$environment/issues/$issueId', params: { environment, issueId: keyOf(issue) } }),
    [navigate, environment],
  );
  return (
    <Table
      name="issues"
      label="Issues"
      noun="issue"
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      totalCount={found.totalCount}
      sort={issueTableSort(view.sort)}
      onSort={(sort) => setView({ sort: issueSortOf(sort) })}
      onOpen={open}
      marks={{ keys: marks, onChange: setMarks }}
      foot={more}
      bar={
        <>
          {error !== null && (
            <span className="issues__stale" role="alert">
              not up to date: {errorWords(error)}
            </span>
          )}
          <Marked environment={environment} rows={rows} marks={marks} onClear={() => setMarks(NO_MARKS)} />
        </>
      }
      empty={
        <IssuesEmpty
          environment={environment}
          view={view}
          hasIssues={found.deploymentEnvironments.length > 0}
          onChange={setView}
        />
      }
    />
  );
}

interface MarkedProps {
  readonly environment: string;
  readonly rows: readonly ListedIssue[];
  readonly marks: ReadonlySet<string>;
  readonly onClear: () => void;
}

/** What can be done with the marked issues that are in the list. */
function Marked({ environment, rows, marks, onClear }: MarkedProps) {
  const actions = useIssueActions(environment, onClear);
  const marked = rows.filter((issue) => marks.has(keyOf(issue)));
  if (marked.length === 0) return null;
  return (
    <div className="issues__marked">
      <span>{formatCount(marked.length)} marked</span>
      {actions.canChange ? (
        <ActionButtons
          issueIds={marked.map(({ issueId }) => issueId)}
          statuses={marked.map(({ status }) => status)}
          assignee={null}
          version=""
          actions={actions}
          size="small"
        />
      ) : (
        <span className="quiet">your role may look, not change</span>
      )}
      <Button look="quiet" size="small" icon="close" onPress={onClear}>
        Unmark
      </Button>
    </div>
  );
}

function useIssueKeys({ search, focusList }: { search: () => void; focusList: () => void }): void {
  useHotkeys('Issues', [
    { keys: '/', words: 'search the titles', run: search },
    { keys: 'j', words: 'down the list', run: focusList },
    { keys: 'k', words: 'up the list', run: focusList },
    { keys: 'x', words: 'mark the issue' },
    { keys: 'Enter', words: 'open the issue' },
  ]);
}
