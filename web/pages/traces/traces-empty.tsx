import { Link } from '@tanstack/react-router';
import type { TraceSummary } from '../../../src/api/contract/index.ts';
import { useLatestArrival } from '../../data/traces.ts';
import { useTimeRange, useTimeZone } from '../../data/view.ts';
import { timeRangeText } from '../../lib/format-time.ts';
import { widenTimeRange } from '../../lib/time-range.ts';
import { isFiltered, NO_FILTER, type TracesView } from '../../lib/trace-filter.ts';
import { Button } from '../../ui/button.tsx';
import { TimeAgo } from '../../ui/quantity.tsx';
import { Empty } from '../../ui/states.tsx';
import { startMsOf } from './trace-columns.tsx';

interface TracesEmptyProps {
  readonly environment: string;
  readonly view: TracesView;
  readonly onChange: (change: Partial<TracesView>) => void;
}

/** Why the list is empty: a filter, the range, or nothing was ever sent. */
export function TracesEmpty({ environment, view, onChange }: TracesEmptyProps) {
  const { range, setRange } = useTimeRange();
  const [zone] = useTimeZone();
  const arrivals = useLatestArrival(environment);
  const widen = (
    <Button icon="clock" onPress={() => setRange(widenTimeRange(range))}>
      {`Look at ${timeRangeText(widenTimeRange(range), zone)}`}
    </Button>
  );
  if (isFiltered(view)) {
    const actions = (
      <>
        <Button icon="close" onPress={() => onChange(NO_FILTER)}>
          Clear the filter
        </Button>
        {widen}
      </>
    );
    return (
      <Empty title="No trace matches the filter" actions={actions}>
        {`Traces of the range ${timeRangeText(range, zone)} were looked at.`}
      </Empty>
    );
  }
  if (arrivals.data?.latestTrace === null) {
    return (
      <Empty
        title="Nothing has arrived yet"
        actions={
          <Link to="/$environment/set-up" params={{ environment }}>
            Send the first trace
          </Link>
        }
      >
        A trace is one request on its way through your services. Point an OpenTelemetry SDK here and the first one
        appears within a second.
      </Empty>
    );
  }
  return (
    <Empty title={`No traces in the range ${timeRangeText(range, zone)}`} actions={widen}>
      {arrivals.data?.latestTrace && <Latest environment={environment} trace={arrivals.data.latestTrace} />}
    </Empty>
  );
}

function Latest({ environment, trace }: { environment: string; trace: TraceSummary }) {
  return (
    <>
      The newest one,{' '}
      <Link
        to="/$environment/traces/$traceId"
        params={{ environment, traceId: trace.traceId }}
        search={{ at: String(startMsOf(trace)) }}
      >
        {trace.rootName === '' ? 'without a root' : trace.rootName}
      </Link>
      , began <TimeAgo ms={startMsOf(trace)} />.
    </>
  );
}
