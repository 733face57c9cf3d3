import './trace-lists.css';
import { Link } from '@tanstack/react-router';
import type { HomeResponse, TraceSummary } from '../../../src/api/contract/index.ts';
import { type RequestLink, requestSearch } from '../../lib/home-view.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { shownText } from '../../lib/shown-text.ts';
import { ErrorCount } from '../../ui/error-count.tsx';
import { Duration, TimeAgo } from '../../ui/quantity.tsx';
import { ServiceName } from '../../ui/service-name.tsx';

const NS_PER_MS = 1_000_000n;

interface TraceListsProps {
  readonly environment: string;
  readonly traces: HomeResponse['traces'];
  readonly link: RequestLink;
  readonly colours: ServiceColours;
}

/** A few traces to begin with; each list leads to the whole of it. */
export function TraceLists({ environment, traces, link, colours }: TraceListsProps) {
  const lists = [
    { title: 'Slowest traces', traces: traces.slowest, link: { ...link, sort: 'slowest' as const } },
    { title: 'Failing traces', traces: traces.failing, link: { ...link, isFailed: true } },
    { title: 'Newest traces', traces: traces.newest, link },
  ];
  return (
    <div className="trace-lists">
      {lists.map(({ title, traces: listed, link: whole }) => (
        <section key={title} className="trace-list panel">
          <div className="trace-list__head">
            <h2 className="label">{title}</h2>
            {listed.length > 0 && (
              <Link
                className="trace-list__more"
                to="/$environment/traces"
                params={{ environment }}
                search={requestSearch(whole)}
                aria-label={`All ${title.toLowerCase()}`}
              >
                all
              </Link>
            )}
          </div>
          {listed.length === 0 ? (
            <p className="trace-list__none">None in this range.</p>
          ) : (
            <ol className="trace-list__items">
              {listed.map((trace) => (
                <TraceItem key={trace.traceId} environment={environment} trace={trace} colours={colours} />
              ))}
            </ol>
          )}
        </section>
      ))}
    </div>
  );
}

interface TraceItemProps {
  readonly environment: string;
  readonly trace: TraceSummary;
  readonly colours: ServiceColours;
}

function TraceItem({ environment, trace, colours }: TraceItemProps) {
  const startMs = Number(BigInt(trace.startNs) / NS_PER_MS);
  const isMissing = trace.rootName === '';
  return (
    <li className="trace-list__item">
      <Link
        className={isMissing ? 'trace-list__root trace-list__root--missing' : 'trace-list__root'}
        to="/$environment/traces/$traceId"
        params={{ environment, traceId: trace.traceId }}
        search={{ at: String(startMs) }}
        title={shownText(trace.rootName)}
      >
        {isMissing ? 'root not here yet' : shownText(trace.rootName)}
      </Link>
      <span className="trace-list__duration">
        <Duration ns={Number(trace.durationNs)} />
      </span>
      <span className="trace-list__about">
        <ServiceName name={trace.rootService} colours={colours} />
        {trace.errorCount > 0 && <ErrorCount of={trace.errorCount} />}
      </span>
      <span className="trace-list__aside">
        <TimeAgo ms={startMs} />
      </span>
    </li>
  );
}
