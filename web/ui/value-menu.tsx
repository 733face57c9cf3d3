import './menu.css';
import { useRef } from 'react';
import { Popover } from 'react-aria-components/Popover';
import { ActionList, type MenuAction, type MenuGroup } from './menu.tsx';

/** Where a menu opens, in pixels of the window. */
export interface MenuPoint {
  readonly x: number;
  readonly y: number;
}

export interface PointMenuProps {
  readonly label: string;
  readonly groups: readonly MenuGroup[];
  /** Open there; undefined: closed. */
  readonly at: MenuPoint | undefined;
  readonly onClose: () => void;
}

/** A menu at a point, for a right click or a key on a cell, a bar, a node. Draw it only while it is open or always. */
export function PointMenu({ label, groups, at, onClose }: PointMenuProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={anchor} aria-hidden="true" style={{ position: 'fixed', left: at?.x ?? 0, top: at?.y ?? 0 }} />
      <Popover
        className="popover"
        triggerRef={anchor}
        placement="bottom start"
        isOpen={at !== undefined}
        onOpenChange={(isOpen) => {
          if (!isOpen) onClose();
        }}
      >
        {at && <ActionList label={label} groups={withClosing(groups, onClose)} takesFocus />}
      </Popover>
    </>
  );
}

function withClosing(groups: readonly MenuGroup[], onClose: () => void): MenuGroup[] {
  const closing = (action: MenuAction): MenuAction => ({
    ...action,
    run: () => {
      onClose();
      action.run();
    },
  });
  return groups.map((group) => ({ ...group, actions: group.actions.map(closing) }));
}

/** What can be done with a value of a field, wherever it is drawn. What is not given is not offered. */
export interface ValueActions {
  readonly filterBy?: () => void;
  readonly exclude?: () => void;
  readonly groupBy?: () => void;
}

export function valueMenuActions(actions: ValueActions): MenuAction[] {
  const { filterBy, exclude, groupBy } = actions;
  const offered: MenuAction[] = [];
  if (filterBy) offered.push({ id: 'filter-by', words: 'Filter by this value', icon: 'filter', run: filterBy });
  if (exclude) offered.push({ id: 'exclude', words: 'Exclude this value', icon: 'exclude', run: exclude });
  if (groupBy) offered.push({ id: 'group-by', words: 'Group by this field', icon: 'columns', run: groupBy });
  return offered;
}
