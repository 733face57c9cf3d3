import { NS_PER_MS } from '../base/time.ts';
import { INTERACTIVE_BUDGET, type QueryBudget } from '../model/query-budget.ts';
import type { OccurrenceRow } from '../model/side-rows.ts';
import type { TelemetryStore } from '../store/index.ts';
import { OCCURRENCE_COLUMNS, occurrenceRowOf } from './occurrence-rows.ts';

const START_BUDGET: QueryBudget = { ...INTERACTIVE_BUDGET, timeoutMs: 60_000 };

/**
 * An event has no id, so a telling is found again by its span, or without a trace by its time; Rollbar's by its own id. Times
 * are arrivals: a row that was linked anew keeps that of its telling.
 */
const UNWRITTEN = `
  WITH (SELECT max(received) FROM occurrences) - {unfinishedNs:Int64} AS since_ns,
    fromUnixTimestamp64Nano(since_ns - {unfinishedNs:Int64}, 'UTC') AS since
  SELECT ${OCCURRENCE_COLUMNS} FROM occurrences FINAL
  WHERE ingested > since AND received > since_ns AND received < {beforeNs:Int64} AND canonical_id != 0
    AND if(teller = 'rollbar',
      (environment, occurrence_id) NOT IN (
        SELECT environment, occurrence_id FROM events WHERE ingested > since AND occurrence_id != 0),
      (environment, trace_id, span_id, if(trace_id = toFixedString('', 16), time, 0)) NOT IN (
        SELECT environment, trace_id, parent_id, if(trace_id = toFixedString('', 16), time, 0)
        FROM events WHERE ingested > since AND occurrence_id != 0))
  LIMIT 100000`;

/** Tellings whose event is not there, of the last `unfinishedMs` before the last telling, and before `beforeMs`. */
export async function readUnwritten(
  store: TelemetryStore,
  { unfinishedMs, beforeMs }: { readonly unfinishedMs: number; readonly beforeMs: number },
): Promise<OccurrenceRow[]> {
  const params = { unfinishedNs: BigInt(unfinishedMs) * NS_PER_MS, beforeNs: BigInt(beforeMs) * NS_PER_MS };
  return (await store.query({ sql: UNWRITTEN, params }, START_BUDGET)).map(occurrenceRowOf);
}
