import { NS_PER_MS } from '../base/time.ts';
import { COLUMN_NAMES } from '../model/columns.ts';
import { SPAN_KINDS, type SpanKind, STATUS_ERROR } from '../model/event-batch.ts';
import type { SqlRow } from '../store/index.ts';
import { attributeFields, type Field } from './fields.ts';
import { text } from './row-text.ts';

export interface SpanEvent {
  readonly name: string;
  readonly timeNs: bigint;
  /** Milliseconds after the span's start; negative when it was stamped before. */
  readonly sinceStartMs: number;
  readonly fields: readonly Field[];
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
}

/** From the rows of one span id: its spans (more than one where senders share an id), events and links. */
export function describeSpans(storedRows: readonly SqlRow[]): SpanDetail[] {
  const rows = withoutRepeats(storedRows);
  const spans = rows.filter((row) => row.kind === 'span');
  const events = rows.filter((row) => row.kind === 'span_event');
  const links = rows.filter((row) => row.kind === 'span_link');
  return spans.map((span) => describeSpan(span, events, links));
}

/** A row that its sender repeated in another request is stored twice and shown once. */
function withoutRepeats(rows: readonly SqlRow[]): SqlRow[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

function describeSpan(span: SqlRow, eventRows: readonly SqlRow[], linkRows: readonly SqlRow[]): SpanDetail {
  const startNs = BigInt(text(span, 'start_ns'));
  const events = eventRows.map((row) => describeEvent(row, startNs));
  const links = linkRows.map(describeLink);
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
    fields: merge(ownFields(span), attributeFields(span)),
    events,
    links,
  };
}

function describeEvent(row: SqlRow, spanStartNs: bigint): SpanEvent {
  const timeNs = BigInt(text(row, 'start_ns'));
  return {
    name: text(row, 'name'),
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
  const fields: Field[] = [];
  const add = (name: string, type: Field['type'], value: string) => {
    if (value !== '') fields.push({ name, type, text: value });
  };
  const statusCode = Number(row.status_code);
  add(COLUMN_NAMES.traceId, 'string', text(row, 'trace'));
  add(COLUMN_NAMES.spanId, 'string', text(row, 'span'));
  add(COLUMN_NAMES.parentId, 'string', text(row, 'parent'));
  add(COLUMN_NAMES.traceState, 'string', text(row, 'trace_state'));
  fields.push({ name: COLUMN_NAMES.name, type: 'string', text: text(row, 'name') });
  add(COLUMN_NAMES.service, 'string', text(row, 'service'));
  add(COLUMN_NAMES.spanKind, 'string', text(row, 'span_kind'));
  add(COLUMN_NAMES.statusCode, 'int', String(statusCode));
  add(COLUMN_NAMES.statusMessage, 'string', text(row, 'status_message'));
  if (statusCode === STATUS_ERROR) add(COLUMN_NAMES.error, 'bool', 'true');
  add(COLUMN_NAMES.durationMs, 'float', String(Number(text(row, 'duration')) / Number(NS_PER_MS)));
  add(COLUMN_NAMES.scopeName, 'string', text(row, 'scope_name'));
  add(COLUMN_NAMES.scopeVersion, 'string', text(row, 'scope_version'));
  add(COLUMN_NAMES.signal, 'string', text(row, 'signal'));
  if (Number(row.weight) !== 1) add(COLUMN_NAMES.sampleRate, 'float', String(row.weight));
  return fields;
}

/** Own attributes win over the record's columns of the same name, as queries see them. */
function merge(columns: readonly Field[], attributes: readonly Field[]): Field[] {
  const taken = new Set(attributes.map((field) => field.name));
  const fields = [...columns.filter((field) => !taken.has(field.name)), ...attributes];
  return fields.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
