import type { AuditResponse } from '../../../src/api/contract/index.ts';
import { useAudit } from '../../data/session.ts';
import { TimeAgo } from '../../ui/quantity.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Table } from '../../ui/table/table.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';

interface Entry {
  readonly position: number;
  readonly entry: AuditResponse['entries'][number];
}

const COLUMNS: ReadonlyArray<TableColumn<Entry>> = [
  {
    id: 'at',
    title: 'When',
    width: 110,
    firstDirection: 'descending',
    value: ({ entry }) => new Date(entry.atMs).toISOString(),
    cell: ({ entry }) => <TimeAgo ms={entry.atMs} />,
  },
  { id: 'actor', title: 'Who', width: 180, value: ({ entry }) => entry.actor },
  { id: 'action', title: 'What', width: 180, value: ({ entry }) => entry.action },
  { id: 'subject', title: 'On what', width: 200, value: ({ entry }) => entry.subject },
  { id: 'detail', title: 'Detail', width: 200, isGrowing: true, value: ({ entry }) => entry.detail },
];

/** Newest first, as many as the server gives: the last 200. */
export function AuditSection() {
  const audit = useAudit();
  if (audit.error && !audit.data) {
    return <Failure title="The audit log could not be read" error={audit.error} onRetry={() => void audit.refetch()} />;
  }
  if (!audit.data) return <Loading what="the audit log" />;
  const rows = audit.data.entries.map((entry, position) => ({ position, entry }));
  if (rows.length === 0)
    return <Empty title="Nothing yet">Keys, environments and accounts that change are listed here.</Empty>;
  return (
    <div className="settings__table">
      <Table
        name="audit"
        label="Audit log"
        noun="change"
        columns={COLUMNS}
        rows={rows}
        rowKey={({ position }) => String(position)}
      />
    </div>
  );
}
