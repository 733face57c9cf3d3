import './issue-page.css';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { IssueResponse } from '../../../src/api/contract/index.ts';
import { ApiError } from '../../data/api-error.ts';
import { useIssue, useOccurrence } from '../../data/issues.ts';
import { useLive } from '../../data/live.ts';
import { useEnvironment, useSearchParams, useTimeRange, useView } from '../../data/view.ts';
import { issueView, LATEST } from '../../lib/issue-view.ts';
import { shownText } from '../../lib/shown-text.ts';
import { type Hotkey, useHotkeys } from '../../ui/hotkeys.tsx';
import { LevelMark, StatusWord } from '../../ui/issue-marks.tsx';
import { LiveSwitch } from '../../ui/live-switch.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, errorWords } from '../../ui/states.tsx';
import { Unread } from '../../ui/unread.tsx';
import { ActionButtons } from './action-buttons.tsx';
import { IssueFacts } from './issue-facts.tsx';
import { IssueTabs } from './issue-tabs.tsx';
import { OccurrenceBar } from './occurrence-bar.tsx';
import { type IssueActions, useIssueActions } from './use-issue-actions.ts';

/** Characters of a title in a heading: the whole stands in the traceback. */
const TITLE_CHARS_MAX = 300;

export function IssuePage() {
  const environment = useEnvironment();
  const { issueId = '' } = useParams({ strict: false }) as { issueId?: string };
  const { live } = useSearchParams();
  const { setLive } = useTimeRange();
  const isLive = live !== 'off';
  const issue = useIssue(environment, issueId);
  const liveError = useLive(environment, { isOn: isLive });
  const error = issue.error ?? liveError;
  if (!issue.data) {
    return (
      <Page title="Issue">
        {issue.error instanceof ApiError && issue.error.status === 404 ? (
          <NotHere environment={environment} />
        ) : (
          <Unread query={issue} what="the issue">
            The list of issues, traces and the map are read on their own and may still answer.
          </Unread>
        )}
      </Page>
    );
  }
  const title = issue.data.title.slice(0, TITLE_CHARS_MAX) || '(no title)';
  const switches = <LiveSwitch isLive={isLive} canFollow onChange={setLive} />;
  return (
    <Page
      title={title}
      heading={<Heading title={title} issue={issue.data} />}
      subtitle={<Subtitle issue={issue.data} error={error} />}
      actions={<Actions environment={environment} issue={issue.data} switches={switches} />}
    >
      <IssueFacts environment={environment} issue={issue.data} />
      <Occurrence key={issueId} environment={environment} issue={issue.data} />
    </Page>
  );
}

function Heading({ title, issue }: { title: string; issue: IssueResponse }) {
  return (
    <span className="issue__heading">
      <LevelMark level={issue.level} />
      <bdi className="issue__title">{shownText(title)}</bdi>
    </span>
  );
}

function Subtitle({ issue, error }: { issue: IssueResponse; error: unknown }) {
  return (
    <span className="issue__subtitle">
      <span>#{issue.counter}</span>
      <span>{issue.level}</span>
      <StatusWord status={issue.status} />
      {issue.status === 'resolved' && issue.resolvedInVersion !== '' && <span>in {issue.resolvedInVersion}</span>}
      {error !== null && (
        <span className="issue__stale" role="alert">
          not up to date: {errorWords(error)}
        </span>
      )}
    </span>
  );
}

interface ActionsProps {
  readonly environment: string;
  readonly issue: IssueResponse;
  readonly switches: ReactNode;
}

function Actions({ environment, issue, switches }: ActionsProps) {
  const actions = useIssueActions(environment);
  useHotkeys('This issue', actions.canChange ? [resolveKey(issue, actions)] : NO_KEYS);
  return (
    <>
      {switches}
      {actions.canChange && (
        <ActionButtons
          issueIds={[issue.issueId]}
          statuses={[issue.status]}
          assignee={issue.assignee}
          version={issue.codeVersions[0] ?? ''}
          actions={actions}
        />
      )}
    </>
  );
}

const NO_KEYS: readonly Hotkey[] = [];

/** One key there and back: what a finger slipped on is undone by the same. */
function resolveKey({ issueId, status }: IssueResponse, { isPending, resolve, reopen }: IssueActions): Hotkey {
  const isResolved = status === 'resolved';
  const act = isResolved ? reopen : resolve;
  const words = isResolved ? 'reopen it' : 'resolve it';
  return { keys: 'r', words, run: () => !isPending && act([issueId]) };
}

/** One occurrence and what is told of it; the issue's own lists beside it. */
function Occurrence({ environment, issue }: { environment: string; issue: IssueResponse }) {
  const [view, setView] = useView(issueView);
  // The newest when the page opened: what comes in later must not push away what is being read.
  const [opened] = useState(String(issue.lastOccurrenceId));
  const occurrenceId = view.occurrence === LATEST ? opened : view.occurrence;
  const occurrence = useOccurrence(environment, String(issue.issueId), {
    occurrenceId,
    lastId: issue.lastOccurrenceId,
  });
  const show = (shown: number) => setView({ occurrence: String(shown) });
  return (
    <>
      <OccurrenceBar
        environment={environment}
        occurrence={occurrence.data}
        lastOccurrenceId={issue.lastOccurrenceId}
        onShow={show}
      />
      <IssueTabs
        environment={environment}
        issue={issue}
        occurrence={occurrence}
        tab={view.tab}
        onTab={(tab) => setView({ tab }, { replace: true })}
        onShow={(shown) => setView({ occurrence: String(shown), tab: 'traceback' })}
      />
    </>
  );
}

function NotHere({ environment }: { environment: string }) {
  const all = (
    <Link to="/$environment/issues" params={{ environment }}>
      All issues
    </Link>
  );
  return (
    <Empty title="This issue is not here" actions={all}>
      It may be in another environment, or the address may be cut short.
    </Empty>
  );
}
