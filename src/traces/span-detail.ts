import { NS_PER_MS } from '../base/time.ts';
import { COLUMN_NAMES } from '../model/columns.ts';
import { SPAN_KINDS, type SpanKind, STATUS_ERROR } from '../model/event-batch.ts';
import type { SqlRow } from '../store/index.ts';
import { attributeFields, type Field, mergeFields, presentFields } from './fields.ts';
import { text } from './row-text.ts';
import type { SpanRow } from './span-rows.ts';

export interface SpanEvent {
  readonly name: string;
  readonly timeNs: bigint;
  /** Milliseconds after the span's start; negative when it was stamped before. */
  readonly sinceStartMs: number;
  readonly fields: readonly Field[];
}

export interface ExceptionLog extends Omit<SpanEvent, 'name'> {
  /** Names the record, as `LogRow` does. */
  readonly key: string;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly fields: readonly Field[];
}

/** Everything that is known of one span, times as sent. */
export interface SpanDetail {
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  readonly service: string;
  readonly kind: SpanKind;
  readonly status: number;
  readonly statusMessage: string;
  readonly startNs: bigint;
  readonly durationNs: bigint;
  readonly weight: number;
  readonly fields: readonly Field[];
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  /** Log records of the span that tell of an exception: the other shape in which senders tell of one. */
  readonly exceptionLogs: readonly ExceptionLog[];
}

/** From the rows of one span id: its spans (more than one where senders share an id), events, links and exceptions. */
export function describeSpans(storedRows: readonly SqlRow[]): SpanDetail[] {
  const rows = withoutRepeats(storedRows);
  const spans = rows.filter((row) => row.kind === 'span');
  const events = rows.filter((row) => row.kind === 'span_event');
  const links = rows.filter((row) => row.kind === 'span_link');
  const logs = rows.filter((row) => row.kind === 'log_record');
  return spans.map((span) => describeSpan(span, { events, links, logs }));
}

/** A row that its sender repeated in another request is stored twice and shown once. */
function withoutRepeats(rows: readonly SqlRow[]): SqlRow[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

interface RowsOfSpan {
  readonly events: readonly SqlRow[];
  readonly links: readonly SqlRow[];
  readonly logs: readonly SqlRow[];
}

function describeSpan(span: SqlRow, { events, links, logs }: RowsOfSpan): SpanDetail {
  const startNs = BigInt(text(span, 'start_ns'));
  return {
    spanId: text(span, 'span'),
    parentId: text(span, 'parent'),
    name: text(span, 'name'),
    service: text(span, 'service'),
    kind: SPAN_KINDS.find((kind) => kind === span.span_kind) ?? 'unspecified',
    status: Number(span.status_code),
    statusMessage: text(span, 'status_message'),
    startNs,
    durationNs: BigInt(text(span, 'duration')),
    weight: Number(span.weight),
    fields: mergeFields(ownFields(span), attributeFields(span)),
    events: events.map((row) => ({ name: text(row, 'name'), ...describeMoment(row, startNs) })),
    links: links.map(describeLink),
    exceptionLogs: logs.map((row) => ({ key: text(row, 'log_key'), ...describeMoment(row, startNs) })),
  };
}

/** A span of which only what the waterfall draws is known yet. */
export function describeKnown(traceId: string, span: SpanRow): SpanDetail {
  const { spanId, parentId, name, service, status, startNs, durationNs } = span;
  const kind = SPAN_KINDS[span.kind] ?? 'unspecified';
  const fields = presentFields([
    [COLUMN_NAMES.name, 'string', name],
    [COLUMN_NAMES.traceId, 'string', traceId],
    [COLUMN_NAMES.spanId, 'string', spanId],
    [COLUMN_NAMES.parentId, 'string', parentId],
    [COLUMN_NAMES.service, 'string', service],
    [COLUMN_NAMES.spanKind, 'string', kind],
  ]);
  const nothing = { statusMessage: '', weight: 1, events: [], links: [], exceptionLogs: [] };
  return { spanId, parentId, name, service, kind, status, startNs, durationNs, fields, ...nothing };
}

function describeMoment(row: SqlRow, spanStartNs: bigint): Omit<SpanEvent, 'name'> {
  const timeNs = BigInt(text(row, 'start_ns'));
  return {
    timeNs,
    sinceStartMs: Number(timeNs - spanStartNs) / Number(NS_PER_MS),
    fields: attributeFields(row),
  };
}

function describeLink(row: SqlRow): SpanLink {
  return { traceId: text(row, 'link_trace'), spanId: text(row, 'link_span'), fields: attributeFields(row) };
}

/** The record's own columns under the names users query, absent ones left out. */
function ownFields(row: SqlRow): Field[] {
  const statusCode = Number(row.status_code);
  const name: Field = { name: COLUMN_NAMES.name, type: 'string', text: text(row, 'name') };
  const others = presentFields([
    [COLUMN_NAMES.traceId, 'string', text(row, 'trace')],
    [COLUMN_NAMES.spanId, 'string', text(row, 'span')],
    [COLUMN_NAMES.parentId, 'string', text(row, 'parent')],
    [COLUMN_NAMES.traceState, 'string', text(row, 'trace_state')],
    [COLUMN_NAMES.service, 'string', text(row, 'service')],
    [COLUMN_NAMES.spanKind, 'string', text(row, 'span_kind')],
    [COLUMN_NAMES.statusCode, 'int', String(statusCode)],
    [COLUMN_NAMES.statusMessage, 'string', text(row, 'status_message')],
    [COLUMN_NAMES.error, 'bool', statusCode === STATUS_ERROR ? 'true' : ''],
    [COLUMN_NAMES.durationMs, 'float', String(Number(text(row, 'duration')) / Number(NS_PER_MS))],
    [COLUMN_NAMES.scopeName, 'string', text(row, 'scope_name')],
    [COLUMN_NAMES.scopeVersion, 'string', text(row, 'scope_version')],
    [COLUMN_NAMES.signal, 'string', text(row, 'signal')],
    [COLUMN_NAMES.sampleRate, 'float', Number(row.weight) === 1 ? '' : String(row.weight)],
  ]);
  // A span has a name, be it empty.
  return [name, ...others];
}
