import './frame.css';
import { Outlet, useLocation, useMatches } from '@tanstack/react-router';
import { useState } from 'react';
import { isSignedOut } from '../../data/api-error.ts';
import { useSession } from '../../data/session.ts';
import { useEnvironment } from '../../data/view.ts';
import { formatSearchParams } from '../../lib/search-params.ts';
import { Redirect } from '../../ui/redirect.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { DiskBanner } from './disk-banner.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';
import { useFrameKeys } from './use-frame-keys.ts';

/** What stands around every page of a signed-in reader. Without a session it leads to the sign-in page and back. */
export function Frame() {
  const session = useSession();
  if (isSignedOut(session.error)) return <ToSignIn />;
  if (!session.data) {
    return session.error ? (
      <Failure title="Combray could not be reached" error={session.error} onRetry={() => void session.refetch()} />
    ) : (
      <Loading what="your session" />
    );
  }
  return <SignedInFrame />;
}

/** Remembers the address it was first drawn at: while the sign-in page loads, the current one is already that page's. */
function ToSignIn() {
  const { href } = useLocation();
  const [next] = useState(href);
  return <Redirect href={`/sign-in${formatSearchParams({ next })}`} />;
}

type Opened = 'palette' | 'help' | 'time';

function SignedInFrame() {
  const environment = useEnvironment();
  const hasTimeRange = useMatches({ select: (matches) => matches.some(({ staticData }) => staticData.hasTimeRange) });
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  useFrameKeys(environment, hasTimeRange, setOpened);
  return (
    <div className="frame">
      <a className="frame__skip" href="#content">
        Skip to the content
      </a>
      <Rail environment={environment} />
      <div className="frame__main">
        <TopBar
          environment={environment}
          hasTimeRange={hasTimeRange}
          isTimeOpen={opened === 'time'}
          onTimeOpen={(isOpen) => setOpened(isOpen ? 'time' : undefined)}
          onSearch={() => setOpened('palette')}
          onHelp={() => setOpened('help')}
        />
        <DiskBanner />
        <main className="frame__content" id="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Palette
        environment={environment}
        isOpen={opened === 'palette'}
        onClose={close}
        onHelp={() => setOpened('help')}
      />
      <HelpDialog isOpen={opened === 'help'} onClose={close} />
    </div>
  );
}
