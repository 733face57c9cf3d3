import { COLUMN_NAMES } from '../../model/columns.ts';
import type { Reading, ValueType } from './reading.ts';
import { raw } from './sql.ts';

const NO_SPAN_ID = "toFixedString('', 8)";
const NO_TRACE_ID = "toFixedString('', 16)";

/** Which rows have which field: docs/compat/honeycomb.md. Names of columns are those of the events table. */
const READINGS: ReadonlyMap<string, Reading> = new Map([
  [COLUMN_NAMES.traceId, traceId('trace_id')],
  [COLUMN_NAMES.spanId, spanId('span_id')],
  [COLUMN_NAMES.parentId, spanId('parent_id')],
  [COLUMN_NAMES.linkTraceId, traceId('link_trace_id')],
  [COLUMN_NAMES.linkSpanId, spanId('link_span_id')],
  [COLUMN_NAMES.traceState, text('trace_state')],
  [COLUMN_NAMES.name, where('text', 'name', "kind IN ('span', 'span_event')")],
  [COLUMN_NAMES.parentName, text('parent_name')],
  [COLUMN_NAMES.service, text('service')],
  [COLUMN_NAMES.spanKind, text('span_kind')],
  [COLUMN_NAMES.type, text('span_kind')],
  [COLUMN_NAMES.statusCode, where('int', 'status_code', "kind = 'span'")],
  [COLUMN_NAMES.statusMessage, text('status_message')],
  // Never false: a row without an error has none.
  [COLUMN_NAMES.error, where('bool', 'true', 'status_code = 2')],
  [COLUMN_NAMES.durationMs, where('float', 'duration_ns / 1e6', 'duration_ns >= 0')],
  [COLUMN_NAMES.scopeName, text('scope_name')],
  [COLUMN_NAMES.scopeVersion, text('scope_version')],
  [COLUMN_NAMES.signal, always('text', 'signal')],
  [COLUMN_NAMES.annotationType, annotationType()],
  [COLUMN_NAMES.sampleRate, always('float', 'weight')],
  [COLUMN_NAMES.usageSampleRate, always('float', 'weight')],
  [COLUMN_NAMES.isRoot, always('bool', `(kind = 'span' AND parent_id = ${NO_SPAN_ID})`)],
  [
    COLUMN_NAMES.isEntry,
    always('bool', `(kind = 'span' AND (parent_id = ${NO_SPAN_ID} OR span_kind IN ('server', 'consumer')))`),
  ],
  [COLUMN_NAMES.issueId, where('int', 'toInt64(issue_id)', 'issue_id != 0')],
  [COLUMN_NAMES.occurrenceId, where('int', 'toInt64(occurrence_id)', 'occurrence_id != 0')],
]);

/** Undefined for what is no field of the record, and so an attribute. */
export const recordReading = (name: string): Reading | undefined => READINGS.get(name);

/** Ids as bytes, for the comparison that has an index. */
const ID_COLUMNS: ReadonlyMap<string, { column: string; bytes: number }> = new Map([
  [COLUMN_NAMES.traceId, { column: 'trace_id', bytes: 16 }],
  [COLUMN_NAMES.spanId, { column: 'span_id', bytes: 8 }],
  [COLUMN_NAMES.parentId, { column: 'parent_id', bytes: 8 }],
  [COLUMN_NAMES.linkTraceId, { column: 'link_trace_id', bytes: 16 }],
  [COLUMN_NAMES.linkSpanId, { column: 'link_span_id', bytes: 8 }],
]);

export const idColumn = (name: string): { column: string; bytes: number } | undefined => ID_COLUMNS.get(name);

function where(type: ValueType, value: string, condition: string): Reading {
  return {
    type,
    value: raw(value),
    isPresent: raw(`(${condition})`),
    orNull: raw(`if(${condition}, ${value}, NULL)`),
    isEmptyWhereAbsent: false,
    isAnyFloat: false,
  };
}

function always(type: ValueType, value: string): Reading {
  return {
    type,
    value: raw(value),
    isPresent: raw('true'),
    orNull: raw(value),
    isEmptyWhereAbsent: false,
    isAnyFloat: false,
  };
}

/** A text that is empty where it is absent. */
function text(column: string): Reading {
  return { ...where('text', column, `${column} != ''`), isEmptyWhereAbsent: true };
}

function spanId(column: string): Reading {
  const hex = `lower(hex(${column}))`;
  return where('text', hex, `${column} != ${NO_SPAN_ID}`);
}

/** 32 digits, 16 where the first 16 are zeros. Source: husky otlp/traces.go, "trace.trace_id" of 64-bit ids. */
function traceId(column: string): Reading {
  const half = `startsWith(${column}, ${NO_SPAN_ID})`;
  return where('text', `lower(hex(if(${half}, substring(${column}, 9), ${column})))`, `${column} != ${NO_TRACE_ID}`);
}

/** A log record inside a trace shows there as a span event does. Source: husky otlp/logs.go. */
function annotationType(): Reading {
  const isInTrace = `kind IN ('span_event', 'span_link') OR kind = 'log_record' AND trace_id != ${NO_TRACE_ID}`;
  return where('text', "if(kind = 'span_link', 'link', 'span_event')", isInTrace);
}
