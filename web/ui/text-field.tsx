import './field.css';
import type { HTMLInputAutoCompleteAttribute, Ref } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from 'react-aria-components/TextField';

export interface TextFieldProps {
  readonly label: string;
  /** Only for readers who cannot see the place it stands in. */
  readonly isLabelHidden?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'email' | 'password' | 'search' | 'datetime-local';
  readonly placeholder?: string;
  readonly hint?: string;
  /** What is wrong with the value, in words. */
  readonly error?: string | undefined;
  readonly isRequired?: boolean;
  readonly isReadOnly?: boolean;
  readonly isCode?: boolean;
  readonly charsMax?: number;
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly autoFocus?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly onKeyDown?: NonNullable<AriaTextFieldProps['onKeyDown']>;
  readonly onBlur?: () => void;
}

export function TextField(props: TextFieldProps) {
  const { label, isLabelHidden, value, onChange, type = 'text', placeholder, hint, error, inputRef } = props;
  return (
    <AriaTextField
      className="field"
      value={value}
      onChange={onChange}
      type={type}
      isInvalid={error !== undefined}
      isRequired={props.isRequired ?? false}
      isReadOnly={props.isReadOnly ?? false}
      autoFocus={props.autoFocus ?? false}
      autoComplete={props.autoComplete ?? 'off'}
      {...(props.charsMax === undefined ? {} : { maxLength: props.charsMax })}
      {...(props.onKeyDown ? { onKeyDown: props.onKeyDown } : {})}
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {!isLabelHidden && <Label className="field__label">{label}</Label>}
      <Input
        className={props.isCode ? 'field__input mono' : 'field__input'}
        spellCheck="false"
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(inputRef === undefined ? {} : { ref: inputRef })}
        {...(type === 'datetime-local' ? { step: 1 } : {})}
      />
      {hint && (
        <Text slot="description" className="field__hint">
          {hint}
        </Text>
      )}
      <FieldError className="field__error">{error}</FieldError>
    </AriaTextField>
  );
}
