import { useNavigate } from '@tanstack/react-router';
import { useSignedIn, useSignOut } from '../../data/session.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { errorWords } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';

export function AccountMenu({ environment }: { environment: string }) {
  const { user, team } = useSignedIn();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const say = useToast();
  const leave = () =>
    signOut.mutate(undefined, { onError: (error) => say(`signing out failed: ${errorWords(error)}`) });
  return (
    <Menu
      label="Account"
      placement="bottom end"
      groups={[
        {
          title: `${user.email || user.name}, ${team.name}`,
          actions: [
            {
              id: 'account',
              words: 'Account',
              icon: 'user',
              run: () =>
                void navigate({
                  to: '/$environment/settings',
                  params: { environment },
                  search: { section: 'account' },
                }),
            },
            { id: 'sign-out', words: 'Sign out', icon: 'sign-out', run: leave },
          ],
        },
      ]}
    >
      <IconButton icon="user" label="Account" />
    </Menu>
  );
}
