import './sign-in-page.css';
import { useRouter } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { ApiError } from '../../data/api-error.ts';
import { useSession, useSignIn, useSignInByLink } from '../../data/session.ts';
import { useSearchParams } from '../../data/view.ts';
import { safeNextPath } from '../../lib/next-path.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Redirect } from '../../ui/redirect.tsx';
import { errorWords } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';

export function SignInPage() {
  const { token, next } = useSearchParams();
  const session = useSession();
  useEffect(() => {
    document.title = 'Sign in - Combray';
  }, []);
  if (session.data && token === undefined) return <Redirect href={safeNextPath(next)} />;
  return (
    <main className="sign-in">
      <div className="sign-in__brand">
        <Mark size={32} />
        Combray
      </div>
      <div className="panel sign-in__card">{token === undefined ? <PasswordForm /> : <LinkSignIn token={token} />}</div>
    </main>
  );
}

/** Goes to where the reader wanted to be; the sign-in page is no step to go back to. */
function useGoOn(): () => void {
  const router = useRouter();
  const { next } = useSearchParams();
  return () => router.history.replace(safeNextPath(next));
}

function PasswordForm() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useSignIn();
  const goOn = useGoOn();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email, password }, { onSuccess: goOn });
  };
  return (
    <>
      <h1>Sign in</h1>
      <form className="sign-in__form" onSubmit={submit}>
        <TextField
          label="E-mail"
          type="email"
          value={email}
          onChange={setEmail}
          autoComplete="username"
          isRequired
          autoFocus
        />
        <TextField
          label="Password"
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          isRequired
        />
        {signIn.error && <Problem>{errorWords(signIn.error)}</Problem>}
        <Button look="primary" type="submit" isDisabled={signIn.isPending}>
          {signIn.isPending ? 'Signing in' : 'Sign in'}
        </Button>
      </form>
      <LinkHint question="No password yet, or forgotten?" />
    </>
  );
}

/** The one-time link is used up at once, and only once though React may run the effect twice. */
function LinkSignIn({ token }: { token: string }) {
  const signIn = useSignInByLink();
  const goOn = useGoOn();
  const isSent = useRef(false);
  const { mutateAsync } = signIn;
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (isSent.current) return;
    isSent.current = true;
    mutateAsync({ token }).then(goOn, (error: unknown) => setProblem(linkProblem(error)));
  }, [token, mutateAsync, goOn]);

  if (problem === undefined) {
    return (
      <p role="status" className="quiet">
        Signing in
      </p>
    );
  }
  return (
    <>
      <h1>This link did not work</h1>
      <Problem>{problem}</Problem>
      <LinkHint question="Need a new one?" />
      <a href="/sign-in">Sign in with a password</a>
    </>
  );
}

function linkProblem(error: unknown): string {
  if (error instanceof ApiError && error.code === 'sign-in-failed') {
    return 'A sign-in link works once and for a day. This one was used before, is too old, or was cut when it was copied.';
  }
  return errorWords(error);
}

function Problem({ children }: { children: ReactNode }) {
  return (
    <div className="sign-in__problem" role="alert">
      <Icon name="error" />
      <p>{children}</p>
    </div>
  );
}

function LinkHint({ question }: { question: string }) {
  return (
    <p className="sign-in__hint">
      {question} Run <code>npm start -- --print-setup</code> where Combray runs; it prints a link that signs you in
      once.
    </p>
  );
}
