import './menu.css';
import type { ReactElement, ReactNode } from 'react';
import { Header } from 'react-aria-components/Header';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
} from 'react-aria-components/Menu';
import { Popover, type PopoverProps } from 'react-aria-components/Popover';
import { Icon, type IconName } from './icon.tsx';

export interface MenuAction {
  readonly id: string;
  readonly words: string;
  readonly icon?: IconName;
  /** A key or a remark, at the right. */
  readonly hint?: string;
  readonly run: () => void;
}

export interface MenuGroup {
  readonly title?: string;
  readonly actions: readonly MenuAction[];
}

function ActionItem({ action }: { action: MenuAction }) {
  return (
    <AriaMenuItem id={action.id} className="menu__item" textValue={action.words} onAction={action.run}>
      {action.icon && <Icon name={action.icon} />}
      <span className="menu__words">{action.words}</span>
      {action.hint && <span className="menu__hint">{action.hint}</span>}
    </AriaMenuItem>
  );
}

interface ActionListProps {
  readonly label: string;
  readonly groups: readonly MenuGroup[];
  /** A menu that has no trigger to pass the focus on takes it itself. */
  readonly takesFocus?: boolean;
}

/** The list alone, for popovers that are placed by hand. Ids must be unique across groups. */
export function ActionList({ label, groups, takesFocus }: ActionListProps) {
  return (
    <AriaMenu className="menu" aria-label={label} {...(takesFocus ? { autoFocus: 'first' as const } : {})}>
      {groups.map((group, index) => (
        <AriaMenuSection
          key={group.title ?? index}
          className="menu__section"
          {...(group.title ? {} : { 'aria-label': label })}
        >
          {group.title && <Header className="label menu__title">{group.title}</Header>}
          {group.actions.map((action) => (
            <ActionItem key={action.id} action={action} />
          ))}
        </AriaMenuSection>
      ))}
    </AriaMenu>
  );
}

export interface MenuProps {
  readonly label: string;
  readonly groups: readonly MenuGroup[];
  /** The button that opens it. */
  readonly children: ReactElement;
  readonly placement?: NonNullable<PopoverProps['placement']>;
}

export function Menu({ label, groups, children, placement = 'bottom start' }: MenuProps) {
  return (
    <MenuTrigger>
      {children}
      <Popover className="popover" placement={placement} offset={4}>
        <ActionList label={label} groups={groups} />
      </Popover>
    </MenuTrigger>
  );
}

export interface Choice<Id extends string> {
  readonly id: Id;
  readonly words: string;
}

interface ChoiceMenuProps<Id extends string> {
  readonly label: string;
  readonly choices: ReadonlyArray<Choice<Id>>;
  readonly chosen: ReadonlySet<Id>;
  readonly onChoose: (chosen: ReadonlySet<Id>) => void;
  /** Several: ticks that stay open. One: exactly one is chosen. */
  readonly mode: 'several' | 'one';
  readonly children: ReactElement;
  readonly footer?: ReactNode;
  readonly placement?: NonNullable<PopoverProps['placement']>;
}

export function ChoiceMenu<Id extends string>(props: ChoiceMenuProps<Id>) {
  const { label, choices, chosen, onChoose, mode, children, footer, placement = 'bottom start' } = props;
  return (
    <MenuTrigger>
      {children}
      <Popover className="popover" placement={placement} offset={4}>
        <AriaMenu
          className="menu"
          aria-label={label}
          selectionMode={mode === 'several' ? 'multiple' : 'single'}
          disallowEmptySelection={mode === 'one'}
          selectedKeys={chosen}
          onSelectionChange={(keys) =>
            onChoose(new Set(choices.map(({ id }) => id).filter((id) => keys === 'all' || keys.has(id))))
          }
        >
          {choices.map(({ id, words }) => (
            <AriaMenuItem key={id} id={id} className="menu__item" textValue={words}>
              {({ isSelected }) => (
                <>
                  <span className="menu__check">{isSelected && <Icon name="check" />}</span>
                  <span className="menu__words">{words}</span>
                </>
              )}
            </AriaMenuItem>
          ))}
        </AriaMenu>
        {footer}
      </Popover>
    </MenuTrigger>
  );
}
