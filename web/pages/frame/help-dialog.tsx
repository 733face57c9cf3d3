import './help-dialog.css';
import { keysAsDrawn } from '../../lib/key-sequence.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { type HotkeyNote, useHotkeyGroups } from '../../ui/hotkeys.tsx';

/** Keys the shared widgets handle themselves while they have the focus. */
const TABLE_KEYS: readonly HotkeyNote[] = [
  { keys: 'j', words: 'next row' },
  { keys: 'k', words: 'row before' },
  { keys: 'h', words: 'cell to the left' },
  { keys: 'l', words: 'cell to the right' },
  { keys: 'Enter', words: 'open the row' },
  { keys: 'c', words: 'copy the cell' },
  { keys: 'C', words: 'copy the row' },
  { keys: 'm', words: 'what the value offers' },
  { keys: 'shift+ArrowRight', words: 'widen the column (on its heading)' },
];

export function HelpDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const groups = useHotkeyGroups();
  return (
    <Dialog title="Keys" width="wide" isOpen={isOpen} onClose={onClose}>
      <div className="help">
        {groups.map(({ title, hotkeys }) => (
          <KeyList key={title} title={title} notes={hotkeys} />
        ))}
        <KeyList title="In a table" notes={TABLE_KEYS} />
      </div>
    </Dialog>
  );
}

function KeyList({ title, notes }: { title: string; notes: readonly HotkeyNote[] }) {
  return (
    <section className="help__group">
      <h3 className="label">{title}</h3>
      <dl className="help__list">
        {notes.map(({ keys, words }) => (
          <div key={keys} className="help__entry">
            <dt>{words}</dt>
            <dd className="help__keys">
              {keysAsDrawn(keys).map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
