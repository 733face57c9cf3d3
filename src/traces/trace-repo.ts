import { SPAN_KINDS, type SpanKind } from '../model/event-batch.ts';
import { type EnvironmentId, SPAN_ID_BYTES, type SpanId, TRACE_ID_BYTES, type TraceId } from '../model/ids.ts';
import { TRACE_SPANS_MAX } from '../model/limits.ts';
import { INTERACTIVE_BUDGET, type QueryBudget } from '../model/query-budget.ts';
import { XRAY_SOURCE } from '../model/xray-attributes.ts';
import type { SqlRow, SqlValue, TelemetryStore } from '../store/index.ts';
import type { StoredSpan } from './document-spans.ts';
import { hexId, text } from './row-text.ts';

/** From the first start to the last end of a trace, epoch ns, both inclusive. */
export interface TraceExtent {
  readonly minNs: bigint;
  readonly maxNs: bigint;
}

/** One trace, and where in time its rows lie. */
export interface TraceScope {
  readonly environment: EnvironmentId;
  readonly traceId: TraceId;
  readonly extent: TraceExtent;
}

export interface SpanEventRow {
  readonly spanId: string;
  readonly name: string;
  readonly timeNs: bigint;
}

export interface SpanLinkRow {
  readonly spanId: string;
  readonly linkTraceId: string;
  readonly linkSpanId: string;
}

const TRACE_BUDGET: QueryBudget = { ...INTERACTIVE_BUDGET, rowsMax: TRACE_SPANS_MAX + 1 };

/** A span with its events and links; SDKs send at most 128 of each unless told otherwise. */
const SPAN_ROWS_MAX = 5_000;

const SPAN_ID = hexId('span_id', SPAN_ID_BYTES, 'span');
const PARENT_ID = hexId('parent_id', SPAN_ID_BYTES, 'parent');
/** Of an event, link or log record: the span it belongs to. */
export const OWNER_ID = hexId('parent_id', SPAN_ID_BYTES, 'span');
const LINK_IDS = `${hexId('link_trace_id', TRACE_ID_BYTES, 'link_trace')}, ${hexId('link_span_id', SPAN_ID_BYTES, 'link_span')}`;

/**
 * What an address names a log record by, which has no id: a hash of all it holds. Two equal records have one key; either
 * stands for both.
 */
export const LOG_KEY = `if(kind = 'log_record', lower(hex(cityHash64(time, parent_id, service, attr_string, attr_int,
  attr_float, attr_bool, attr_json))), '') AS log_key`;

/** What the rows of one trace are found by: the extent prunes to the hours that hold it, at any age. */
export const IN_TRACE = `environment = {environment:UInt32} AND time BETWEEN {minNs:Int64} AND {maxNs:Int64}
  AND trace_id = unhex({traceId:String})`;

/** Runs a question about one trace: its SQL has the scope's parameters. */
export function askOfTrace(
  store: TelemetryStore,
  sql: string,
  { environment, traceId, extent }: TraceScope,
  more: Record<string, SqlValue> = {},
): Promise<SqlRow[]> {
  return store.query(
    { sql, params: { environment, traceId, minNs: extent.minNs, maxNs: extent.maxNs, ...more } },
    TRACE_BUDGET,
  );
}

/** The part of the trace that touches the scope's extent; undefined when nothing of it is known there. */
export async function readExtent(store: TelemetryStore, scope: TraceScope): Promise<TraceExtent | undefined> {
  const [row] = await askOfTrace(
    store,
    `SELECT count() AS count, min(min_time) AS min_ns, max(max_time) AS max_ns FROM trace_times
     WHERE environment = {environment:UInt32} AND trace_id = unhex({traceId:String})
       AND max_time >= {minNs:Int64} AND min_time <= {maxNs:Int64}`,
    scope,
  );
  if (!row || text(row, 'count') === '0') return undefined;
  return { minNs: BigInt(text(row, 'min_ns')), maxNs: BigInt(text(row, 'max_ns')) };
}

/** Earliest first, one more than TRACE_SPANS_MAX at most. */
export async function readSpans(store: TelemetryStore, scope: TraceScope): Promise<StoredSpan[]> {
  const rows = await askOfTrace(
    store,
    `SELECT ${SPAN_ID}, ${PARENT_ID}, name, service, span_kind, time AS start_ns, duration_ns AS duration, status_code,
       startsWith(source, '${XRAY_SOURCE}') AS is_document
     FROM events WHERE ${IN_TRACE} AND kind = 'span'
     ORDER BY time LIMIT ${TRACE_SPANS_MAX + 1}`,
    scope,
  );
  return rows.map((row) => ({
    spanId: text(row, 'span'),
    parentId: text(row, 'parent'),
    name: text(row, 'name'),
    service: text(row, 'service'),
    kind: Math.max(0, SPAN_KINDS.indexOf(text(row, 'span_kind') as SpanKind)),
    startNs: BigInt(text(row, 'start_ns')),
    durationNs: BigInt(text(row, 'duration')),
    status: Number(row.status_code),
    isDocument: Boolean(Number(row.is_document)),
  }));
}

export async function readSpanEvents(store: TelemetryStore, scope: TraceScope): Promise<SpanEventRow[]> {
  const rows = await askOfTrace(
    store,
    `SELECT DISTINCT ${OWNER_ID}, name, time AS time_ns FROM events WHERE ${IN_TRACE} AND kind = 'span_event'
     ORDER BY time_ns LIMIT ${TRACE_SPANS_MAX}`,
    scope,
  );
  return rows.map((row) => ({
    spanId: text(row, 'span'),
    name: text(row, 'name'),
    timeNs: BigInt(text(row, 'time_ns')),
  }));
}

export async function readSpanLinks(store: TelemetryStore, scope: TraceScope): Promise<SpanLinkRow[]> {
  const rows = await askOfTrace(
    store,
    `SELECT DISTINCT ${OWNER_ID}, ${LINK_IDS}, time FROM events WHERE ${IN_TRACE} AND kind = 'span_link'
     ORDER BY time LIMIT ${TRACE_SPANS_MAX}`,
    scope,
  );
  return rows.map((row) => ({
    spanId: text(row, 'span'),
    linkTraceId: text(row, 'link_trace'),
    linkSpanId: text(row, 'link_span'),
  }));
}

/** All columns of one row, as text where JavaScript has no number for them. */
export const WHOLE_ROW = `kind, signal, lower(hex(trace_id)) AS trace, ${SPAN_ID}, ${PARENT_ID}, ${LINK_IDS}, name, service,
  span_kind, time AS start_ns, duration_ns AS duration, status_code, status_message, trace_state, scope_name,
  scope_version, weight, attr_string, attr_int, attr_float, attr_bool, attr_json`;

/**
 * All columns of the spans of one id, of their events and links, and of the log records that tell of an exception; for
 * `describeSpans`.
 */
export function readSpanRows(store: TelemetryStore, scope: TraceScope, spanId: SpanId): Promise<SqlRow[]> {
  return askOfTrace(
    store,
    `SELECT ${WHOLE_ROW}, ${LOG_KEY} FROM events
     WHERE ${IN_TRACE} AND (span_id = unhex({spanId:String}) AND kind = 'span'
       OR parent_id = unhex({spanId:String}) AND (kind IN ('span_event', 'span_link')
         OR kind = 'log_record' AND (mapContains(attr_string, 'exception.type')
           OR mapContains(attr_string, 'exception.message') OR mapContains(attr_string, 'exception.stacktrace'))))
     ORDER BY time LIMIT ${SPAN_ROWS_MAX}`,
    scope,
    { spanId },
  );
}
