import './field.css';
import './menu.css';
import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { Icon } from './icon.tsx';
import type { Choice } from './menu.tsx';

export interface SelectProps<Id extends string> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly choices: ReadonlyArray<Choice<Id>>;
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}

export function Select<Id extends string>({ label, isLabelHidden, choices, chosen, onChoose }: SelectProps<Id>) {
  return (
    <AriaSelect
      className="field"
      value={chosen}
      onChange={(key) => {
        const choice = choices.find(({ id }) => id === key);
        if (choice) onChoose(choice.id);
      }}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {!isLabelHidden && <Label className="field__label">{label}</Label>}
      <Button className="field__input select__button">
        <SelectValue className="select__value">{({ selectedText }) => selectedText}</SelectValue>
        <Icon name="chevron-down" />
      </Button>
      <Popover className="popover" offset={4}>
        <ListBox className="menu">
          {choices.map(({ id, words }) => (
            <ListBoxItem key={id} id={id} textValue={words} className="menu__item">
              {({ isSelected }) => (
                <>
                  <span className="menu__check">{isSelected && <Icon name="check" />}</span>
                  <span className="menu__words">{words}</span>
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
