import { useState } from 'react';
import { VERSION_CHARS_MAX } from '../../../src/api/contract/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

interface ResolveDialogProps {
  /** Of the newest occurrence: what it is resolved in is the one after it, mostly. */
  readonly version: string;
  readonly onResolve: (version: string) => void;
  readonly onClose: () => void;
}

/** Asks for the version in which an issue is resolved. */
export function ResolveDialog({ version: seen, onResolve, onClose }: ResolveDialogProps) {
  const [version, setVersion] = useState('');
  const resolve = () => {
    onResolve(version.trim());
    onClose();
  };
  const foot = (
    <>
      <Button onPress={onClose}>Cancel</Button>
      <Button look="primary" icon="check" onPress={resolve} isDisabled={version.trim() === ''}>
        Resolve
      </Button>
    </>
  );
  return (
    <Dialog title="Resolve in a version" isOpen onClose={onClose} foot={foot}>
      <TextField
        label="Version"
        value={version}
        onChange={setVersion}
        placeholder={seen === '' ? '1.4.2, or a commit' : `after ${seen}`}
        hint="An occurrence of an older version does not open the issue again; one of this version, a later one or none does."
        charsMax={VERSION_CHARS_MAX}
        autoFocus
        onKeyDown={(event) => {
          if (event.key === 'Enter' && version.trim() !== '') resolve();
          else event.continuePropagation();
        }}
      />
    </Dialog>
  );
}
