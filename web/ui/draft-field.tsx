import { type Ref, useEffect, useRef, useState } from 'react';
import { TextField, type TextFieldProps } from './text-field.tsx';

/** After the last key: long enough not to ask for every letter, short enough not to be waited for. */
const COMMIT_AFTER_MS = 350;

interface DraftFieldProps {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly placeholder?: string;
  readonly charsMax?: number;
  /** The value in force, as text. */
  readonly value: string;
  /** Whether the text makes sense. It is asked of '' too. */
  readonly accepts: (text: string) => boolean;
  /** Said under the field when it does not. */
  readonly hint: string;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly onCommit: (text: string) => void;
}

/** A field whose text becomes a filter a moment after typing, on Enter, or when the focus leaves it. */
export function DraftField({ value, accepts, hint, onCommit, ...field }: DraftFieldProps) {
  const [draft, setDraft] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  // What another control put in force (clear, the way back) replaces what stands half typed here.
  const isOwn = useRef(false);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    if (!isOwn.current) setDraft(undefined);
    isOwn.current = false;
  }

  const commit = (text: string) => {
    clearTimeout(timer.current);
    if (text === value || !accepts(text)) return;
    isOwn.current = true;
    onCommit(text);
  };
  const change = (text: string) => {
    setDraft(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => commit(text), COMMIT_AFTER_MS);
  };
  const onBlur = () => {
    if (draft === undefined || !accepts(draft)) return;
    commit(draft);
    setDraft(undefined);
  };
  const onKeyDown: TextFieldProps['onKeyDown'] = (event) => {
    if (event.key === 'Enter' && draft !== undefined) commit(draft);
    if (event.key !== 'Escape' || draft === undefined) {
      // React Aria keeps a key to itself otherwise, and the page's own would not work from here.
      event.continuePropagation();
      return;
    }
    // Back to what is in force; a second Escape is for whoever is above.
    setDraft(undefined);
    clearTimeout(timer.current);
    event.preventDefault();
  };
  return (
    <TextField
      {...field}
      value={draft ?? value}
      onChange={change}
      onBlur={onBlur}
      onKeyDown={onKeyDown}
      error={draft !== undefined && !accepts(draft) ? hint : undefined}
    />
  );
}
