import { type ReactNode, useMemo } from 'react';
import { SPAN_KINDS } from '../../../src/model/event-batch.ts';
import { durationText } from '../../lib/format-duration.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { isErrorSeverity, severityWord } from '../../lib/severity.ts';
import { shownText } from '../../lib/shown-text.ts';
import type { SpanIndex } from '../../lib/units.ts';
import { markWords } from '../../lib/waterfall-oddities.ts';
import { hasError, isLog, nameOf, serviceOf, type WaterfallSpans } from '../../lib/waterfall-spans.ts';
import { Icon } from '../../ui/icon.tsx';
import { Duration } from '../../ui/quantity.tsx';
import { ServiceName } from '../../ui/service-name.tsx';
import { Table } from '../../ui/table/table.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';
import type { Waterfall } from './use-waterfall.ts';

const INDENT_PX = 12;
/** Deeper names start no further right: the column is not endless. */
const INDENT_DEPTH_MAX = 16;

interface SpanTableProps {
  readonly waterfall: Waterfall;
  readonly colours: ServiceColours;
  readonly isFound: Uint8Array | undefined;
}

/** The rows of the waterfall as a table: its twin for screen readers, and for whoever wants to sort or export. */
export function SpanTable({ waterfall, colours, isFound }: SpanTableProps) {
  const { spans, rows, selected, open } = waterfall;
  const columns = useMemo(() => spanColumns(spans, colours), [spans, colours]);
  const shown = useMemo(() => Array.from(rows.spanOfRow).filter((span) => isFound?.[span] !== 0), [rows, isFound]);
  return (
    <Table<SpanIndex>
      name="spans"
      label="Spans and log records of the trace"
      noun="row"
      columns={columns}
      rows={shown}
      rowKey={(span) => spans.key[span] ?? ''}
      totalCount={spans.count}
      onOpen={open}
      selectedKey={spans.key[selected]}
    />
  );
}

function spanColumns(spans: WaterfallSpans, colours: ServiceColours): ReadonlyArray<TableColumn<SpanIndex>> {
  return [
    {
      id: 'name',
      title: 'Span or log record',
      value: (span) => nameOf(spans, span),
      cell: (span) => <SpanName spans={spans} span={span} />,
      width: 260,
      isGrowing: true,
    },
    {
      id: 'service',
      title: 'Service',
      value: (span) => serviceOf(spans, span),
      cell: (span) => <ServiceName name={serviceOf(spans, span)} colours={colours} />,
      width: 150,
    },
    numberColumn('start', 'Start', (span) => spans.startNs[span] ?? 0, duration),
    numberColumn(
      'duration',
      'Duration',
      (span) => spans.lengthNs[span] ?? 0,
      duration,
      (span) => !isLog(spans, span),
    ),
    {
      id: 'status',
      title: 'Status',
      value: (span) =>
        isLog(spans, span)
          ? severityWord(spans.severity[span] ?? 0)
          : (['unset', 'ok', 'error'][spans.status[span] ?? 0] ?? ''),
      width: 76,
    },
    { id: 'kind', title: 'Kind', value: (span) => kindOf(spans, span), width: 88 },
    numberColumn('events', 'Events', (span) => (spans.eventFrom[span + 1] ?? 0) - (spans.eventFrom[span] ?? 0)),
    numberColumn('links', 'Links', (span) => (spans.linkFrom[span + 1] ?? 0) - (spans.linkFrom[span] ?? 0)),
    { id: 'level', title: 'Level', value: (span) => (spans.depth[span] ?? 0) + 1, width: 64, align: 'end' },
    {
      id: 'oddities',
      title: 'Oddities',
      value: (span) => markWords(spans.marks[span] ?? 0).join(', '),
      width: 120,
    },
    { id: 'span-id', title: 'Span id', value: (span) => spans.spanId[span] ?? '', width: 150, isHiddenAtFirst: true },
  ];
}

const duration = (ns: number) => ({ cell: <Duration ns={ns} />, text: durationText(ns) });

/** Sorted largest first; times as nanoseconds in an export, as people write them in a cell. */
function numberColumn(
  id: string,
  title: string,
  value: (span: SpanIndex) => number,
  drawn?: (value: number) => { cell: ReactNode; text: string },
  isDrawn: (span: SpanIndex) => boolean = () => true,
): TableColumn<SpanIndex> {
  const column = { id, title, value, width: 88, align: 'end', firstDirection: 'descending' } as const;
  if (!drawn) return column;
  return {
    ...column,
    cell: (span) => isDrawn(span) && drawn(value(span)).cell,
    copyText: (span) => (isDrawn(span) ? drawn(value(span)).text : ''),
  };
}

function kindOf(spans: WaterfallSpans, span: SpanIndex): string {
  return isLog(spans, span) ? 'log record' : (SPAN_KINDS[spans.kind[span] ?? 0] ?? '');
}

function SpanName({ spans, span }: { spans: WaterfallSpans; span: SpanIndex }) {
  const name = nameOf(spans, span);
  const depth = Math.min(INDENT_DEPTH_MAX, spans.depth[span] ?? 0);
  return (
    <span className="span-table__name" style={{ paddingLeft: depth * INDENT_PX }} title={shownText(name.slice(0, 500))}>
      {isLog(spans, span) && (
        <span className="span-table__log">
          <Icon name="log" size={14} />
        </span>
      )}
      {(hasError(spans, span) || isErrorSeverity(spans.severity[span] ?? 0)) && (
        <span className="span-table__error">
          <Icon name="error" size={14} />
        </span>
      )}
      {name === '' ? (
        <span className="quiet">{isLog(spans, span) ? '(no body)' : '(no name)'}</span>
      ) : (
        shownText(name.slice(0, 500))
      )}
    </span>
  );
}
