import { type MouseEvent, useMemo, useState } from 'react';
import type { Field } from '../../../src/api/contract/index.ts';
import type { Json } from '../../lib/json.ts';
import { filterFields } from '../../lib/span-fields.ts';
import { Button } from '../../ui/button.tsx';
import { FieldMenuButton, useFieldMenu } from '../../ui/field-menu.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { LongText } from '../../ui/long-text.tsx';
import type { ValueActions } from '../../ui/value-menu.tsx';

/** A span may carry thousands of attributes. */
const FIELDS_AT_ONCE = 200;

export type FieldActions = (field: Field) => ValueActions;

interface FieldListProps {
  readonly fields: readonly Field[];
  readonly label: string;
  /** What a value offers beside copy. */
  readonly actionsOf: FieldActions;
}

/** Names and values, one menu for all of them. */
export function FieldList({ fields, label, actionsOf }: FieldListProps) {
  const [shownCount, setShownCount] = useState(FIELDS_AT_ONCE);
  const { open, menu } = useFieldMenu<Field>(actionsOf);
  return (
    <>
      <dl className="fields__list" aria-label={label}>
        {fields.slice(0, shownCount).map((field, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a field may stand there twice, as text and as JSON.
          <FieldEntry key={`${index} ${field.name}`} field={field} onMenu={open} />
        ))}
      </dl>
      {fields.length > shownCount && (
        <Button size="small" onPress={() => setShownCount(shownCount + FIELDS_AT_ONCE)}>
          {`${fields.length - shownCount} more fields`}
        </Button>
      )}
      {menu}
    </>
  );
}

interface FieldEntryProps {
  readonly field: Field;
  readonly onMenu: (field: Field, event: MouseEvent<HTMLElement>) => void;
}

function FieldEntry({ field, onMenu }: FieldEntryProps) {
  return (
    <div className="fields__entry">
      <dt className="fields__name mono">
        <LongText text={field.name} charsMax={200} />
      </dt>
      <dd className="fields__value mono">
        <div>
          <FieldValue field={field} />
        </div>
        <FieldMenuButton name={field.name} onOpen={(event) => onMenu(field, event)} />
      </dd>
    </div>
  );
}

function FieldValue({ field: { type, text } }: { field: Field }) {
  const json = useMemo(() => (type === 'json' ? parsed(text) : undefined), [type, text]);
  if (json !== undefined) return <JsonView value={json} openDepth={1} what="value" />;
  if (text === '') return <span className="quiet">(empty)</span>;
  return <LongText text={text} />;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

interface FilteredFieldsProps {
  readonly fields: readonly Field[];
  readonly filter: string;
  readonly actionsOf: FieldActions;
}

export function FilteredFields({ fields, filter, actionsOf }: FilteredFieldsProps) {
  const shown = useMemo(() => filterFields(fields, filter), [fields, filter]);
  if (shown.length === 0) return <p className="quiet">No field holds that text.</p>;
  return <FieldList fields={shown} label="Fields" actionsOf={actionsOf} />;
}
