import { useMemo } from 'react';
import type { MapNodeView, MapResponse } from '../../../src/api/contract/index.ts';
import { formatRate, formatShare } from '../../lib/format-rate.ts';
import { requestsOf } from '../../lib/map-layout.ts';
import { mapDurationText, typeWords } from '../../lib/map-view.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { shownText } from '../../lib/shown-text.ts';
import { Count, Quantity } from '../../ui/quantity.tsx';
import { ServiceName } from '../../ui/service-name.tsx';
import { Table } from '../../ui/table/table.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';

interface NodeTableProps {
  readonly map: MapResponse;
  readonly chosen: string | undefined;
  readonly found: ReadonlySet<string> | undefined;
  readonly colours: ServiceColours;
  readonly onChoose: (id: string) => void;
}

/** The map's twin: each node with its figures, to sort, to save, to read out. */
export function NodeTable({ map, chosen, found, colours, onChoose }: NodeTableProps) {
  const columns = useMemo(() => nodeColumns(map, colours), [map, colours]);
  const rows = useMemo(() => map.nodes.filter(({ id }) => !found || found.has(id)), [map, found]);
  return (
    <div className="map__table">
      <Table
        name="map"
        label="Nodes"
        noun="node"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        totalCount={map.nodes.length}
        sort={{ columnId: 'requests', direction: 'descending' }}
        onOpen={({ id }) => onChoose(id)}
        selectedKey={chosen}
      />
    </div>
  );
}

type Columns = ReadonlyArray<TableColumn<MapNodeView>>;

function nodeColumns(map: MapResponse, colours: ServiceColours): Columns {
  const lengthMs = map.endMs - map.startMs;
  return [
    {
      id: 'name',
      title: 'Name',
      value: ({ name }) => name,
      cell: (node) => (node.isInferred ? shownText(node.name) : <ServiceName name={node.name} colours={colours} />),
      width: 180,
      isGrowing: true,
      widthMin: 128,
    },
    { id: 'type', title: 'Type', value: typeWords, width: 180, leaves: 7 },
    number('requests', 'Requests', ({ figures }) => requestsOf(figures), {
      width: 108,
      cell: ({ figures }) => <Count of={Math.round(requestsOf(figures))} />,
    }),
    number('rate', 'Rate', ({ figures }) => requestsOf(figures) / lengthMs, {
      leaves: 3,
      cell: ({ figures }) => <Quantity {...formatRate(requestsOf(figures), lengthMs)} />,
    }),
    duration('p50', 'p50', 'p50Ms', { leaves: 1 }),
    duration('p99', 'p99', 'p99Ms', { leaves: 2 }),
    share('faults', 'Faults', 'fault'),
    share('errors', 'Errors', 'error', { leaves: 4 }),
    share('throttled', 'Throttled', 'throttle', { leaves: 5 }),
    number('callers', 'Called by', ({ id }) => map.edges.filter(({ targetId }) => targetId === id).length, {
      leaves: 6,
    }),
    number('calls', 'Calls', ({ id }) => map.edges.filter(({ sourceId }) => sourceId === id).length, { leaves: 6 }),
  ];
}

type Column = Columns[number];

function number(id: string, title: string, value: Column['value'], more: Partial<Column> = {}): Column {
  return { id, title, value, width: 88, align: 'end', firstDirection: 'descending', ...more };
}

function duration(id: string, title: string, figure: 'p50Ms' | 'p99Ms', more: Partial<Column>): Column {
  return number(id, title, ({ figures }) => figures[figure], {
    ...more,
    cell: ({ figures }) => {
      const ms = figures[figure];
      return ms !== null && mapDurationText(ms);
    },
  });
}

/** Of its requests, as the value from 0 to 1. */
function share(id: string, title: string, outcome: 'fault' | 'error' | 'throttle', more: Partial<Column> = {}): Column {
  return number(id, title, ({ figures }) => figures[outcome] / Math.max(1, requestsOf(figures)), {
    ...more,
    cell: ({ figures }) =>
      figures[outcome] === 0 ? (
        <span className="quiet">0 %</span>
      ) : (
        <span className={`node-share node-share--${outcome}`}>
          <Quantity {...formatShare(figures[outcome], requestsOf(figures))} />
        </span>
      ),
  });
}
