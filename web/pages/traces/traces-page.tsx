import './traces-page.css';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { TraceSummary } from '../../../src/api/contract/index.ts';
import { useLive } from '../../data/live.ts';
import { useTraces } from '../../data/traces.ts';
import { useEnvironment, useTimeRange, useView } from '../../data/view.ts';
import { traceFilterOf, tracesView } from '../../lib/trace-filter.ts';
import { LiveSwitch } from '../../ui/live-switch.tsx';
import { Page } from '../../ui/page.tsx';
import { errorWords } from '../../ui/states.tsx';
import { Table } from '../../ui/table/table.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useServiceColours } from '../../ui/use-service-colours.ts';
import { FilterBar } from './filter-bar.tsx';
import { startMsOf, tableSortOf, traceColumns, traceSortOf } from './trace-columns.tsx';
import { TracesEmpty } from './traces-empty.tsx';

const NO_TRACES: readonly TraceSummary[] = [];

export function TracesPage() {
  const environment = useEnvironment();
  const navigate = useNavigate();
  const { range, isLive, setLive } = useTimeRange();
  const [view, setView] = useView(tracesView);
  const filter = useMemo(() => traceFilterOf(view), [view]);
  const traces = useTraces(environment, range, filter);
  const liveError = useLive(environment, { isOn: isLive });
  const error = traces.error ?? liveError;

  const rows = traces.data?.traces ?? NO_TRACES;
  const services = useMemo(() => rows.flatMap((trace) => [trace.rootService, ...trace.services]), [rows]);
  const colours = useServiceColours(environment, services);
  const columns = useMemo(() => {
    const durationNsMax = rows.reduce((longest, trace) => Math.max(longest, Number(trace.durationNs)), 0);
    return traceColumns({ environment, colours, durationNsMax, filterBy: setView });
  }, [environment, colours, rows, setView]);
  const open = useCallback(
    (trace: TraceSummary) =>
      void navigate({
        to: '/$environment/traces/$traceId',
        params: { environment, traceId: trace.traceId },
        search: { at: String(startMsOf(trace)) },
      }),
    [navigate, environment],
  );

  return (
    <Page
      title="Traces"
      isFilling
      actions={<LiveSwitch isLive={isLive} canFollow={range.kind === 'last'} onChange={setLive} />}
    >
      <FilterBar environment={environment} range={range} view={view} onChange={setView} />
      {traces.data ? (
        <div className={traces.isPlaceholderData ? 'traces__list traces--waiting' : 'traces__list'}>
          <Table
            name="traces"
            label="Traces"
            noun="trace"
            columns={columns}
            rows={rows}
            rowKey={(trace) => trace.traceId}
            totalCount={traces.data.totalCount}
            sort={tableSortOf(view.sort)}
            onSort={(sort) => setView({ sort: traceSortOf(sort) })}
            onOpen={open}
            bar={
              error !== null && (
                <span className="traces__stale" role="alert">
                  not up to date: {errorWords(error)}
                </span>
              )
            }
            empty={<TracesEmpty environment={environment} view={view} onChange={setView} />}
          />
        </div>
      ) : (
        <Unread query={traces} what="the traces" />
      )}
    </Page>
  );
}
