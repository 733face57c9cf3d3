import { Link } from '@tanstack/react-router';
import type { TraceSort, TraceSummary } from '../../../src/api/contract/index.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { shownText } from '../../lib/shown-text.ts';
import type { TableSort } from '../../lib/table-sort.ts';
import type { TracesView } from '../../lib/trace-filter.ts';
import { ErrorCount } from '../../ui/error-count.tsx';
import { Count, Cut, Duration, TimeAgo } from '../../ui/quantity.tsx';
import { ServiceName, serviceColour } from '../../ui/service-name.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';

const NS_PER_MS = 1_000_000n;

export const startMsOf = (trace: TraceSummary): number => Number(BigInt(trace.startNs) / NS_PER_MS);

interface ColumnOptions {
  readonly environment: string;
  readonly colours: ServiceColours;
  /** Of the slowest trace that is listed: the length of a full bar. */
  readonly durationNsMax: number;
  readonly filterBy: (change: Partial<TracesView>) => void;
}

export function traceColumns(options: ColumnOptions): ReadonlyArray<TableColumn<TraceSummary>> {
  return [...rootColumns(options), ...numberColumns(options), ...REST];
}

function rootColumns({ environment, colours, filterBy }: ColumnOptions): ReadonlyArray<TableColumn<TraceSummary>> {
  return [
    {
      id: 'root',
      title: 'Root',
      value: (trace) => trace.rootName,
      cell: (trace) => <RootLink environment={environment} trace={trace} />,
      width: 220,
      isGrowing: true,
      widthMin: 96,
      isSortable: false,
      actions: ({ rootName }) => (rootName === '' ? {} : { filterBy: () => filterBy({ name: rootName }) }),
    },
    {
      id: 'service',
      title: 'Service',
      value: (trace) => trace.rootService,
      cell: (trace) => <ServiceName name={trace.rootService} colours={colours} />,
      width: 150,
      leaves: 2,
      isSortable: false,
      actions: ({ rootService }) => ({ filterBy: () => filterBy({ service: rootService }) }),
    },
  ];
}

function numberColumns({ colours, durationNsMax, filterBy }: ColumnOptions): ReadonlyArray<TableColumn<TraceSummary>> {
  return [
    {
      id: 'start',
      title: 'Start',
      value: startMsOf,
      cell: (trace) => <TimeAgo ms={startMsOf(trace)} />,
      copyText: (trace) => new Date(startMsOf(trace)).toISOString(),
      width: 104,
      leaves: 1,
      align: 'end',
      firstDirection: 'descending',
    },
    {
      id: 'duration',
      title: 'Duration',
      value: (trace) => BigInt(trace.durationNs),
      cell: (trace) => <DurationBar trace={trace} colours={colours} durationNsMax={durationNsMax} />,
      width: 190,
      align: 'end',
      firstDirection: 'descending',
      actions: (trace) => ({ filterBy: () => filterBy({ 'min-ms': Number(trace.durationNs) / 1e6 }) }),
    },
    {
      id: 'spans',
      title: 'Spans',
      value: (trace) => trace.spanCount,
      cell: (trace) => <Count of={trace.spanCount} />,
      width: 76,
      leaves: 3,
      align: 'end',
      firstDirection: 'descending',
      actions: (trace) => ({ filterBy: () => filterBy({ 'min-spans': trace.spanCount }) }),
    },
    {
      id: 'errors',
      title: 'Errors',
      value: (trace) => trace.errorCount,
      cell: (trace) => <ErrorCount of={trace.errorCount} />,
      width: 76,
      align: 'end',
      firstDirection: 'descending',
      actions: (trace) => ({ filterBy: () => filterBy({ 'min-errors': trace.errorCount }) }),
    },
  ];
}

/** Beside what the list is about. */
const REST: ReadonlyArray<TableColumn<TraceSummary>> = [
  {
    id: 'services',
    title: 'Services',
    value: (trace) => trace.services.join(', '),
    width: 190,
    leaves: 4,
    isSortable: false,
  },
  {
    id: 'trace-id',
    title: 'Trace id',
    value: (trace) => trace.traceId,
    cell: (trace) => <Cut text={trace.traceId} />,
    width: 170,
    isSortable: false,
    isHiddenAtFirst: true,
  },
];

function RootLink({ environment, trace }: { environment: string; trace: TraceSummary }) {
  const name = trace.rootName === '' ? 'root not here yet' : trace.rootName;
  return (
    <Link
      className={trace.rootName === '' ? 'traces__root traces__root--missing' : 'traces__root'}
      to="/$environment/traces/$traceId"
      params={{ environment, traceId: trace.traceId }}
      search={{ at: String(startMsOf(trace)) }}
      title={shownText(name)}
      tabIndex={-1}
    >
      {shownText(name)}
    </Link>
  );
}

interface DurationBarProps {
  readonly trace: TraceSummary;
  readonly colours: ServiceColours;
  readonly durationNsMax: number;
}

function DurationBar({ trace, colours, durationNsMax }: DurationBarProps) {
  const durationNs = Number(trace.durationNs);
  const share = durationNsMax === 0 ? 0 : durationNs / durationNsMax;
  return (
    <span className="traces__duration">
      <span className="traces__bar-room">
        <span
          className="traces__bar"
          style={{ width: `${share * 100}%`, background: serviceColour(colours, trace.rootService) }}
        />
      </span>
      <Duration ns={durationNs} />
    </span>
  );
}

const SORTS: ReadonlyArray<readonly [TraceSort, TableSort]> = [
  ['newest', { columnId: 'start', direction: 'descending' }],
  ['oldest', { columnId: 'start', direction: 'ascending' }],
  ['slowest', { columnId: 'duration', direction: 'descending' }],
  ['fastest', { columnId: 'duration', direction: 'ascending' }],
  ['most-spans', { columnId: 'spans', direction: 'descending' }],
  ['most-errors', { columnId: 'errors', direction: 'descending' }],
];

export function tableSortOf(sort: TraceSort): TableSort {
  return SORTS.find(([name]) => name === sort)?.[1] ?? { columnId: 'start', direction: 'descending' };
}

/** What the server can order by; a column it orders one way only stays that way. */
export function traceSortOf({ columnId, direction }: TableSort): TraceSort {
  const ofColumn = SORTS.filter(([, sort]) => sort.columnId === columnId);
  const exact = ofColumn.find(([, sort]) => sort.direction === direction);
  return (exact ?? ofColumn[0])?.[0] ?? 'newest';
}
