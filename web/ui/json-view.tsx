import './json-view.css';
import { useState } from 'react';
import type { Json } from '../lib/json.ts';
import { shownText } from '../lib/shown-text.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icon.tsx';

/** Entries of one array or object that are drawn before "more" is pressed: a payload may hold a million. */
const ENTRIES_AT_ONCE = 100;
const TEXT_CHARS_AT_ONCE = 2_000;

export interface JsonViewProps {
  readonly value: Json;
  /** Levels that are open at first. */
  readonly openDepth?: number;
  /** What the copy button copies: `payload`. */
  readonly what?: string;
}

export function JsonView({ value, openDepth = 2, what = 'JSON' }: JsonViewProps) {
  return (
    <div className="json">
      <div className="json__tools">
        <CopyButton text={JSON.stringify(value, null, 2)} what={what} />
      </div>
      <JsonNode name={undefined} value={value} openDepth={openDepth} />
    </div>
  );
}

interface JsonNodeProps {
  readonly name: string | undefined;
  readonly value: Json;
  readonly openDepth: number;
}

const isBranch = (value: Json): value is readonly Json[] | { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null;

function JsonNode({ name, value, openDepth }: JsonNodeProps) {
  if (isBranch(value)) return <JsonBranch name={name} value={value} openDepth={openDepth} />;
  return (
    <div className="json__row">
      <span className="json__leaf" />
      <Name name={name} />
      <Scalar value={value} />
    </div>
  );
}

function Name({ name }: { name: string | undefined }) {
  if (name === undefined) return null;
  return <span className="json__name">{shownText(name)}:</span>;
}

function Scalar({ value }: { value: string | number | boolean | null }) {
  const [isWhole, setWhole] = useState(false);
  const kind = value === null ? 'null' : typeof value;
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  const isCut = !isWhole && text.length > TEXT_CHARS_AT_ONCE;
  return (
    <span className={`json__value json__value--${kind}`}>
      {shownText(isCut ? text.slice(0, TEXT_CHARS_AT_ONCE) : text)}
      {isCut && (
        <Button look="quiet" size="small" onPress={() => setWhole(true)}>
          {text.length - TEXT_CHARS_AT_ONCE} more characters
        </Button>
      )}
    </span>
  );
}

function JsonBranch({
  name,
  value,
  openDepth,
}: JsonNodeProps & { value: readonly Json[] | { readonly [name: string]: Json } }) {
  const [isOpen, setOpen] = useState(openDepth > 0);
  const [shownCount, setShownCount] = useState(ENTRIES_AT_ONCE);
  const isArray = Array.isArray(value);
  const entries = Object.entries(value) as ReadonlyArray<[string, Json]>;
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  return (
    <div>
      <div className="json__row">
        <button
          type="button"
          className="json__toggle"
          aria-expanded={isOpen}
          aria-label={`${isOpen ? 'Close' : 'Open'} ${name ?? 'value'}`}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={12} />
        </button>
        <Name name={name} />
        <span className="json__count">{isOpen ? open : `${open} ${entries.length} ${close}`}</span>
      </div>
      {isOpen && (
        <>
          <div className="json__children">
            {entries.slice(0, shownCount).map(([key, child]) => (
              <JsonNode key={key} name={key} value={child} openDepth={openDepth - 1} />
            ))}
            {entries.length > shownCount && (
              <Button look="quiet" size="small" onPress={() => setShownCount(shownCount + ENTRIES_AT_ONCE)}>
                {entries.length - shownCount} more
              </Button>
            )}
          </div>
          <div className="json__row">
            <span className="json__leaf" />
            <span className="json__count">{close}</span>
          </div>
        </>
      )}
    </div>
  );
}
