import './palette.css';
import { type KeyboardEvent, useId, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { rank } from '../../lib/palette-match.ts';
import { Icon } from '../../ui/icon.tsx';
import { type PaletteEntry, usePaletteEntries } from './use-palette-entries.ts';

interface PaletteProps {
  readonly environment: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onHelp: () => void;
}

/** Jumps anywhere: screens, environments, actions, or a trace by its pasted id. */
export function Palette({ environment, isOpen, onClose, onHelp }: PaletteProps) {
  return (
    <ModalOverlay
      className="dialog-scrim"
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="dialog-frame">
        <Dialog className="palette" aria-label="Search or jump">
          <PaletteBody environment={environment} onClose={onClose} onHelp={onHelp} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteBody({ environment, onClose, onHelp }: Omit<PaletteProps, 'isOpen'>) {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const { fixed, found } = usePaletteEntries(environment, query, onHelp);
  const entries = [...found, ...rank(query, fixed, ({ words, kind }) => `${words} ${kind}`)];
  const active = Math.min(chosen, entries.length - 1);

  const run = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setChosen((active + 1) % Math.max(1, entries.length));
    else if (event.key === 'ArrowUp') setChosen((active - 1 + entries.length) % Math.max(1, entries.length));
    else if (event.key === 'Enter') run(entries[active]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="palette__field">
        <Icon name="search" />
        <input
          className="palette__input"
          // biome-ignore lint/a11y/noAutofocus: the dialog opened because the reader wants to type.
          autoFocus
          role="combobox"
          aria-label="Search or jump"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={entries[active] ? `${listId}-${active}` : undefined}
          placeholder="A screen, an environment, a trace id, or #142"
          spellCheck="false"
          autoComplete="off"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="palette__list" id={listId} role="listbox" aria-label="Where to">
        {entries.map((entry, index) => (
          <PaletteOption
            key={entry.id}
            id={`${listId}-${index}`}
            entry={entry}
            isChosen={index === active}
            onPoint={() => setChosen(index)}
            onRun={() => run(entry)}
          />
        ))}
        {entries.length === 0 && (
          <p className="palette__none">Nothing of that name. A trace id of 16 or 32 digits opens its trace.</p>
        )}
      </div>
    </>
  );
}

interface PaletteOptionProps {
  readonly id: string;
  readonly entry: PaletteEntry;
  readonly isChosen: boolean;
  readonly onPoint: () => void;
  readonly onRun: () => void;
}

function PaletteOption({ id, entry, isChosen, onPoint, onRun }: PaletteOptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field has the focus and the keys.
    <div
      id={id}
      ref={(element) => {
        if (isChosen) element?.scrollIntoView({ block: 'nearest' });
      }}
      className="palette__entry"
      role="option"
      aria-selected={isChosen}
      onPointerMove={onPoint}
      onClick={onRun}
    >
      <Icon name={entry.icon} />
      <span className="palette__words">{entry.words}</span>
      <span className="palette__kind">{entry.kind}</span>
    </div>
  );
}
