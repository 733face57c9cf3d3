import { Link, Outlet, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { usePreference } from '../../data/preferences.ts';
import { useSignedIn } from '../../data/session.ts';
import { Empty } from '../../ui/states.tsx';

/** Everything under `/:environment`: an environment the team does not have says so, with those it has. */
export function EnvironmentPage() {
  const { environment } = useParams({ from: '/frame/$environment' });
  const { environments } = useSignedIn();
  const [, remember] = usePreference('environment');
  const isKnown = environments.some(({ slug }) => slug === environment);
  useEffect(() => {
    if (isKnown) remember(environment);
  }, [isKnown, environment, remember]);
  if (isKnown) return <Outlet />;
  return (
    <Empty
      title={`No environment is called ${environment}`}
      actions={environments.map(({ slug, name }) => (
        <Link key={slug} to="/$environment/traces" params={{ environment: slug }}>
          {name}
        </Link>
      ))}
    >
      It may have another name now, or belong to another team.
    </Empty>
  );
}
