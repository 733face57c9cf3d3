import { Fragment } from 'react';
import type { KeyView } from '../../../src/api/contract/index.ts';
import { isShownAgain } from '../../lib/key-words.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';

interface SecretDialogProps {
  readonly shown: Pick<KeyView, 'id' | 'kind' | 'name'>;
  readonly secret: string;
  readonly onClose: () => void;
}

/** Shows the text of a key. Where that is the one time, only its button closes it. */
export function SecretDialog({ shown, secret, onClose }: SecretDialogProps) {
  const isForOnce = !isShownAgain(shown);
  return (
    <Dialog
      title={`The key ${shown.name}`}
      isOpen
      isDismissable={!isForOnce}
      onClose={onClose}
      foot={
        <Button look="primary" onPress={onClose}>
          {isForOnce ? 'I have kept it' : 'Close'}
        </Button>
      }
    >
      <div className="settings__secrets">
        {textsOf(shown, secret).map(({ what, text }) => (
          <Fragment key={what}>
            <span className="label">{what}</span>
            <code className="settings__secret">{text}</code>
            <CopyButton text={text} what={what} words="Copy" size="normal" />
          </Fragment>
        ))}
      </div>
      {isForOnce ? (
        <p className="settings__warning">
          <Icon name="warning" />
          This is the only time it is shown.
        </p>
      ) : (
        <p className="settings__words">The list of keys shows it again. Each showing stands in the audit log.</p>
      )}
    </Dialog>
  );
}

function textsOf({ id, kind }: SecretDialogProps['shown'], secret: string): readonly { what: string; text: string }[] {
  if (kind !== 'aws') return [{ what: 'key', text: secret }];
  return [
    { what: 'access key id', text: id },
    { what: 'secret access key', text: secret },
  ];
}
