import type { KeyView } from '../../../src/api/contract/index.ts';
import { useRevokeKey } from '../../data/keys.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TimeAgo } from '../../ui/quantity.tsx';
import { Problem } from './problem.tsx';

interface RevokeKeyDialogProps {
  readonly environment: string;
  readonly revoked: KeyView;
  readonly onClose: () => void;
}

export function RevokeKeyDialog({ environment, revoked, onClose }: RevokeKeyDialogProps) {
  const revoke = useRevokeKey(environment);
  return (
    <Dialog
      title={`Revoke ${revoked.name}?`}
      isOpen
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>Keep it</Button>
          <Button
            look="danger"
            isDisabled={revoke.isPending}
            onPress={() => revoke.mutate(revoked.id, { onSuccess: onClose })}
          >
            Revoke
          </Button>
        </>
      }
    >
      <p>
        Whatever shows <code>{revoked.kind === 'aws' ? revoked.id : revoked.hint}</code> is refused from then on. This
        cannot be undone.
      </p>
      <p className="settings__words">
        {revoked.lastUsedAtMs === null ? (
          'It has never been used.'
        ) : (
          <>
            It was last used <TimeAgo ms={revoked.lastUsedAtMs} />.
          </>
        )}
      </p>
      <Problem title="It was not revoked" error={revoke.error} />
    </Dialog>
  );
}
