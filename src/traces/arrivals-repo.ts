import { unixNsFromMs } from '../base/time.ts';
import type { EventKind } from '../model/event-batch.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { TelemetryStore } from '../store/index.ts';
import { readSummary, summaryColumns, type TraceSummary } from './trace-list-repo.ts';

/** Log records name traces whose spans were never sent: so many of the last arrivals are looked at for one with spans. */
const RECENT_TRACES = 100;

const OF_RECENT = `environment = {environment:UInt32} AND trace_id IN (SELECT trace_id FROM recent)
  AND time BETWEEN (SELECT first FROM extent) AND (SELECT last FROM extent)`;

/** The trace whose span arrived last, whatever times it carries; undefined where the last arrivals hold no span. */
export async function latestTrace(
  store: TelemetryStore,
  environment: EnvironmentId,
): Promise<TraceSummary | undefined> {
  const [row] = await store.query(
    {
      sql: `WITH recent AS (
          SELECT trace_id FROM trace_times WHERE environment = {environment:UInt32}
          ORDER BY ingested DESC LIMIT ${RECENT_TRACES}),
        extent AS (
          SELECT min(min_time) AS first, max(max_time) AS last FROM trace_times
          WHERE environment = {environment:UInt32} AND trace_id IN (SELECT trace_id FROM recent))
        SELECT ${summaryColumns(OF_RECENT)} FROM events
        WHERE ${OF_RECENT} AND kind = 'span'
        GROUP BY trace_id ORDER BY max(ingested) DESC LIMIT 1`,
      params: { environment },
    },
    INTERACTIVE_BUDGET,
  );
  return row && readSummary(row);
}

export interface ArrivalCounts {
  readonly spanCount: number;
  readonly logRecordCount: number;
  readonly metricPointCount: number;
  /** Those that are records of their own: what a span or a log record tells of an error is part of that. */
  readonly errorCount: number;
}

/** Records that were kept since then: span events and links are parts of their span. */
export async function countArrivals(
  store: TelemetryStore,
  environment: EnvironmentId,
  sinceMs: number,
): Promise<ArrivalCounts> {
  const rows = await store.query(
    {
      sql: `SELECT kind, count() AS count FROM events
        WHERE environment = {environment:UInt32} AND ingested >= fromUnixTimestamp64Nano({since:Int64}, 'UTC')
        GROUP BY kind`,
      params: { environment, since: unixNsFromMs(sinceMs) },
    },
    INTERACTIVE_BUDGET,
  );
  const countOf = (kind: EventKind) => Number(rows.find((row) => row.kind === kind)?.count ?? 0);
  return {
    spanCount: countOf('span'),
    logRecordCount: countOf('log_record'),
    metricPointCount: countOf('metric_point'),
    errorCount: countOf('occurrence'),
  };
}
