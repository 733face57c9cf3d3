import './field-menu.css';
import { type MouseEvent, type ReactNode, useState } from 'react';
import { useCopy } from './copy-button.tsx';
import { Icon } from './icon.tsx';
import type { MenuGroup } from './menu.tsx';
import { type MenuPoint, PointMenu, type ValueActions, valueMenuActions } from './value-menu.tsx';

/** A name and its value as text, as copy takes it. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

interface OpenMenu<Named> {
  readonly field: Named;
  readonly at: MenuPoint;
  readonly button: HTMLElement;
}

export interface FieldMenu<Named> {
  readonly open: (field: Named, event: MouseEvent<HTMLElement>) => void;
  /** To be drawn once, beside the list. */
  readonly menu: ReactNode;
}

/** One menu for all values of a list: what `actionsOf` offers, and copy. */
export function useFieldMenu<Named extends NamedText>(actionsOf: (field: Named) => ValueActions): FieldMenu<Named> {
  const [shown, setShown] = useState<OpenMenu<Named>>();
  const copy = useCopy();
  const groupsOf = (field: Named): MenuGroup[] => {
    const own = valueMenuActions(actionsOf(field));
    const copies: MenuGroup = {
      actions: [
        { id: 'copy-value', words: 'Copy value', icon: 'copy', run: () => copy(field.text, 'value') },
        { id: 'copy-name', words: 'Copy name', run: () => copy(field.name, 'name') },
      ],
    };
    return own.length > 0 ? [{ actions: own }, copies] : [copies];
  };
  return {
    open: (field, { currentTarget: button }) => {
      const { left, bottom } = button.getBoundingClientRect();
      setShown({ field, at: { x: left, y: bottom }, button });
    },
    menu: (
      <PointMenu
        label={`What ${shown?.field.name ?? 'the field'} offers`}
        groups={shown ? groupsOf(shown.field) : []}
        at={shown?.at}
        onClose={() => {
          shown?.button.focus();
          setShown(undefined);
        }}
      />
    ),
  };
}

interface FieldMenuButtonProps {
  readonly name: string;
  readonly onOpen: (event: MouseEvent<HTMLElement>) => void;
}

export function FieldMenuButton({ name, onOpen }: FieldMenuButtonProps) {
  return (
    <button
      type="button"
      className="field-menu"
      aria-haspopup="menu"
      aria-label={`${name.slice(0, 100)}: copy, filter`}
      onClick={onOpen}
    >
      <Icon name="more" />
    </button>
  );
}
