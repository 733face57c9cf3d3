import type { DaemonView, RefusedView, SendersResponse, SourceView } from '../../../src/api/contract/index.ts';
import { useSenders } from '../../data/senders.ts';
import { doorWords } from '../../lib/door-words.ts';
import { formatCount } from '../../lib/format-number.ts';
import { TimeAgo } from '../../ui/quantity.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { Table } from '../../ui/table/table.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';

const isoTime = (ms: number) => new Date(ms).toISOString();

function countColumn<Row>(id: string, title: string, value: (row: Row) => number): TableColumn<Row> {
  return {
    id,
    title,
    width: 92,
    align: 'end',
    firstDirection: 'descending',
    value,
    cell: (row) => formatCount(value(row)),
  };
}

const DAEMON_COLUMNS: ReadonlyArray<TableColumn<DaemonView>> = [
  {
    id: 'host',
    title: 'Host',
    width: 180,
    isGrowing: true,
    value: ({ hostname }) => hostname,
    cell: ({ hostname }) => hostname || <span className="quiet">names none</span>,
  },
  { id: 'instance', title: 'Instance', width: 160, value: ({ instanceId }) => instanceId },
  { id: 'resource', title: 'Resource', width: 160, isHiddenAtFirst: true, value: ({ resourceArn }) => resourceArn },
  {
    id: 'heard',
    title: 'Heard',
    width: 96,
    firstDirection: 'descending',
    value: ({ lastHeardMs }) => isoTime(lastHeardMs),
    cell: ({ lastHeardMs }) => <TimeAgo ms={lastHeardMs} />,
  },
  countColumn('received', 'Received', ({ received }) => received),
  countColumn('sent', 'Sent', ({ sent }) => sent),
  countColumn('spilled', 'Spilled', ({ spilled }) => spilled),
  countColumn('rejected', 'Rejected', ({ rejected }) => rejected),
  countColumn('timeouts', 'Timeouts', ({ timeouts }) => timeouts),
  countColumn('4xx', '4xx', ({ http4xx }) => http4xx),
  countColumn('5xx', '5xx', ({ http5xx }) => http5xx),
  countColumn('unreachable', 'No answer', (daemon) => daemon.connectionsRefused + daemon.unknownHosts),
  countColumn('other', 'Other', ({ otherErrors }) => otherErrors),
];

const SOURCE_COLUMNS: ReadonlyArray<TableColumn<SourceView>> = [
  { id: 'from', title: 'Address', width: 180, isGrowing: true, value: ({ from }) => from },
  {
    id: 'heard',
    title: 'Heard',
    width: 96,
    firstDirection: 'descending',
    value: ({ lastMs }) => isoTime(lastMs),
    cell: ({ lastMs }) => <TimeAgo ms={lastMs} />,
  },
  countColumn('received', 'Received', ({ received }) => received),
  countColumn('rejected', 'Refused', ({ rejected }) => rejected),
  countColumn('spilled', 'Spilled', ({ spilled }) => spilled),
];

type Refused = RefusedView & { readonly position: number };

const REFUSED_COLUMNS: ReadonlyArray<TableColumn<Refused>> = [
  {
    id: 'at',
    title: 'When',
    width: 96,
    firstDirection: 'descending',
    value: ({ atMs }) => isoTime(atMs),
    cell: ({ atMs }) => <TimeAgo ms={atMs} />,
  },
  { id: 'door', title: 'By', width: 104, value: ({ door }) => doorWords(door) },
  { id: 'from', title: 'From', width: 128, value: ({ from }) => from },
  { id: 'reason', title: 'Reason', width: 160, value: ({ reason }) => reason },
  { id: 'detail', title: 'In words', width: 280, value: ({ detail }) => detail },
  {
    id: 'text',
    title: 'What came',
    width: 320,
    isGrowing: true,
    value: ({ text }) => text,
    cell: ({ text }) => <code>{text}</code>,
  },
];

/** Who sends, and what of theirs was not kept: where one looks when data is missing. */
export function SendersSection({ environment }: { environment: string }) {
  const senders = useSenders(environment);
  if (senders.error && !senders.data) {
    return (
      <Failure title="The senders could not be read" error={senders.error} onRetry={() => void senders.refetch()} />
    );
  }
  if (!senders.data) return <Loading what="senders" />;
  return (
    <div className="settings__stack">
      <RefusedRecords senders={senders.data} />
      <Daemons daemons={senders.data.daemons} />
      <Sources senders={senders.data} />
    </div>
  );
}

function RefusedRecords({ senders: { refusedCounts, lastRefused, sinceMs } }: { senders: SendersResponse }) {
  if (refusedCounts.length === 0) {
    return (
      <section className="settings__part" aria-label="Refused records">
        <h2>Refused records</h2>
        <p className="settings__words">
          None since the server started <TimeAgo ms={sinceMs} />. A span without an id or a segment without a name would
          be listed here, with its reason and its beginning; what came beside it is kept.
        </p>
      </section>
    );
  }
  return (
    <section className="settings__part" aria-label="Refused records">
      <h2>Refused records</h2>
      <p className="settings__words">
        Since the server started <TimeAgo ms={sinceMs} />:{' '}
        {refusedCounts
          .map(({ door, reason, count }) => `${formatCount(count)} ${reason} by ${doorWords(door)}`)
          .join('; ')}
        . The last ones:
      </p>
      <div className="settings__table">
        <Table
          name="refused-records"
          label="Refused records"
          noun="record"
          columns={REFUSED_COLUMNS}
          rows={lastRefused.map((refused, position) => ({ ...refused, position }))}
          rowKey={({ atMs, position }) => `${atMs} ${lastRefused.length - position}`}
        />
      </div>
    </section>
  );
}

function Daemons({ daemons }: { daemons: readonly DaemonView[] }) {
  return (
    <section className="settings__part" aria-label="X-Ray daemons">
      <h2>X-Ray daemons</h2>
      {daemons.length === 0 ? (
        <p className="settings__words">
          No X-Ray daemon has told of itself. One that sends here, by <code>Endpoint</code> in its <code>cfg.yaml</code>
          , does once a minute: how many segments it took and passed on, and what it lost.
        </p>
      ) : (
        <div className="settings__table">
          <Table
            name="x-ray-daemons"
            label="X-Ray daemons"
            noun="daemon"
            columns={DAEMON_COLUMNS}
            rows={daemons}
            rowKey={({ hostname, resourceArn, instanceId }) => `${hostname} ${resourceArn} ${instanceId}`}
          />
        </div>
      )}
    </section>
  );
}

function Sources({ senders: { sources, sinceMs } }: { senders: SendersResponse }) {
  return (
    <section className="settings__part" aria-label="Senders of datagrams">
      <h2>Datagrams</h2>
      {sources.length === 0 ? (
        <p className="settings__words">
          No segment has come by UDP since the server started <TimeAgo ms={sinceMs} />. Nobody answers a datagram: what
          became of them is told here, by address.
        </p>
      ) : (
        <div className="settings__table">
          <Table
            name="datagram-senders"
            label="Senders of datagrams"
            noun="address"
            columns={SOURCE_COLUMNS}
            rows={sources}
            rowKey={({ from }) => from}
          />
        </div>
      )}
    </section>
  );
}
