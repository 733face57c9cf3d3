import type { EnvironmentId, IssueId, OccurrenceId, TraceId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import { TELLERS } from '../model/telling.ts';
import type { SqlRow, SqlValue, TelemetryStore } from '../store/index.ts';
import type { IssueTrace, IssueTracePage } from './occurrence.ts';
import { NO_SPAN } from './occurrence-rows.ts';

const NO_TRACE_BYTES = "toFixedString('', 16)";

/** Tellings that name a trace: any of a failure may, and Rollbar's seldom does. */
const TRACED = `occurrences FINAL WHERE environment = {environment:UInt32} AND issue_id = {issueId:UInt64}
  AND canonical_id != 0 AND trace_id != ${NO_TRACE_BYTES}`;

/** Of the tellings of one trace the newest occurrence's; of those the richest that names a span. */
const NEWEST = `tuple(canonical_id, span_id != toFixedString('', 8),
  indexOf([${TELLERS.map((teller) => `'${teller}'`).join(', ')}], teller), time)`;

/** Each trace once. Traces of one occurrence are in the order of their ids, so that a page can begin between them. */
export async function readIssueTraces(
  store: TelemetryStore,
  environment: EnvironmentId,
  issueId: IssueId,
  { before, limit }: IssueTracePage,
): Promise<IssueTrace[]> {
  const page = before ? 'HAVING tuple(id, trace_hex) < tuple({beforeId:UInt64}, {beforeTrace:String})' : '';
  const sql = `SELECT lower(hex(trace_id)) AS trace_hex, max(canonical_id) AS id,
      lower(hex(argMax(span_id, ${NEWEST}))) AS span_hex, argMax(time, ${NEWEST}) AS told_time
    FROM ${TRACED} GROUP BY trace_id ${page} ORDER BY id DESC, trace_hex DESC LIMIT {limit:UInt64}`;
  const from = before ? { beforeId: before.occurrenceId, beforeTrace: before.traceId } : {};
  const rows = await ask(store, sql, { environment, issueId, limit, ...from });
  return rows.map((row) => ({
    traceId: String(row.trace_hex) as TraceId,
    spanId: row.span_hex === NO_SPAN ? '' : String(row.span_hex),
    occurrenceId: Number(row.id) as OccurrenceId,
    time: BigInt(String(row.told_time)),
  }));
}

export async function countIssueTraces(
  store: TelemetryStore,
  environment: EnvironmentId,
  issueId: IssueId,
): Promise<number> {
  const [row] = await ask(store, `SELECT uniqExact(trace_id) AS count FROM ${TRACED}`, { environment, issueId });
  return Number(row?.count ?? 0);
}

function ask(store: TelemetryStore, sql: string, params: Record<string, SqlValue>): Promise<SqlRow[]> {
  return store.query({ sql, params }, INTERACTIVE_BUDGET);
}
