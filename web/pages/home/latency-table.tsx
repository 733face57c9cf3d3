import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTimeZone } from '../../data/view.ts';
import { formatDuration } from '../../lib/format-duration.ts';
import { clockTimeText } from '../../lib/format-time.ts';
import type { HeatmapBox, HeatmapCells } from '../../lib/heatmap-cells.ts';
import type { SearchParams } from '../../lib/search-params.ts';
import { Count, Quantity } from '../../ui/quantity.tsx';
import { Table } from '../../ui/table/table.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';

const NS_PER_MS = 1e6;

interface CellRow {
  readonly box: HeatmapBox;
  readonly timeMs: number;
  readonly leastMs: number;
  readonly belowMs: number;
  readonly count: number;
}

interface LatencyTableProps {
  readonly environment: string;
  readonly cells: HeatmapCells;
  readonly searchOf: (box: HeatmapBox) => SearchParams;
}

/** The heatmap's cells that hold a request, the newest first. */
export function LatencyTable({ environment, cells, searchOf }: LatencyTableProps) {
  const [zone] = useTimeZone();
  const rows = useMemo(() => rowsOf(cells), [cells]);
  const rangeMs = cells.window.toMs - cells.window.fromMs;
  const duration = (ms: number) => <Quantity {...formatDuration(ms * NS_PER_MS)} />;
  const columns: ReadonlyArray<TableColumn<CellRow>> = [
    {
      id: 'time',
      title: 'From',
      width: 150,
      isGrowing: true,
      firstDirection: 'descending',
      value: ({ timeMs }) => new Date(timeMs).toISOString(),
      cell: ({ timeMs }) => clockTimeText(timeMs, zone, rangeMs),
    },
    {
      id: 'least',
      title: 'Lasted from',
      width: 120,
      align: 'end',
      firstDirection: 'descending',
      value: ({ leastMs }) => leastMs,
      cell: ({ leastMs }) => duration(leastMs),
    },
    {
      id: 'below',
      title: 'Below',
      width: 120,
      align: 'end',
      firstDirection: 'descending',
      value: ({ belowMs }) => belowMs,
      cell: ({ belowMs }) => duration(belowMs),
    },
    {
      id: 'requests',
      title: 'Requests',
      width: 120,
      align: 'end',
      firstDirection: 'descending',
      value: ({ count }) => count,
      cell: ({ box, count }) => (
        <Link to="/$environment/traces" params={{ environment }} search={searchOf(box)} tabIndex={-1}>
          <Count of={count} />
        </Link>
      ),
    },
  ];
  return (
    <Table
      name="latency"
      label="Latency"
      noun="cell"
      columns={columns}
      rows={rows}
      rowKey={({ timeMs, leastMs }) => `${timeMs} ${leastMs}`}
    />
  );
}

function rowsOf({ timeMs, edgesMs, counts }: HeatmapCells): readonly CellRow[] {
  return counts
    .flatMap((cells, bucket) =>
      cells.flatMap((count, cell) => {
        if (count === 0) return [];
        const box = { fromBucket: bucket, toBucket: bucket, fromCell: cell, toCell: cell };
        const [leastMs = 0, belowMs = 0] = [edgesMs[cell], edgesMs[cell + 1]];
        return [{ box, timeMs: timeMs[bucket] ?? 0, leastMs, belowMs, count }];
      }),
    )
    .reverse();
}
