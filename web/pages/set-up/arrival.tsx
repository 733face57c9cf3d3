import { Link } from '@tanstack/react-router';
import type { TraceSummary } from '../../../src/api/contract/index.ts';
import { useArrivals } from '../../data/traces.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { Duration, TimeAgo } from '../../ui/quantity.tsx';
import { errorWords } from '../../ui/states.tsx';

/** Waits for the first trace, and becomes the link to it. Goes on looking, for the reader who sets up a second service. */
export function Arrival({ environment }: { environment: string }) {
  const arrivals = useArrivals(environment, { isPolling: true });
  const latest = arrivals.data?.latestTrace;
  return (
    <aside className="panel arrival" aria-live="polite">
      <h2>First trace</h2>
      {latest ? <Arrived environment={environment} trace={latest} /> : <Waiting isKnown={latest === null} />}
      {arrivals.error && (
        <p role="alert">What has arrived could not be read, still trying: {errorWords(arrivals.error)}</p>
      )}
    </aside>
  );
}

function Waiting({ isKnown }: { isKnown: boolean }) {
  if (!isKnown) return null;
  return (
    <>
      <div className="arrival__wait">
        <span className="arrival__pulse" />
        Waiting for the first trace
      </div>
      <p className="quiet">
        It shows here within a second of its arrival. SDKs send every few seconds, and when they stop.
      </p>
    </>
  );
}

function Arrived({ environment, trace }: { environment: string; trace: TraceSummary }) {
  const startMs = Number(BigInt(trace.startNs) / 1_000_000n);
  const name = trace.rootName === '' ? 'its root has not arrived' : trace.rootName;
  return (
    <>
      <p>Data arrives. The newest trace:</p>
      <dl className="arrival__facts">
        <dt>name</dt>
        <dd title={name}>{name}</dd>
        <dt>service</dt>
        <dd title={trace.rootService}>{trace.rootService}</dd>
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
