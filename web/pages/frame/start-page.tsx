import { useLatestArrival } from '../../data/traces.ts';
import { useEnvironment } from '../../data/view.ts';
import { Redirect } from '../../ui/redirect.tsx';
import { Failure, Loading } from '../../ui/states.tsx';

/** `/`: to the set-up page while nothing has arrived, else to Home. */
export function StartPage() {
  const environment = useEnvironment();
  const arrivals = useLatestArrival(environment);
  if (arrivals.data) {
    const screen = arrivals.data.latestTrace === null ? '/set-up' : '';
    return <Redirect href={`/${encodeURIComponent(environment)}${screen}`} />;
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
