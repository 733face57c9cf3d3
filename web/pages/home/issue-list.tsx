import './issue-list.css';
import { Link } from '@tanstack/react-router';
import type { ListedIssue } from '../../../src/api/contract/index.ts';
import { useIssues } from '../../data/issues.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { shownText } from '../../lib/shown-text.ts';
import { LevelMark } from '../../ui/issue-marks.tsx';
import { TimeAgo } from '../../ui/quantity.tsx';
import { SparkBars } from '../../ui/spark-bars.tsx';
import { UnreadPart } from '../../ui/unread-part.tsx';

const TITLE_CHARS_MAX = 200;
const NEWEST = { status: 'open', sort: 'first-seen', limit: 6 } as const;

/** The issues that came up last and are still open. Of all time: an issue waits for somebody, whatever the range. */
export function IssueList({ environment }: { environment: string }) {
  const issues = useIssues(environment, NEWEST);
  if (issues.error && !issues.data) return <UnreadPart query={issues} what="the newest issues" />;
  if (!issues.data || issues.data.totalCount === 0) return null;
  return (
    <section className="issue-list panel">
      <div className="trace-list__head">
        <h2 className="label">Newest issues</h2>
        <Link
          className="trace-list__more"
          to="/$environment/issues"
          params={{ environment }}
          search={{ sort: 'first-seen' }}
          aria-label="All open issues"
        >
          all {issues.data.totalCount}
        </Link>
      </div>
      <ol className="issue-list__items">
        {issues.data.issues.map((issue) => (
          <IssueItem key={issue.issueId} environment={environment} issue={issue} />
        ))}
      </ol>
    </section>
  );
}

function IssueItem({ environment, issue }: { environment: string; issue: ListedIssue }) {
  const title = issue.title.slice(0, TITLE_CHARS_MAX) || '(no title)';
  const lately = issue.sparkline.counts.reduce((all, count) => all + count, 0);
  return (
    <li className="issue-list__item">
      <LevelMark level={issue.level} />
      <Link
        className="issue-list__title"
        to="/$environment/issues/$issueId"
        params={{ environment, issueId: String(issue.issueId) }}
        title={shownText(title)}
      >
        {shownText(title)}
      </Link>
      <span className="issue-list__trend">
        <SparkBars counts={issue.sparkline.counts} label={`${formatCounted(lately, 'time')} in the last 24 hours`} />
      </span>
      <span className="issue-list__count">{formatCounted(issue.occurrenceCount, 'time')}</span>
      <span className="issue-list__when">
        <TimeAgo ms={issue.firstSeenMs} />
      </span>
    </li>
  );
}
