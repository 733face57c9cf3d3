import { type FormEvent, useId, useState } from 'react';
import {
  KEY_PERMISSIONS,
  type KeyCreatedResponse,
  type KeyKind,
  type KeyPermission,
} from '../../../src/api/contract/index.ts';
import { useCreateKey } from '../../data/keys.ts';
import { useSignedIn } from '../../data/session.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { Choice } from '../../ui/menu.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Problem } from './problem.tsx';

const KINDS: ReadonlyArray<Choice<KeyKind>> = [
  { id: 'ingest', words: 'Ingest: sends' },
  { id: 'configuration', words: 'Configuration: sends, reads, changes' },
  { id: 'management', words: 'Management: keys and environments' },
];

interface CreateKeyDialogProps {
  readonly environment: string;
  readonly onClose: () => void;
}

/** Asks for the new key, then shows its secret: the one moment it can be read. */
export function CreateKeyDialog({ environment, onClose }: CreateKeyDialogProps) {
  const [made, setMade] = useState<KeyCreatedResponse>();
  return made ? (
    <SecretDialog made={made} onClose={onClose} />
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
  const [permissions, setPermissions] = useState<ReadonlySet<KeyPermission>>(new Set(KEY_PERMISSIONS));
  const create = useCreateKey(environment);
  const formId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = KEY_PERMISSIONS.filter((permission) => permissions.has(permission));
    create.mutate(
      { kind, name: name.trim(), ...(kind === 'configuration' ? { permissions: chosen } : {}) },
      { onSuccess: onMade },
    );
  };
  return (
    <Dialog
      title="New key"
      isOpen
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={formId} isDisabled={create.isPending || name.trim() === ''}>
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
          choices={KINDS.filter(({ id }) => mayManage || id !== 'management')}
          chosen={kind}
          onChoose={setKind}
        />
        {kind === 'configuration' && <Permissions chosen={permissions} onChange={setPermissions} />}
        <Problem title="No key was made" error={create.error} />
      </form>
    </Dialog>
  );
}

interface PermissionsProps {
  readonly chosen: ReadonlySet<KeyPermission>;
  readonly onChange: (chosen: ReadonlySet<KeyPermission>) => void;
}

function Permissions({ chosen, onChange }: PermissionsProps) {
  const set = (permission: KeyPermission, isAllowed: boolean) => {
    const next = new Set(chosen);
    if (isAllowed) next.add(permission);
    else next.delete(permission);
    onChange(next);
  };
  return (
    <fieldset className="settings__permissions">
      <legend className="field__label">It may</legend>
      <div className="settings__checks">
        {KEY_PERMISSIONS.map((permission) => (
          <Checkbox
            key={permission}
            isChecked={chosen.has(permission)}
            onChange={(isAllowed) => set(permission, isAllowed)}
          >
            {permission.replaceAll('_', ' ')}
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}

function SecretDialog({ made, onClose }: { made: KeyCreatedResponse; onClose: () => void }) {
  return (
    <Dialog
      title={`The key ${made.key.name}`}
      isOpen
      isDismissable={false}
      onClose={onClose}
      foot={
        <>
          <CopyButton text={made.secret} what="key" words="Copy" size="normal" />
          <Button look="primary" onPress={onClose}>
            I have kept it
          </Button>
        </>
      }
    >
      <code className="settings__secret">{made.secret}</code>
      <p className="settings__warning">
        <Icon name="warning" />
        This is the only time it is shown: Combray keeps no copy that could be read again.
      </p>
    </Dialog>
  );
}
