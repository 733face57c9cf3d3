import './field.css';
import { FieldError } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { TextArea as AriaTextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField } from 'react-aria-components/TextField';

interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows: number;
  readonly isCode?: boolean;
  /** What is wrong with the value, in words. */
  readonly error?: string | undefined;
}

/** A field of several lines. */
export function TextArea({ label, value, onChange, rows, isCode, error }: TextAreaProps) {
  return (
    <AriaTextField className="field" value={value} onChange={onChange} isInvalid={error !== undefined}>
      <Label className="field__label">{label}</Label>
      <AriaTextArea
        className={isCode ? 'field__input field__input--lines mono' : 'field__input field__input--lines'}
        rows={rows}
        spellCheck="false"
      />
      <FieldError className="field__error">{error}</FieldError>
    </AriaTextField>
  );
}
