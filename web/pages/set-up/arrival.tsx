import { Link } from '@tanstack/react-router';
import type { ArrivalCountsResponse, TraceSummary } from '../../../src/api/contract/index.ts';
import { useLive } from '../../data/live.ts';
import { useArrivalCounts, useLatestArrival } from '../../data/traces.ts';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { MS_PER_MINUTE } from '../../lib/milliseconds.ts';
import { shownText } from '../../lib/shown-text.ts';
import { Duration, TimeAgo } from '../../ui/quantity.tsx';
import { errorWords } from '../../ui/states.tsx';

const RECENT_MINUTES = 15;

/** Waits for the first trace, and becomes the link to it. Goes on looking, for the reader who sets up a second service. */
export function Arrival({ environment }: { environment: string }) {
  const arrival = useLatestArrival(environment);
  const counts = useArrivalCounts(environment, RECENT_MINUTES * MS_PER_MINUTE);
  const liveError = useLive(environment, { isOn: true });
  const error = arrival.error ?? counts.error ?? liveError;
  const latest = arrival.data?.latestTrace;
  return (
    <aside className="panel arrival" aria-live="polite">
      <h2>What arrives</h2>
      {latest && <Arrived environment={environment} trace={latest} />}
      {latest === null && <Waiting hasErrors={(counts.data?.errorCount ?? 0) > 0} />}
      {counts.data && <Counts counts={counts.data} />}
      {counts.data && counts.data.errorCount > 0 && (
        <Link className="arrival__link" to="/$environment/issues" params={{ environment }}>
          Open the issues
        </Link>
      )}
      {error !== null && <p role="alert">What has arrived could not be read, still trying: {errorWords(error)}</p>}
    </aside>
  );
}

/** By signal, so that a reader sees that logs or metrics arrive although no trace does. */
function Counts({ counts }: { counts: ArrivalCountsResponse }) {
  const rows = [
    ['spans', counts.spanCount],
    ['log records', counts.logRecordCount],
    ['metric points', counts.metricPointCount],
    ['Rollbar errors', counts.errorCount],
  ] as const;
  if (rows.every(([, count]) => count === 0)) return null;
  return (
    <>
      <h3 className="arrival__heading">Arrived in the last {RECENT_MINUTES} minutes</h3>
      <dl className="arrival__facts">
        {rows.map(([what, count]) => (
          <div key={what} className="arrival__fact">
            <dt>{what}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Waiting({ hasErrors }: { hasErrors: boolean }) {
  // Who sends errors alone waits for no trace.
  if (hasErrors) return <p>Errors arrive.</p>;
  return (
    <>
      <div className="arrival__wait">
        <span className="arrival__pulse" />
        Waiting for the first trace
      </div>
      <p className="quiet">
        It shows here within a second of its arrival, and so do Rollbar errors. SDKs send every few seconds, and when
        they stop.
      </p>
    </>
  );
}

function Arrived({ environment, trace }: { environment: string; trace: TraceSummary }) {
  const startMs = Number(BigInt(trace.startNs) / 1_000_000n);
  const name = trace.rootName === '' ? 'its root has not arrived' : shownText(trace.rootName);
  const service = shownText(trace.rootService);
  return (
    <>
      <p>Data arrives. The newest trace:</p>
      <dl className="arrival__facts">
        <dt>name</dt>
        <dd title={name}>{name}</dd>
        <dt>service</dt>
        <dd title={service}>{service}</dd>
        <dt>duration</dt>
        <dd>
          <Duration ns={Number(trace.durationNs)} />, {formatCounted(trace.spanCount, 'span')}
        </dd>
        <dt>start</dt>
        <dd>
          <TimeAgo ms={startMs} />
        </dd>
      </dl>
      <Link
        className="arrival__link"
        to="/$environment/traces/$traceId"
        params={{ environment, traceId: trace.traceId }}
      >
        Open the trace
      </Link>
    </>
  );
}
