import { Link } from '@tanstack/react-router';
import { useTimeRange, useTimeZone } from '../../data/view.ts';
import { timeRangeText } from '../../lib/format-time.ts';
import { widenTimeRange } from '../../lib/time-range.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/states.tsx';

export function MapEmpty({ environment }: { environment: string }) {
  const { range, setRange } = useTimeRange();
  const [zone] = useTimeZone();
  const wider = widenTimeRange(range);
  return (
    <Empty
      title={`Nobody called anybody in the range ${timeRangeText(range, zone)}`}
      actions={
        <>
          <Button icon="clock" onPress={() => setRange(wider)}>
            {`Look at ${timeRangeText(wider, zone)}`}
          </Button>
          <Link to="/$environment/set-up" params={{ environment }}>
            Send data
          </Link>
        </>
      }
    >
      Here stand the services that sent spans of OpenTelemetry or segments of X-Ray, what they called, how often, how
      quickly and how well.
    </Empty>
  );
}
