import { useMemo, useRef } from 'react';
import type { TraceErrorsResponse, TraceResponse } from '../../../src/api/contract/index.ts';
import { useTraceErrors } from '../../data/issues.ts';
import { useView } from '../../data/view.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { isErrorSeverity } from '../../lib/severity.ts';
import { traceView } from '../../lib/trace-view.ts';
import { withLogRows } from '../../lib/waterfall-logs.ts';
import { hasError, type WaterfallSpans, waterfallSpans } from '../../lib/waterfall-spans.ts';
import { UnreadPart } from '../../ui/unread-part.tsx';
import { IssueChips } from './issue-chips.tsx';
import { LogPanel } from './log-panel.tsx';
import { Minimap } from './minimap.tsx';
import { SpanPanel } from './span-panel.tsx';
import { SpanTable } from './span-table.tsx';
import { TraceFacts, traceStartMs } from './trace-header.tsx';
import { TraceToolbar } from './trace-toolbar.tsx';
import { useSpanColours } from './use-span-colours.ts';
import { useTraceKeys } from './use-trace-keys.ts';
import { useTraceSearch } from './use-trace-search.ts';
import { useWaterfall, type Waterfall } from './use-waterfall.ts';
import { WaterfallView } from './waterfall.tsx';

const NO_ERRORS: TraceErrorsResponse['errors'] = [];

interface TraceViewProps {
  readonly environment: string;
  readonly trace: TraceResponse;
  readonly colours: ServiceColours;
}

/** One trace that has been read: facts, search, minimap, waterfall or table, and the panel of one span. */
export function TraceView({ environment, trace, colours }: TraceViewProps) {
  const [{ logs: areLogsShown }] = useView(traceView);
  const spansAlone = useMemo(() => waterfallSpans(trace), [trace]);
  const spans = useMemo(
    () => (areLogsShown ? withLogRows(spansAlone, trace.logs) : spansAlone),
    [areLogsShown, spansAlone, trace],
  );
  const waterfall = useWaterfall(spans);
  const search = useTraceSearch(waterfall);
  const searchField = useRef<HTMLInputElement>(null);
  const main = useRef<HTMLDivElement>(null);
  const serviceColours = useSpanColours(spans.services, colours);
  const issues = useTraceErrors(environment, trace.traceId);
  const errors = issues.data?.errors ?? NO_ERRORS;

  const nextError = () => {
    for (let step = 1; step <= spans.count; step++) {
      const span = (Math.max(-1, waterfall.focus) + step) % spans.count;
      if (hasError(spans, span) || isErrorSeverity(spans.severity[span] ?? 0)) return waterfall.goTo(span);
    }
  };
  const focusSpans = () => main.current?.querySelector<HTMLElement>('[data-keys], [role=grid]')?.focus();
  useTraceKeys({ waterfall, search, searchField, nextError, focusSpans });
  return (
    <>
      <TraceFacts trace={trace} colours={colours} onNextError={nextError} onService={search.setText} />
      {issues.error && !issues.data && <UnreadPart query={issues} what="the issues of this trace" />}
      <IssueChips environment={environment} errors={errors} isStrip />
      <TraceToolbar
        waterfall={waterfall}
        logCount={trace.logs.key.length}
        search={search}
        searchField={searchField}
        onLeaveSearch={focusSpans}
      />
      <div className="trace__body">
        <div className="trace__main" ref={main}>
          {waterfall.view.form === 'table' ? (
            <SpanTable waterfall={waterfall} colours={colours} isFound={search.isFound} />
          ) : (
            <>
              {spansAlone.count > 0 && (
                <Minimap spans={spansAlone} waterfall={waterfall} serviceColours={serviceColours} />
              )}
              <WaterfallView waterfall={waterfall} serviceColours={serviceColours} isFound={search.isFound} />
            </>
          )}
        </div>
        <SelectedPanel
          environment={environment}
          trace={trace}
          spansAlone={spansAlone}
          waterfall={waterfall}
          colours={colours}
          errors={errors}
        />
      </div>
    </>
  );
}

interface SelectedPanelProps extends TraceViewProps {
  readonly spansAlone: WaterfallSpans;
  readonly waterfall: Waterfall;
  readonly errors: TraceErrorsResponse['errors'];
}

/** The panel of the row that is open: of a span or of a log record. */
function SelectedPanel({ environment, trace, spansAlone, waterfall, colours, errors }: SelectedPanelProps) {
  const { spans, selected } = waterfall;
  if (selected < 0) return null;
  const panel = { environment, waterfall, colours, aroundMs: traceStartMs(trace) };
  const log = spans.log[selected] ?? -1;
  if (log >= 0) return <LogPanel {...panel} traceId={trace.traceId} logKey={trace.logs.key[log] ?? ''} />;
  const row = spansAlone.spanOfKey.get(spans.key[selected] ?? '') ?? -1;
  const ofSpan = errors.filter(({ spanIds }) => spanIds.includes(spans.spanId[selected] ?? ''));
  return <SpanPanel {...panel} trace={trace} row={row} errors={ofSpan} />;
}
