import { useMemo, useRef } from 'react';
import type { TraceResponse } from '../../../src/api/contract/index.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { hasError, waterfallSpans } from '../../lib/waterfall-spans.ts';
import { Minimap } from './minimap.tsx';
import { SpanPanel } from './span-panel.tsx';
import { SpanTable } from './span-table.tsx';
import { TraceFacts, traceStartMs } from './trace-header.tsx';
import { TraceToolbar } from './trace-toolbar.tsx';
import { useSpanColours } from './use-span-colours.ts';
import { useTraceKeys } from './use-trace-keys.ts';
import { useTraceSearch } from './use-trace-search.ts';
import { useWaterfall } from './use-waterfall.ts';
import { WaterfallView } from './waterfall.tsx';

interface TraceViewProps {
  readonly environment: string;
  readonly trace: TraceResponse;
  readonly colours: ServiceColours;
}

/** One trace that has been read: facts, search, minimap, waterfall or table, and the panel of one span. */
export function TraceView({ environment, trace, colours }: TraceViewProps) {
  const spans = useMemo(() => waterfallSpans(trace), [trace]);
  const waterfall = useWaterfall(spans);
  const search = useTraceSearch(waterfall);
  const searchField = useRef<HTMLInputElement>(null);
  const main = useRef<HTMLDivElement>(null);
  const serviceColours = useSpanColours(spans.services, colours);

  const nextError = () => {
    for (let step = 1; step <= spans.count; step++) {
      const span = (Math.max(-1, waterfall.focus) + step) % spans.count;
      if (hasError(spans, span)) return waterfall.goTo(span);
    }
  };
  const focusSpans = () => main.current?.querySelector<HTMLElement>('[data-keys], [role=grid]')?.focus();
  useTraceKeys({ waterfall, search, searchField, nextError, focusSpans });
  return (
    <>
      <TraceFacts trace={trace} colours={colours} onNextError={nextError} onService={search.setText} />
      <TraceToolbar waterfall={waterfall} search={search} searchField={searchField} onLeaveSearch={focusSpans} />
      <div className="trace__body">
        <div className="trace__main" ref={main}>
          {waterfall.view.form === 'table' ? (
            <SpanTable waterfall={waterfall} colours={colours} isFound={search.isFound} />
          ) : (
            <>
              <Minimap waterfall={waterfall} serviceColours={serviceColours} />
              <WaterfallView waterfall={waterfall} serviceColours={serviceColours} isFound={search.isFound} />
            </>
          )}
        </div>
        {waterfall.selected >= 0 && (
          <SpanPanel
            environment={environment}
            traceId={trace.traceId}
            aroundMs={traceStartMs(trace)}
            waterfall={waterfall}
            colours={colours}
          />
        )}
      </div>
    </>
  );
}
