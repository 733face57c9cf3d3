import './trace-page.css';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { TraceResponse } from '../../../src/api/contract/index.ts';
import { ApiError } from '../../data/api-error.ts';
import { useLive } from '../../data/live.ts';
import { useTrace } from '../../data/traces.ts';
import { useEnvironment, useSearchParams } from '../../data/view.ts';
import { nowMs } from '../../lib/clock.ts';
import { MS_PER_MINUTE } from '../../lib/milliseconds.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Cut } from '../../ui/quantity.tsx';
import { Empty, errorWords } from '../../ui/states.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useServiceColours } from '../../ui/use-service-colours.ts';
import { traceStartMs, traceTitle } from './trace-header.tsx';
import { TraceView } from './trace-view.tsx';

const NO_SERVICES: readonly string[] = [];

export function TracePage() {
  const environment = useEnvironment();
  const { traceId = '' } = useParams({ strict: false }) as { traceId?: string };
  const { at } = useSearchParams();
  const [isYoung, setYoung] = useState(false);
  const trace = useTrace(environment, traceId, {
    aroundMs: at !== undefined && /^\d{1,15}$/.test(at) ? Number(at) : undefined,
  });
  useYouth(trace.data, setYoung);
  const liveError = useLive(environment, { isOn: isYoung });
  const error = trace.error ?? liveError;
  const colours = useServiceColours(environment, trace.data?.services ?? NO_SERVICES);

  if (trace.data) {
    const title = traceTitle(trace.data);
    return (
      <Page title={title} isFilling actions={error !== null && <Stale error={error} />}>
        <TraceView key={traceId} environment={environment} trace={trace.data} colours={colours} />
      </Page>
    );
  }
  return (
    <Page title="Trace" subtitle={<Cut text={traceId} charsMax={32} />}>
      {trace.error instanceof ApiError && trace.error.status === 404 ? (
        <NotHere environment={environment} onRetry={() => void trace.refetch()} />
      ) : (
        <Unread query={trace} what="the trace">
          The list of traces, issues and the map are read on their own and may still answer.
        </Unread>
      )}
    </Page>
  );
}

/** Spans of one trace arrive over a while: a trace that ended less than a minute ago may still grow. */
function useYouth(trace: TraceResponse | undefined, setYoung: (isYoung: boolean) => void): void {
  const endMs = trace && traceStartMs(trace) + Number(trace.durationNs) / 1e6;
  useEffect(() => {
    const leftMs = endMs === undefined ? 0 : endMs + MS_PER_MINUTE - nowMs();
    setYoung(leftMs > 0);
    if (leftMs <= 0) return;
    // A clock ahead of ours must not keep the page asking for hours.
    const timer = setTimeout(() => setYoung(false), Math.min(leftMs, MS_PER_MINUTE));
    return () => clearTimeout(timer);
  }, [endMs, setYoung]);
}

function Stale({ error }: { error: unknown }) {
  return (
    <span className="trace__stale" role="alert">
      not up to date: {errorWords(error)}
    </span>
  );
}

function NotHere({ environment, onRetry }: { environment: string; onRetry: () => void }) {
  const actions = (
    <>
      <Button icon="refresh" onPress={onRetry}>
        Look again
      </Button>
      <Link to="/$environment/traces" params={{ environment }}>
        All traces
      </Link>
    </>
  );
  return (
    <Empty title="This trace is not here" actions={actions}>
      None of its spans or log records has arrived in this environment yet, or it is older than what is kept. It may be
      in another environment.
    </Empty>
  );
}
