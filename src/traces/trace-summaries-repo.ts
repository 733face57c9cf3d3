import type { EnvironmentId, TraceId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { TelemetryStore } from '../store/index.ts';
import { readSummary, summaryColumns, type TraceSummary } from './trace-list-repo.ts';

const OF_WANTED = `environment = {environment:UInt32} AND trace_id IN (SELECT id FROM wanted)
  AND time BETWEEN (SELECT first FROM extent) AND (SELECT last FROM extent)`;

/** Of the traces that have spans here; in no order. */
export async function readSummaries(
  store: TelemetryStore,
  environment: EnvironmentId,
  traceIds: readonly TraceId[],
): Promise<TraceSummary[]> {
  if (traceIds.length === 0) return [];
  const rows = await store.query(
    {
      sql: `WITH wanted AS (SELECT toFixedString(unhex(arrayJoin({traceIds:Array(String)})), 16) AS id),
        extent AS (
          SELECT min(min_time) AS first, max(max_time) AS last FROM trace_times
          WHERE environment = {environment:UInt32} AND trace_id IN (SELECT id FROM wanted))
        SELECT ${summaryColumns(OF_WANTED)} FROM events
        WHERE ${OF_WANTED} AND kind = 'span'
        GROUP BY trace_id`,
      params: { environment, traceIds: [...traceIds] },
    },
    INTERACTIVE_BUDGET,
  );
  return rows.map(readSummary);
}
