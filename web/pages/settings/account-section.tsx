import { type FormEvent, useState } from 'react';
import { PASSWORD_CHARS_MIN } from '../../../src/api/contract/index.ts';
import { useChangeAccount, useSignedIn } from '../../data/session.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useToast } from '../../ui/toast.tsx';
import { Problem } from './problem.tsx';

export function AccountSection() {
  const { user } = useSignedIn();
  return (
    <div className="settings__stack">
      {/* Begins anew with what the server holds after a change, wherever it was made. */}
      <NameForm key={`${user.name} ${user.email}`} />
      <PasswordForm />
    </div>
  );
}

function NameForm() {
  const { user } = useSignedIn();
  const [name, setName] = useState(user.name);
  const [email, setEmail] = useState(user.email);
  const [current, setCurrent] = useState('');
  const change = useChangeAccount();
  const say = useToast();
  const isNewEmail = email !== user.email;
  const changed = {
    ...(name.trim() === user.name ? {} : { name: name.trim() }),
    ...(isNewEmail ? { email } : {}),
    ...(isNewEmail && user.hasPassword ? { currentPassword: current } : {}),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(changed, { onSuccess: () => say('saved') });
  };
  return (
    <form className="settings__form" onSubmit={submit}>
      <h2>You</h2>
      <TextField label="Name" value={name} onChange={setName} charsMax={100} autoComplete="name" isRequired />
      <TextField
        label="E-mail"
        type="email"
        value={email}
        onChange={setEmail}
        autoComplete="email"
        isRequired={user.email !== ''}
      />
      {isNewEmail && user.hasPassword && (
        <TextField
          label="Your password"
          type="password"
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          hint="It signs in with the address, so changing the address takes it."
          isRequired
        />
      )}
      <Problem title="Nothing was changed" error={change.error} />
      <div>
        <Button type="submit" look="primary" isDisabled={Object.keys(changed).length === 0 || change.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

function PasswordForm() {
  const { user } = useSignedIn();
  const [current, setCurrent] = useState('');
  const [wanted, setWanted] = useState('');
  const [email, setEmail] = useState('');
  const change = useChangeAccount();
  const say = useToast();
  // Signing in with a password takes an address, which an owner made by the first run has not.
  const needsEmail = user.email === '';
  const isShort = wanted !== '' && wanted.length < PASSWORD_CHARS_MIN;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      {
        newPassword: wanted,
        ...(user.hasPassword ? { currentPassword: current } : {}),
        ...(needsEmail ? { email } : {}),
      },
      {
        onSuccess: () => {
          setCurrent('');
          setWanted('');
          say('password saved');
        },
      },
    );
  };
  return (
    <form className="settings__form" onSubmit={submit}>
      <h2>{user.hasPassword ? 'Change the password' : 'Set a password'}</h2>
      {!user.hasPassword && <p className="settings__words">Until you set one, only a one-time link signs you in.</p>}
      <WhosePassword email={user.email} newEmail={email} onNewEmail={setEmail} />
      {user.hasPassword && (
        <TextField
          label="The password so far"
          type="password"
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
        />
      )}
      <TextField
        label="The new password"
        type="password"
        value={wanted}
        onChange={setWanted}
        autoComplete="new-password"
        hint={`${PASSWORD_CHARS_MIN} characters or more.`}
        error={isShort ? `${PASSWORD_CHARS_MIN - wanted.length} more, please.` : undefined}
      />
      <Problem title="The password was not changed" error={change.error} />
      <div>
        <Button
          type="submit"
          isDisabled={
            (needsEmail && email === '') ||
            wanted.length < PASSWORD_CHARS_MIN ||
            (user.hasPassword && current === '') ||
            change.isPending
          }
        >
          Save the password
        </Button>
      </div>
    </form>
  );
}

interface WhosePasswordProps {
  readonly email: string;
  readonly newEmail: string;
  readonly onNewEmail: (email: string) => void;
}

/** Asks for the address where there is none; otherwise only tells password keepers whose password this is. */
function WhosePassword({ email, newEmail, onNewEmail }: WhosePasswordProps) {
  if (email !== '') return <input type="hidden" autoComplete="username" value={email} readOnly />;
  return (
    <TextField
      label="The e-mail address to sign in with"
      type="email"
      value={newEmail}
      onChange={onNewEmail}
      autoComplete="username"
      isRequired
    />
  );
}
