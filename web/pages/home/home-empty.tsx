import { Link } from '@tanstack/react-router';
import { useIssues } from '../../data/issues.ts';
import { useLatestArrival } from '../../data/traces.ts';
import { useTimeRange, useTimeZone } from '../../data/view.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { timeRangeText } from '../../lib/format-time.ts';
import { widenTimeRange } from '../../lib/time-range.ts';
import { Button } from '../../ui/button.tsx';
import { Redirect } from '../../ui/redirect.tsx';
import { Empty } from '../../ui/states.tsx';

const ANY_ISSUE = { status: 'any', limit: 1 } as const;

interface HomeEmptyProps {
  readonly environment: string;
  /** On a service's page. */
  readonly service?: string | undefined;
  /** Health checks that are hidden. */
  readonly hiddenCount: number;
  readonly onShowHidden: () => void;
}

/** Why there is no request to show: all are health checks, none in this range, or nothing was ever sent. */
export function HomeEmpty({ environment, service, hiddenCount, onShowHidden }: HomeEmptyProps) {
  const { range, setRange } = useTimeRange();
  const [zone] = useTimeZone();
  const arrivals = useLatestArrival(environment);
  const issues = useIssues(environment, ANY_ISSUE);
  if (service === undefined && arrivals.data?.latestTrace === null) {
    if (issues.isPending) return null;
    // Who sends errors alone has been set up, and finds them below.
    if (issues.data && issues.data.totalCount > 0)
      return <Empty title="No requests yet" actions={<SetUp environment={environment} />} />;
    return <Redirect href={`/${encodeURIComponent(environment)}/set-up`} />;
  }
  const widen = (
    <Button icon="clock" onPress={() => setRange(widenTimeRange(range))}>
      {`Look at ${timeRangeText(widenTimeRange(range), zone)}`}
    </Button>
  );
  if (hiddenCount > 0) {
    const show = <Button onPress={onShowHidden}>Show them</Button>;
    return (
      <Empty
        title="Only health checks in this range"
        actions={
          <>
            {show}
            {widen}
          </>
        }
      >
        {`${formatCounted(Math.round(hiddenCount), 'request')} came in, and all of them are health checks.`}
      </Empty>
    );
  }
  const whose = service === undefined ? '' : ` of ${service}`;
  return (
    <Empty
      title={`No requests${whose} in the range ${timeRangeText(range, zone)}`}
      actions={
        <>
          {widen}
          <Link to="/$environment/traces" params={{ environment }}>
            All traces
          </Link>
        </>
      }
    >
      A request is a span that a service was asked for from outside: of kind server or consumer, or without a parent.
    </Empty>
  );
}

function SetUp({ environment }: { environment: string }) {
  return (
    <Link to="/$environment/set-up" params={{ environment }}>
      Send traces
    </Link>
  );
}
