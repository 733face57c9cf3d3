import './field.css';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox } from 'react-aria-components/Checkbox';
import { Icon } from './icon.tsx';

export interface CheckboxProps {
  readonly isChecked: boolean;
  /** Some of what it stands for are. */
  readonly isPartly?: boolean;
  readonly onChange: (isChecked: boolean) => void;
  readonly children?: ReactNode;
  /** Read out where no words stand beside it. */
  readonly label?: string;
}

export function Checkbox({ isChecked, isPartly = false, onChange, children, label }: CheckboxProps) {
  return (
    <AriaCheckbox
      className="checkbox"
      isSelected={isChecked}
      isIndeterminate={isPartly}
      onChange={onChange}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className="checkbox__box">
            {isIndeterminate ? <span className="checkbox__part" /> : isSelected && <Icon name="check" size={12} />}
          </span>
          {children !== undefined && <span>{children}</span>}
        </>
      )}
    </AriaCheckbox>
  );
}
