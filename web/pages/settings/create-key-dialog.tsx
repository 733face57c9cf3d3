import { type FormEvent, useId, useState } from 'react';
import type { KeyCreatedResponse, KeyKind, KeyRequest, Permission } from '../../../src/api/contract/index.ts';
import { useCreateKey } from '../../data/keys.ts';
import { useSignedIn } from '../../data/session.ts';
import { grantablePermissions, type RateLimitDraft, rateLimitOf } from '../../lib/key-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Choice } from '../../ui/menu.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { KeyPermissions } from './key-permissions.tsx';
import { Problem } from './problem.tsx';
import { RateLimitFields } from './rate-limit-fields.tsx';
import { SecretDialog } from './secret-dialog.tsx';

const KINDS: ReadonlyArray<Choice<KeyKind>> = [
  { id: 'ingest', words: 'Ingest: sends' },
  { id: 'configuration', words: 'Configuration: sends, reads, changes' },
  { id: 'management', words: 'Management: keys and environments' },
  { id: 'rollbar_project', words: 'Rollbar project token: posts, reads, changes errors' },
  { id: 'rollbar_account', words: 'Rollbar account token: manages projects' },
  { id: 'aws', words: 'AWS access key: signs X-Ray requests' },
];
const FOR_ADMINS: ReadonlySet<KeyKind> = new Set(['management', 'rollbar_account']);

interface CreateKeyDialogProps {
  readonly environment: string;
  readonly onClose: () => void;
}

/** Asks for the new key, then shows its secret: the one moment it can be read. */
export function CreateKeyDialog({ environment, onClose }: CreateKeyDialogProps) {
  const [made, setMade] = useState<KeyCreatedResponse>();
  return made ? (
    <SecretDialog shown={made.key} secret={made.secret} onClose={onClose} />
  ) : (
    <KeyForm environment={environment} onMade={setMade} onClose={onClose} />
  );
}

interface KeyFormProps extends CreateKeyDialogProps {
  readonly onMade: (made: KeyCreatedResponse) => void;
}

function KeyForm({ environment, onMade, onClose }: KeyFormProps) {
  const { role } = useSignedIn();
  const mayManage = role === 'owner' || role === 'admin';
  const [kind, setKind] = useState<KeyKind>('ingest');
  const [name, setName] = useState('');
  const [permissions, setPermissions] = useState<ReadonlySet<Permission>>(new Set());
  const [limit, setLimit] = useState<RateLimitDraft>({ window: 'none', count: '' });
  const create = useCreateKey(environment);
  const formId = useId();
  const grantable = grantablePermissions(kind);
  const wanted = requestOf({ kind, name: name.trim(), permissions, limit });
  const chooseKind = (next: KeyKind) => {
    setKind(next);
    setPermissions(permissionsAtFirst(next));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted !== undefined) create.mutate(wanted, { onSuccess: onMade });
  };
  return (
    <Dialog
      title="New key"
      isOpen
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={formId} isDisabled={create.isPending || wanted === undefined}>
            Make the key
          </Button>
        </>
      }
    >
      <form id={formId} className="settings__stack" onSubmit={submit}>
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          hint="What uses it, so that you know which one to revoke."
          charsMax={100}
          autoFocus
        />
        <Select
          label="Kind"
          choices={KINDS.filter(({ id }) => mayManage || !FOR_ADMINS.has(id))}
          chosen={kind}
          onChoose={chooseKind}
        />
        {grantable.length > 0 && (
          <KeyPermissions grantable={grantable} chosen={permissions} onChange={setPermissions} />
        )}
        {kind === 'rollbar_project' && <RateLimitFields draft={limit} onDraft={setLimit} />}
        <Problem title="No key was made" error={create.error} />
      </form>
    </Dialog>
  );
}

/** A configuration key is for what a person does. A Rollbar token goes out with programs, so it is given the least. */
function permissionsAtFirst(kind: KeyKind): ReadonlySet<Permission> {
  return new Set(kind === 'rollbar_project' ? ['post_server_item'] : grantablePermissions(kind));
}

interface KeyDraft {
  readonly kind: KeyKind;
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly limit: RateLimitDraft;
}

/** Undefined while something is missing. A Rollbar token that may do nothing is a mistake; a configuration key is not. */
function requestOf({ kind, name, permissions, limit }: KeyDraft): KeyRequest | undefined {
  if (name === '') return undefined;
  const grantable = grantablePermissions(kind);
  if (grantable.length === 0) return { kind, name };
  const chosen = grantable.filter((permission) => permissions.has(permission));
  if (kind === 'configuration') return { kind, name, permissions: chosen };
  const rate = kind === 'rollbar_project' ? rateLimitOf(limit) : {};
  return chosen.length === 0 || rate === 'incomplete' ? undefined : { kind, name, permissions: chosen, ...rate };
}
