import './action-buttons.css';
import { useState } from 'react';
import { type IssueStatus, OPEN_STATUSES, type PersonView } from '../../../src/api/contract/index.ts';
import { usePeople } from '../../data/issues.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu, type MenuAction } from '../../ui/menu.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import type { IssueActions } from './use-issue-actions.ts';

interface ActionButtonsProps {
  readonly issueIds: readonly number[];
  /** Of all of them: what none is in need of is not offered. */
  readonly statuses: readonly IssueStatus[];
  /** Who has it; of several, null. */
  readonly assignee: PersonView | null;
  readonly version: string;
  readonly actions: IssueActions;
  readonly size?: 'normal' | 'small';
}

/** Assign, resolve, mute, reopen: for one issue on its page, for several in the list. */
export function ActionButtons({ issueIds, statuses, assignee, version, actions, size = 'normal' }: ActionButtonsProps) {
  const [isAsking, setAsking] = useState(false);
  const isOff = actions.isPending || issueIds.length === 0;
  const isSome = (wanted: readonly IssueStatus[]) => statuses.some((status) => wanted.includes(status));
  return (
    <>
      <AssignMenu issueIds={issueIds} assignee={assignee} actions={actions} size={size} />
      {isSome(['resolved', 'muted']) && (
        <Button icon="refresh" size={size} isDisabled={isOff} onPress={() => actions.reopen(issueIds)}>
          Reopen
        </Button>
      )}
      {isSome([...OPEN_STATUSES, 'resolved']) && (
        <Button icon="mute" size={size} isDisabled={isOff} onPress={() => actions.mute(issueIds)}>
          Mute
        </Button>
      )}
      {isSome([...OPEN_STATUSES, 'muted']) && (
        <span className="action-pair">
          <Button
            icon="check"
            size={size}
            look={size === 'normal' ? 'primary' : 'plain'}
            isDisabled={isOff}
            onPress={() => actions.resolve(issueIds)}
          >
            Resolve
          </Button>
          <Menu
            label="Other ways to resolve"
            placement="bottom end"
            groups={[{ actions: [{ id: 'version', words: 'In a version…', run: () => setAsking(true) }] }]}
          >
            <IconButton
              icon="chevron-down"
              label="Other ways to resolve"
              size={size}
              look={size === 'normal' ? 'primary' : 'plain'}
              isDisabled={isOff}
            />
          </Menu>
        </span>
      )}
      {isAsking && (
        <ResolveDialog
          version={version}
          onResolve={(resolvedIn) => actions.resolve(issueIds, resolvedIn)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

interface AssignMenuProps extends Pick<ActionButtonsProps, 'issueIds' | 'assignee' | 'actions'> {
  readonly size: 'normal' | 'small';
}

function AssignMenu({ issueIds, assignee, actions, size }: AssignMenuProps) {
  const people = usePeople();
  const choices = (people.data?.people ?? []).map(
    (person): MenuAction => ({
      id: person.id,
      words: person.name,
      ...(person.id === assignee?.id ? { icon: 'check' as const } : {}),
      run: () => actions.assign(issueIds, person),
    }),
  );
  const nobody: MenuAction = { id: 'nobody', words: 'Nobody', run: () => actions.assign(issueIds, null) };
  return (
    <Menu label="Assign to" placement="bottom end" groups={[{ actions: choices }, { actions: [nobody] }]}>
      <Button icon="user" size={size} isDisabled={actions.isPending || issueIds.length === 0}>
        <span className="action-assignee">{assignee?.name ?? 'Assign'}</span>
        <Icon name="chevron-down" size={12} />
      </Button>
    </Menu>
  );
}
