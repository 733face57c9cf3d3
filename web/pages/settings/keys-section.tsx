import { useState } from 'react';
import type { KeyView } from '../../../src/api/contract/index.ts';
import { useKeys, useShowKey } from '../../data/keys.ts';
import { useSignedIn } from '../../data/session.ts';
import { isShownAgain, KIND_WORDS, permissionWords, rateLimitWords } from '../../lib/key-words.ts';
import { Button } from '../../ui/button.tsx';
import { TimeAgo } from '../../ui/quantity.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Table } from '../../ui/table/table.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { Problem } from './problem.tsx';
import { RevokeKeyDialog } from './revoke-key-dialog.tsx';
import { SecretDialog } from './secret-dialog.tsx';

const isoTime = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

/** What tells keys apart without being one: AWS clients send their id in the open. */
const knownBy = ({ kind, id, hint }: KeyView) => (kind === 'aws' ? id : hint);

const COLUMNS: ReadonlyArray<TableColumn<KeyView>> = [
  {
    id: 'name',
    title: 'Name',
    width: 160,
    isGrowing: true,
    widthMin: 96,
    value: ({ name }) => name,
    cell: ({ name, revokedAtMs }) => <span className={revokedAtMs === null ? '' : 'quiet'}>{name}</span>,
  },
  { id: 'kind', title: 'Kind', width: 112, value: ({ kind }) => KIND_WORDS[kind] },
  { id: 'hint', title: 'Key', width: 176, leaves: 1, value: knownBy, cell: (key) => <code>{knownBy(key)}</code> },
  {
    id: 'permissions',
    title: 'May',
    width: 200,
    leaves: 3,
    value: ({ permissions }) => permissions.map(permissionWords).join(', '),
  },
  {
    id: 'limit',
    title: 'Limit',
    width: 128,
    leaves: 5,
    value: ({ rateLimit }) => (rateLimit === null ? null : rateLimitWords(rateLimit)),
  },
  { id: 'created-by', title: 'Made by', width: 140, value: ({ createdBy }) => createdBy, isHiddenAtFirst: true },
  {
    id: 'created',
    title: 'Made',
    width: 100,
    leaves: 4,
    firstDirection: 'descending',
    value: ({ createdAtMs }) => isoTime(createdAtMs),
    cell: ({ createdAtMs }) => <TimeAgo ms={createdAtMs} />,
  },
  {
    id: 'last-used',
    title: 'Last used',
    width: 100,
    leaves: 2,
    firstDirection: 'descending',
    value: ({ lastUsedAtMs }) => isoTime(lastUsedAtMs),
    cell: ({ lastUsedAtMs }) =>
      lastUsedAtMs === null ? <span className="quiet">never</span> : <TimeAgo ms={lastUsedAtMs} />,
  },
];

interface KeyActions {
  readonly onRevoke: (key: KeyView) => void;
  /** Absent while one is being fetched. */
  readonly onShow: ((key: KeyView) => void) | undefined;
}

function stateColumn(actions: KeyActions | undefined): TableColumn<KeyView> {
  return {
    id: 'state',
    title: 'State',
    width: 152,
    value: ({ revokedAtMs }) => (revokedAtMs === null ? 'works' : `revoked ${isoTime(revokedAtMs)}`),
    cell: (key) => {
      if (key.revokedAtMs !== null) {
        return (
          <span className="quiet">
            revoked <TimeAgo ms={key.revokedAtMs} />
          </span>
        );
      }
      if (!actions) return 'works';
      return <KeyButtons of={key} {...actions} />;
    },
  };
}

function KeyButtons({ of, onRevoke, onShow }: KeyActions & { of: KeyView }) {
  return (
    <>
      <Button size="small" look="quiet" onPress={() => onRevoke(of)} aria-label={`Revoke ${of.name}`}>
        Revoke
      </Button>
      {isShownAgain(of) && (
        <Button
          size="small"
          look="quiet"
          isDisabled={onShow === undefined}
          onPress={() => onShow?.(of)}
          aria-label={`Show ${of.name}`}
        >
          Show
        </Button>
      )}
    </>
  );
}

export function KeysSection({ environment }: { environment: string }) {
  const { role } = useSignedIn();
  const keys = useKeys(environment);
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<KeyView>();
  const [shown, setShown] = useState<{ key: KeyView; secret: string }>();
  const show = useShowKey(environment);
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
  const showKey = (key: KeyView) => show.mutate(key.id, { onSuccess: ({ secret }) => setShown({ key, secret }) });
  const onShow = show.isPending ? undefined : showKey;
  return (
    <div className="settings__stack">
      <div className="settings__row">
        <p className="settings__words">
          Ingest keys send. Configuration keys also read and change, as far as they are allowed. Management keys manage
          keys and environments. Rollbar’s tokens do what their scopes say, AWS keys sign requests of the X-Ray API.
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
            columns={[...COLUMNS, stateColumn(mayChange ? { onRevoke: setRevoking, onShow } : undefined)]}
            rows={keys.data.keys}
            rowKey={({ id }) => id}
            bar={create}
          />
        </div>
      )}
      <Problem title="The token was not shown" error={show.error} />
      {shown && <SecretDialog shown={shown.key} secret={shown.secret} onClose={() => setShown(undefined)} />}
      {isCreating && <CreateKeyDialog environment={environment} onClose={() => setCreating(false)} />}
      {revoking && (
        <RevokeKeyDialog environment={environment} revoked={revoking} onClose={() => setRevoking(undefined)} />
      )}
    </div>
  );
}
