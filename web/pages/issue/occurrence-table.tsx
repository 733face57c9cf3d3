import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { OccurrenceSummary } from '../../../src/api/contract/index.ts';
import { useOccurrences } from '../../data/issues.ts';
import { shownText } from '../../lib/shown-text.ts';
import { LevelMark } from '../../ui/issue-marks.tsx';
import { Cut, TimeAgo } from '../../ui/quantity.tsx';
import { Table } from '../../ui/table/table.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';
import { Unread } from '../../ui/unread.tsx';
import { Pager } from './pager.tsx';

interface OccurrenceTableProps {
  readonly environment: string;
  readonly issueId: string;
  /** Of all pages. */
  readonly occurrenceCount: number;
  readonly shownId: number | undefined;
  readonly onShow: (occurrenceId: number) => void;
}

/** The occurrences of an issue, the newest first, a page at a time. */
export function OccurrenceTable({ environment, issueId, occurrenceCount, shownId, onShow }: OccurrenceTableProps) {
  const [starts, setStarts] = useState<readonly number[]>([]);
  const list = useOccurrences(environment, issueId, starts.at(-1));
  const columns = useMemo(() => occurrenceColumns(environment), [environment]);
  if (!list.data) return <Unread query={list} what="the occurrences" />;
  const { occurrences, hasMore } = list.data;
  const last = occurrences.at(-1)?.occurrenceId;
  return (
    <div className="issue__table">
      <Table
        name="occurrences"
        label="Occurrences"
        noun="occurrence"
        columns={columns}
        rows={occurrences}
        rowKey={({ occurrenceId }) => String(occurrenceId)}
        selectedKey={shownId === undefined ? undefined : String(shownId)}
        onOpen={({ occurrenceId }) => onShow(occurrenceId)}
        totalCount={occurrenceCount}
        bar={
          (hasMore || starts.length > 0) && (
            <Pager starts={starts} next={hasMore ? last : undefined} onStarts={setStarts} />
          )
        }
      />
    </div>
  );
}

function occurrenceColumns(environment: string): ReadonlyArray<TableColumn<OccurrenceSummary>> {
  type TextField = 'service' | 'host' | 'person' | 'codeVersion' | 'url';
  const text = (id: TextField, title: string, sizes: { width: number; leaves: number }) => ({
    ...{ id, title, isSortable: false, ...sizes },
    value: (row: OccurrenceSummary) => row[id],
  });
  return [
    {
      id: 'time',
      title: 'Time',
      value: ({ timeMs }) => timeMs,
      cell: ({ timeMs }) => <TimeAgo ms={timeMs} />,
      copyText: ({ timeMs }) => new Date(timeMs).toISOString(),
      width: 100,
      align: 'end',
      isSortable: false,
    },
    {
      id: 'title',
      title: 'What',
      value: ({ title }) => title,
      cell: ({ level, title }) => (
        <span className="issue__what">
          <LevelMark level={level} />
          <bdi className="issue__words">{shownText(title.slice(0, 300))}</bdi>
        </span>
      ),
      width: 260,
      isGrowing: true,
      widthMin: 140,
      isSortable: false,
    },
    text('person', 'Person', { width: 140, leaves: 2 }),
    text('service', 'Service', { width: 120, leaves: 4 }),
    text('codeVersion', 'Version', { width: 100, leaves: 3 }),
    { ...text('host', 'Host', { width: 120, leaves: 6 }), isHiddenAtFirst: true },
    text('url', 'URL', { width: 200, leaves: 5 }),
    {
      id: 'trace',
      title: 'Trace',
      value: ({ traceId }) => traceId,
      cell: (row) => row.traceId !== '' && <TraceLink environment={environment} row={row} />,
      width: 130,
      leaves: 1,
      isSortable: false,
    },
  ];
}

function TraceLink({ environment, row: { traceId, timeMs } }: { environment: string; row: OccurrenceSummary }) {
  return (
    <Link
      to="/$environment/traces/$traceId"
      params={{ environment, traceId }}
      search={{ at: String(Math.floor(timeMs)) }}
      tabIndex={-1}
    >
      <Cut text={traceId} charsMax={14} />
    </Link>
  );
}
