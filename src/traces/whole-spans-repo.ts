import { bytesFromHex } from '../base/hex.ts';
import { SPAN_KINDS, type SpanKind } from '../model/event-batch.ts';
import { type EnvironmentId, TRACE_ID_BYTES, type TraceId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { SqlRow, TelemetryStore } from '../store/index.ts';
import { plainJson } from './fields.ts';
import { text } from './row-text.ts';
import { WHOLE_ROW } from './trace-repo.ts';

/** A value as JSON has it; an int64 beyond 2^53 is the text of its digits. */
export type WholeAttributes = ReadonlyMap<string, unknown>;

export interface WholeEvent {
  readonly name: string;
  readonly timeNs: bigint;
  readonly attributes: WholeAttributes;
}

export interface WholeLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: WholeAttributes;
}

/** A span that no X-Ray document made, with everything it holds. Ids are lower-case hex, '' where absent. */
export interface WholeSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  readonly service: string;
  readonly kind: SpanKind;
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number;
  readonly statusMessage: string;
  readonly startNs: bigint;
  readonly durationNs: bigint;
  readonly attributes: WholeAttributes;
  /** Those that tell of an exception. */
  readonly exceptions: readonly WholeEvent[];
  readonly links: readonly WholeLink[];
}

export interface WholeSpansFilter {
  readonly traceIds: readonly TraceId[];
  /** Of each trace the earliest so many. */
  readonly spansMax: number;
}

const OF_TRACES = `environment = {environment:UInt32} AND trace_id IN {traceIds:Array(FixedString(${TRACE_ID_BYTES}))}`;

const EXTENT = `WITH extent AS (SELECT min(min_time) AS first, max(max_time) AS last FROM trace_times WHERE ${OF_TRACES})`;
const OWN_ROWS = `FROM events
  WHERE ${OF_TRACES} AND document_version = 0
    AND time BETWEEN (SELECT first FROM extent) AND (SELECT last FROM extent)`;
const COUNTS = `${EXTENT} SELECT lower(hex(trace_id)) AS trace, count() AS count ${OWN_ROWS} AND kind = 'span' GROUP BY trace_id`;
const SPANS = `${EXTENT} SELECT ${WHOLE_ROW} ${OWN_ROWS} AND kind = 'span' ORDER BY trace_id, time, span_id LIMIT {spansMax:UInt32} BY trace_id`;
const PARTS = `${EXTENT} SELECT ${WHOLE_ROW} ${OWN_ROWS} AND (kind = 'span_link' OR kind = 'span_event' AND name = 'exception')
  ORDER BY trace_id, time, parent_id LIMIT {spansMax:UInt32} BY trace_id`;

/** How many spans each trace has; one without any is not in it. */
export async function countWholeSpans(
  store: Pick<TelemetryStore, 'query'>,
  environment: EnvironmentId,
  traceIds: readonly TraceId[],
): Promise<Map<string, number>> {
  const params = { environment, traceIds: traceIds.map(bytesFromHex) };
  const rows = await store.query({ sql: COUNTS, params }, INTERACTIVE_BUDGET);
  return new Map(rows.map((row) => [text(row, 'trace'), Number(row.count)]));
}

/** By trace, then start. A span that was stored twice is here once. */
export async function readWholeSpans(
  store: Pick<TelemetryStore, 'query'>,
  environment: EnvironmentId,
  { traceIds, spansMax }: WholeSpansFilter,
): Promise<WholeSpan[]> {
  if (traceIds.length === 0) return [];
  const params = { environment, traceIds: traceIds.map(bytesFromHex), spansMax };
  const [spans, parts] = await Promise.all([
    store.query({ sql: SPANS, params }, INTERACTIVE_BUDGET),
    store.query({ sql: PARTS, params }, INTERACTIVE_BUDGET),
  ]);
  const partsOf = new Map<string, SqlRow[]>();
  for (const row of unique(parts, (each) => JSON.stringify(each))) {
    const key = `${text(row, 'trace')} ${text(row, 'parent')}`;
    const known = partsOf.get(key);
    if (known) known.push(row);
    else partsOf.set(key, [row]);
  }
  return unique(spans, spanKey).map((row) =>
    readSpan(row, partsOf.get(`${text(row, 'trace')} ${text(row, 'span')}`) ?? []),
  );
}

/** What tells apart two spans of one id, as client and server may share one. */
const spanKey = (row: SqlRow) =>
  ['trace', 'span', 'span_kind', 'start_ns'].map((column) => text(row, column)).join(' ');

function unique(rows: readonly SqlRow[], keyOf: (row: SqlRow) => string): SqlRow[] {
  const byKey = new Map<string, SqlRow>();
  for (const row of rows) if (!byKey.has(keyOf(row))) byKey.set(keyOf(row), row);
  return [...byKey.values()];
}

function readSpan(row: SqlRow, parts: readonly SqlRow[]): WholeSpan {
  return {
    traceId: text(row, 'trace'),
    spanId: text(row, 'span'),
    parentId: text(row, 'parent'),
    name: text(row, 'name'),
    service: text(row, 'service'),
    kind: SPAN_KINDS.find((kind) => kind === row.span_kind) ?? 'unspecified',
    status: Number(row.status_code),
    statusMessage: text(row, 'status_message'),
    startNs: BigInt(text(row, 'start_ns')),
    durationNs: BigInt(text(row, 'duration')),
    attributes: readAttributes(row),
    exceptions: parts.filter((part) => part.kind === 'span_event').map(readEvent),
    links: parts.filter((part) => part.kind === 'span_link').map(readLink),
  };
}

function readEvent(row: SqlRow): WholeEvent {
  return { name: text(row, 'name'), timeNs: BigInt(text(row, 'start_ns')), attributes: readAttributes(row) };
}

function readLink(row: SqlRow): WholeLink {
  return { traceId: text(row, 'link_trace'), spanId: text(row, 'link_span'), attributes: readAttributes(row) };
}

function readAttributes(row: SqlRow): WholeAttributes {
  const attributes = new Map<string, unknown>();
  const add = (column: string, read: (value: unknown) => unknown) => {
    const map = row[column];
    if (typeof map !== 'object' || map === null) return;
    for (const [name, value] of Object.entries(map)) attributes.set(name, read(value));
  };
  add('attr_string', String);
  add('attr_int', (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value)));
  add('attr_float', (value) => value);
  add('attr_bool', Boolean);
  // Lossless forms last: they win over the text that stands for them in queries.
  add('attr_json', (value) => JSON.parse(plainJson(String(value))));
  return attributes;
}
