import './trace-header.css';
import { useMemo } from 'react';
import type { TraceResponse } from '../../../src/api/contract/index.ts';
import { SPAN_MARK_PARENT_MISSING } from '../../../src/model/span-marks.ts';
import { formatCounted } from '../../lib/format-number.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { isErrorSeverity } from '../../lib/severity.ts';
import { traceOddities } from '../../lib/waterfall-oddities.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Cut, Duration, TimeAgo } from '../../ui/quantity.tsx';
import { ServiceName } from '../../ui/service-name.tsx';

const NS_PER_MS = 1_000_000n;
/** More are listed by the search and the table. */
const SERVICES_SHOWN = 8;

export const traceStartMs = (trace: TraceResponse): number => Number(BigInt(trace.startNs) / NS_PER_MS);

/** Characters of a name in a heading: it may be 64 kB long. */
const NAME_CHARS_MAX = 200;

/** The root's name; the first span's while the root has not arrived. */
export function traceTitle({ spans, names }: TraceResponse): string {
  if (spans.spanId.length === 0) return 'Trace without spans';
  const name = (names[spans.name[0] ?? -1] ?? '').slice(0, NAME_CHARS_MAX);
  const isRoot = ((spans.marks[0] ?? 0) & SPAN_MARK_PARENT_MISSING) === 0;
  return `${name === '' ? '(no name)' : name}${isRoot ? '' : ' (its parent is not here)'}`;
}

/** Spans that failed, and log records of errors, which a handled failure may have too. */
function errorWords({ errorCount, logs }: TraceResponse): readonly string[] {
  const logCount = logs.severity.filter(isErrorSeverity).length;
  return [
    ...(errorCount > 0 ? [formatCounted(errorCount, 'error')] : []),
    ...(logCount > 0 ? [formatCounted(logCount, 'error log')] : []),
  ];
}

interface TraceFactsProps {
  readonly trace: TraceResponse;
  readonly colours: ServiceColours;
  readonly onNextError: () => void;
  readonly onService: (service: string) => void;
}

export function TraceFacts({ trace, colours, onNextError, onService }: TraceFactsProps) {
  const oddities = useMemo(() => traceOddities(trace), [trace]);
  const errors = useMemo(() => errorWords(trace), [trace]);
  return (
    <>
      <div className="trace-facts">
        <span>
          <Duration ns={Number(trace.durationNs)} />
        </span>
        <span>{formatCounted(trace.spanCount, 'span')}</span>
        {trace.logs.key.length > 0 && <span>{formatCounted(trace.logs.key.length, 'log record')}</span>}
        {errors.length === 0 ? (
          <span>no errors</span>
        ) : (
          <Button size="small" look="danger" icon="error" onPress={onNextError}>
            {errors.join(', ')}
          </Button>
        )}
        <TimeAgo ms={traceStartMs(trace)} />
        <span className="trace-facts__fact">
          <Cut text={trace.traceId} />
          <CopyButton text={trace.traceId} what="trace id" />
        </span>
        <span className="trace-facts__services">
          {trace.services.slice(0, SERVICES_SHOWN).map((service) => (
            <button
              key={service}
              type="button"
              className="trace-facts__service"
              aria-label={`Search ${service.slice(0, NAME_CHARS_MAX)}`}
              onClick={() => onService(service)}
            >
              <ServiceName name={service} colours={colours} />
            </button>
          ))}
          {trace.services.length > SERVICES_SHOWN && (
            <span className="quiet">and {formatCounted(trace.services.length - SERVICES_SHOWN, 'more', 'more')}</span>
          )}
        </span>
      </div>
      {oddities.length > 0 && (
        <ul className="oddities" aria-label="What is odd about this trace">
          {oddities.map(({ text, detail }) => (
            <li key={text} className="oddities__entry">
              <Icon name="warning" size={14} />
              <span>
                <span className="oddities__text">{text}</span> {detail}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
