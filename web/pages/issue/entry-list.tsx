import './entry-list.css';
import type { Entry } from '../../../src/api/contract/index.ts';
import type { Json } from '../../lib/json.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { LongText } from '../../ui/long-text.tsx';

/** Names and values as a sender gave them. */
export function EntryList({ entries, label }: { entries: readonly Entry[]; label: string }) {
  return (
    <dl className="entries" aria-label={label}>
      {entries.map(({ name, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: attributes may hold one key twice.
        <div key={`${index} ${name}`} className="entries__entry">
          <dt className="entries__name mono">
            <LongText text={name === '' ? '(no name)' : name} charsMax={200} />
          </dt>
          <dd className="entries__value mono">
            <EntryValue value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function EntryValue({ value }: { value: Json }) {
  if (value === null) return <span className="quiet">null</span>;
  if (typeof value === 'object') return <JsonView value={value} openDepth={1} what="value" />;
  if (value === '') return <span className="quiet">(empty)</span>;
  return <LongText text={String(value)} />;
}
