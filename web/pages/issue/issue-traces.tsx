import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { IssueTracesResponse } from '../../../src/api/contract/index.ts';
import { useIssueTraces } from '../../data/issues.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { shownText } from '../../lib/shown-text.ts';
import { ErrorCount } from '../../ui/error-count.tsx';
import { Cut, Duration, TimeAgo } from '../../ui/quantity.tsx';
import { ServiceLink } from '../../ui/service-name.tsx';
import { Empty } from '../../ui/states.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useServiceColours } from '../../ui/use-service-colours.ts';
import { Pager } from './pager.tsx';

type IssueTrace = IssueTracesResponse['traces'][number];

/** The requests in which it happened, the newest first, a page at a time. */
export function IssueTraces({ environment, issueId }: { environment: string; issueId: string }) {
  const [starts, setStarts] = useState<readonly string[]>([]);
  const traces = useIssueTraces(environment, issueId, starts.at(-1));
  const services = traces.data?.traces.flatMap(({ summary }) => (summary ? [summary.rootService] : [])) ?? [];
  const colours = useServiceColours(environment, services);
  if (!traces.data) return <Unread query={traces} what="the traces" />;
  if (traces.data.traces.length === 0 && starts.length === 0) {
    return (
      <Empty
        title="No occurrence names a trace"
        actions={
          <Link to="/$environment/set-up" params={{ environment }}>
            Set up OpenTelemetry or X-Ray
          </Link>
        }
      >
        Where OpenTelemetry or X-Ray runs beside Rollbar in one process, an error and its trace find each other.
      </Empty>
    );
  }
  const { next } = traces.data;
  return (
    <>
      {(starts.length > 0 || next !== null) && <Pager starts={starts} next={next ?? undefined} onStarts={setStarts} />}
      <ol className="issue-traces">
        {traces.data.traces.map((trace) => (
          <li key={trace.traceId} className="issue-traces__trace">
            <TraceName environment={environment} trace={trace} />
            {trace.summary && (
              <>
                <ServiceLink environment={environment} name={trace.summary.rootService} colours={colours} />
                <span>
                  <Duration ns={Number(trace.summary.durationNs)} />
                </span>
                <span className="quiet">{formatCounted(trace.summary.spanCount, 'span')}</span>
                <ErrorCount of={trace.summary.errorCount} />
              </>
            )}
            <span className="issue-traces__when">
              <TimeAgo ms={trace.timeMs} />
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

function TraceName({ environment, trace }: { environment: string; trace: IssueTrace }) {
  const name = trace.summary?.rootName ?? '';
  return (
    <Link
      className="issue-traces__name"
      to="/$environment/traces/$traceId"
      params={{ environment, traceId: trace.traceId }}
      search={{ at: String(Math.floor(trace.timeMs)), ...(trace.spanId === '' ? {} : { span: trace.spanId }) }}
    >
      {name === '' ? <Cut text={trace.traceId} charsMax={32} /> : shownText(name.slice(0, 200))}
    </Link>
  );
}
