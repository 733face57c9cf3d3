import { Link } from '@tanstack/react-router';
import type { ListedIssue } from '../../../src/api/contract/index.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { type IssuesView, statusFilterOf } from '../../lib/issue-filter.ts';
import { saysMore } from '../../lib/issue-titles.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { shownText } from '../../lib/shown-text.ts';
import { LevelMark, StatusWord } from '../../ui/issue-marks.tsx';
import { Count, TimeAgo } from '../../ui/quantity.tsx';
import { ServiceLink } from '../../ui/service-name.tsx';
import { SparkBars } from '../../ui/spark-bars.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';

/** Of a title in a line of a table: it may have thousands. */
const TITLE_CHARS_MAX = 300;

interface ColumnOptions {
  readonly environment: string;
  readonly colours: ServiceColours;
  readonly filterBy: (change: Partial<IssuesView>) => void;
}

type Columns = ReadonlyArray<TableColumn<ListedIssue>>;

export function issueColumns(options: ColumnOptions): Columns {
  return [...headColumns(options), ...numberColumns(options), ...TIMES, ...placeColumns(options)];
}

function headColumns({ environment, filterBy }: ColumnOptions): Columns {
  return [
    {
      id: 'title',
      title: 'Issue',
      value: ({ title }) => title,
      cell: (issue) => <IssueTitle environment={environment} issue={issue} />,
      width: 260,
      isGrowing: true,
      widthMin: 140,
      isSortable: false,
      actions: ({ title }) => ({ filterBy: () => filterBy({ find: title.slice(0, TITLE_CHARS_MAX) }) }),
    },
    {
      id: 'level',
      title: 'Level',
      value: ({ level }) => level,
      width: 80,
      isSortable: false,
      isHiddenAtFirst: true,
      actions: ({ level }) => ({ filterBy: () => filterBy({ level }) }),
    },
    {
      id: 'status',
      title: 'Status',
      value: ({ status }) => status,
      cell: ({ status }) => <StatusWord status={status} />,
      width: 100,
      leaves: 2,
      isSortable: false,
      actions: ({ status }) => ({ filterBy: () => filterBy({ status: statusFilterOf(status) }) }),
    },
  ];
}

function numberColumns({ environment }: ColumnOptions): Columns {
  return [
    {
      id: 'trend',
      title: 'Last 24 h',
      value: ({ sparkline }) => sum(sparkline.counts),
      cell: ({ sparkline }) => <Trend counts={sparkline.counts} />,
      width: 96,
      leaves: 1,
      isSortable: false,
    },
    {
      id: 'most',
      title: 'Times',
      value: ({ occurrenceCount }) => occurrenceCount,
      cell: (issue) => <OccurrencesLink environment={environment} issue={issue} count={issue.occurrenceCount} />,
      width: 68,
      align: 'end',
      firstDirection: 'descending',
    },
    {
      id: 'people',
      title: 'People',
      value: ({ personCount }) => personCount,
      cell: (issue) => <OccurrencesLink environment={environment} issue={issue} count={issue.personCount} />,
      width: 72,
      leaves: 3,
      align: 'end',
      firstDirection: 'descending',
    },
  ];
}

const TIMES: Columns = [
  {
    id: 'last-seen',
    title: 'Last seen',
    value: ({ lastSeenMs }) => lastSeenMs,
    cell: ({ lastSeenMs }) => <TimeAgo ms={lastSeenMs} />,
    copyText: ({ lastSeenMs }) => new Date(lastSeenMs).toISOString(),
    width: 104,
    align: 'end',
    firstDirection: 'descending',
  },
  {
    id: 'first-seen',
    title: 'First seen',
    value: ({ firstSeenMs }) => firstSeenMs,
    cell: ({ firstSeenMs }) => <TimeAgo ms={firstSeenMs} />,
    copyText: ({ firstSeenMs }) => new Date(firstSeenMs).toISOString(),
    width: 96,
    leaves: 4,
    align: 'end',
    firstDirection: 'descending',
  },
];

function placeColumns({ environment, colours, filterBy }: ColumnOptions): Columns {
  return [
    {
      id: 'deployment',
      title: 'Environment',
      value: ({ deploymentEnvironment }) => deploymentEnvironment,
      width: 108,
      leaves: 5,
      isSortable: false,
      actions: ({ deploymentEnvironment }) => ({ filterBy: () => filterBy({ deployment: deploymentEnvironment }) }),
    },
    {
      id: 'service',
      title: 'Service',
      value: ({ service }) => service,
      cell: ({ service }) =>
        service !== '' && <ServiceLink environment={environment} name={service} colours={colours} tabIndex={-1} />,
      width: 120,
      leaves: 6,
      isSortable: false,
    },
    {
      id: 'assignee',
      title: 'Assigned to',
      value: ({ assignee }) => assignee?.name ?? '',
      width: 108,
      leaves: 7,
      isSortable: false,
      actions: ({ assignee }) => ({ filterBy: () => filterBy({ assigned: assignee?.id ?? 'nobody' }) }),
    },
  ];
}

function IssueTitle({ environment, issue }: { environment: string; issue: ListedIssue }) {
  const title = issue.title === '' ? '(no title)' : issue.title;
  return (
    <span className="issues__title">
      <LevelMark level={issue.level} />
      <Link
        className="issues__link"
        to="/$environment/issues/$issueId"
        params={{ environment, issueId: String(issue.issueId) }}
        title={shownText(title.slice(0, 1_000))}
        tabIndex={-1}
      >
        {shownText(title.slice(0, TITLE_CHARS_MAX))}
      </Link>
      <span className="issues__counter">#{issue.counter}</span>
      {saysMore(issue) && (
        <span className="issues__last" title={`The newest one says: ${shownText(issue.lastMessage)}`}>
          {shownText(issue.lastMessage)}
        </span>
      )}
    </span>
  );
}

/** A number leads to what it counts. */
function OccurrencesLink({ environment, issue, count }: { environment: string; issue: ListedIssue; count: number }) {
  if (count === 0) return <span className="quiet">0</span>;
  return (
    <Link
      className="issues__count"
      to="/$environment/issues/$issueId"
      params={{ environment, issueId: String(issue.issueId) }}
      search={{ tab: 'occurrences' }}
      tabIndex={-1}
    >
      <Count of={count} />
    </Link>
  );
}

function Trend({ counts }: { counts: readonly number[] }) {
  return (
    <div className="issues__trend">
      <SparkBars counts={counts} label={`${formatCounted(sum(counts), 'occurrence')} in the last 24 hours`} />
    </div>
  );
}

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
