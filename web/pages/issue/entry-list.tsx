import './entry-list.css';
import type { Entry } from '../../../src/api/contract/index.ts';
import type { Json } from '../../lib/json.ts';
import { FieldMenuButton, useFieldMenu } from '../../ui/field-menu.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { LongText } from '../../ui/long-text.tsx';
import type { ValueActions } from '../../ui/value-menu.tsx';

const NO_ACTIONS = (): ValueActions => ({});

interface EntryListProps {
  readonly entries: readonly Entry[];
  readonly label: string;
  /** What a value offers beside copy. */
  readonly actionsOf?: (entry: { readonly name: string; readonly text: string }) => ValueActions;
}

/** Names and values as a sender gave them. */
export function EntryList({ entries, label, actionsOf = NO_ACTIONS }: EntryListProps) {
  const { open, menu } = useFieldMenu(actionsOf);
  return (
    <>
      <dl className="entries" aria-label={label}>
        {entries.map(({ name, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: attributes may hold one key twice.
          <div key={`${index} ${name}`} className="entries__entry">
            <dt className="entries__name mono">
              <LongText text={name === '' ? '(no name)' : name} charsMax={200} />
            </dt>
            <dd className="entries__value mono">
              <div>
                <EntryValue value={value} />
              </div>
              <FieldMenuButton name={name} onOpen={(event) => open({ name, text: textOf(value) }, event)} />
            </dd>
          </div>
        ))}
      </dl>
      {menu}
    </>
  );
}

function EntryValue({ value }: { value: Json }) {
  if (value === null) return <span className="quiet">null</span>;
  if (typeof value === 'object') return <JsonView value={value} openDepth={1} what="value" />;
  if (value === '') return <span className="quiet">(empty)</span>;
  return <LongText text={String(value)} />;
}

function textOf(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
}
