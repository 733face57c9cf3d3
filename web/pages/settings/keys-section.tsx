import { useState } from 'react';
import type { KeyView } from '../../../src/api/contract/index.ts';
import { useKeys } from '../../data/keys.ts';
import { useSignedIn } from '../../data/session.ts';
import { Button } from '../../ui/button.tsx';
import { TimeAgo } from '../../ui/quantity.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Table } from '../../ui/table/table.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { RevokeKeyDialog } from './revoke-key-dialog.tsx';

const isoTime = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

const COLUMNS: ReadonlyArray<TableColumn<KeyView>> = [
  {
    id: 'name',
    title: 'Name',
    width: 160,
    isGrowing: true,
    value: ({ name }) => name,
    cell: ({ name, revokedAtMs }) => <span className={revokedAtMs === null ? '' : 'quiet'}>{name}</span>,
  },
  { id: 'kind', title: 'Kind', width: 112, value: ({ kind }) => kind },
  { id: 'hint', title: 'Key', width: 168, value: ({ hint }) => hint, cell: ({ hint }) => <code>{hint}</code> },
  {
    id: 'permissions',
    title: 'May',
    width: 220,
    value: ({ permissions }) => permissions.map((name) => name.replaceAll('_', ' ')).join(', '),
  },
  { id: 'created-by', title: 'Made by', width: 140, value: ({ createdBy }) => createdBy, isHiddenAtFirst: true },
  {
    id: 'created',
    title: 'Made',
    width: 100,
    firstDirection: 'descending',
    value: ({ createdAtMs }) => isoTime(createdAtMs),
    cell: ({ createdAtMs }) => <TimeAgo ms={createdAtMs} />,
  },
  {
    id: 'last-used',
    title: 'Last used',
    width: 100,
    firstDirection: 'descending',
    value: ({ lastUsedAtMs }) => isoTime(lastUsedAtMs),
    cell: ({ lastUsedAtMs }) =>
      lastUsedAtMs === null ? <span className="quiet">never</span> : <TimeAgo ms={lastUsedAtMs} />,
  },
];

function stateColumn(onRevoke: ((key: KeyView) => void) | undefined): TableColumn<KeyView> {
  return {
    id: 'state',
    title: 'State',
    width: 132,
    value: ({ revokedAtMs }) => (revokedAtMs === null ? 'works' : `revoked ${isoTime(revokedAtMs)}`),
    cell: (key) => {
      if (key.revokedAtMs !== null) {
        return (
          <span className="quiet">
            revoked <TimeAgo ms={key.revokedAtMs} />
          </span>
        );
      }
      if (!onRevoke) return 'works';
      return (
        <Button size="small" look="quiet" onPress={() => onRevoke(key)} aria-label={`Revoke ${key.name}`}>
          Revoke
        </Button>
      );
    },
  };
}

export function KeysSection({ environment }: { environment: string }) {
  const { role } = useSignedIn();
  const keys = useKeys(environment);
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<KeyView>();
  const mayChange = role !== 'viewer';

  if (keys.error && !keys.data) {
    return <Failure title="The keys could not be read" error={keys.error} onRetry={() => void keys.refetch()} />;
  }
  if (!keys.data) return <Loading what="keys" />;
  const create = mayChange && (
    <Button look="primary" icon="plus" onPress={() => setCreating(true)}>
      New key
    </Button>
  );
  return (
    <div className="settings__stack">
      <div className="settings__row">
        <p className="settings__words">
          Ingest keys send. Configuration keys also read and change, as far as they are allowed. Management keys manage
          keys and environments.
        </p>
      </div>
      {keys.data.keys.length === 0 ? (
        <Empty title="No keys yet" actions={create}>
          A sender shows a key to be let into this environment.
        </Empty>
      ) : (
        <div className="settings__table">
          <Table
            name="keys"
            label="Keys"
            noun="key"
            columns={[...COLUMNS, stateColumn(mayChange ? setRevoking : undefined)]}
            rows={keys.data.keys}
            rowKey={({ id }) => id}
            bar={create}
          />
        </div>
      )}
      {isCreating && <CreateKeyDialog environment={environment} onClose={() => setCreating(false)} />}
      {revoking && (
        <RevokeKeyDialog environment={environment} revoked={revoking} onClose={() => setRevoking(undefined)} />
      )}
    </div>
  );
}
