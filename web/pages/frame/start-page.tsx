import { Navigate } from '@tanstack/react-router';
import { useArrivals } from '../../data/traces.ts';
import { useEnvironment } from '../../data/view.ts';
import { Failure, Loading } from '../../ui/states.tsx';

/** `/`: to the set-up page while nothing has arrived, else to the traces. */
export function StartPage() {
  const environment = useEnvironment();
  const arrivals = useArrivals(environment, { isPolling: false });
  if (arrivals.data) {
    const to = arrivals.data.latestTrace === null ? '/$environment/set-up' : '/$environment/traces';
    return <Navigate to={to} params={{ environment }} replace />;
  }
  if (!arrivals.error) return <Loading what="what has arrived" />;
  return (
    <Failure
      title="What has arrived could not be read"
      error={arrivals.error}
      onRetry={() => void arrivals.refetch()}
    />
  );
}
