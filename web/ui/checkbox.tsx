import './field.css';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox } from 'react-aria-components/Checkbox';
import { Icon } from './icon.tsx';

export interface CheckboxProps {
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
  readonly children: ReactNode;
}

export function Checkbox({ isChecked, onChange, children }: CheckboxProps) {
  return (
    <AriaCheckbox className="checkbox" isSelected={isChecked} onChange={onChange}>
      {({ isSelected }) => (
        <>
          <span className="checkbox__box">{isSelected && <Icon name="check" size={12} />}</span>
          <span>{children}</span>
        </>
      )}
    </AriaCheckbox>
  );
}
