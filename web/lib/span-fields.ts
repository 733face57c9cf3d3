import type { Field, SpanDetail } from '../../src/api/contract/index.ts';
import type { Json } from './json.ts';

/** Fields whose name or value holds the text, without regard to case. */
export function filterFields(fields: readonly Field[], text: string): readonly Field[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return fields;
  return fields.filter(
    ({ name, text: value }) => name.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted),
  );
}

/** An exception as OpenTelemetry's conventions write it on a span event or a log record (or, from some SDKs, on the span). */
export interface SpanException {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
}

/** Source: OpenTelemetry semantic conventions 1.36, "Exceptions on spans". */
export function exceptionOf(fields: readonly Field[]): SpanException | undefined {
  const textOf = (wanted: string) => fields.find(({ name }) => name === wanted)?.text ?? '';
  const exception = {
    type: textOf('exception.type'),
    message: textOf('exception.message'),
    stack: textOf('exception.stacktrace'),
  };
  return exception.type === '' && exception.message === '' && exception.stack === '' ? undefined : exception;
}

/**
 * A span as one JSON object. An int64 that JavaScript's numbers cannot hold stays text; so does what is called JSON and
 * is none.
 */
export function spanJson(span: SpanDetail): Json {
  return {
    span_id: span.spanId,
    parent_id: span.parentId,
    name: span.name,
    service: span.service,
    kind: span.kind,
    status: span.status,
    status_message: span.statusMessage,
    start_ns: span.startNs,
    duration_ns: span.durationNs,
    sample_rate: span.weight,
    fields: fieldsJson(span.fields),
    events: span.events.map(({ name, timeNs, fields }) => ({ name, time_ns: timeNs, fields: fieldsJson(fields) })),
    exception_logs: span.exceptionLogs.map(({ timeNs, fields }) => ({ time_ns: timeNs, fields: fieldsJson(fields) })),
    links: span.links.map(({ traceId, spanId, fields }) => ({
      trace_id: traceId,
      span_id: spanId,
      fields: fieldsJson(fields),
    })),
  };
}

/** Fields as one object, exactly: see `spanJson`. */
export function fieldsJson(fields: readonly Field[]): Json {
  // Without a prototype: a field may be called `__proto__`.
  const object: Record<string, Json> = Object.create(null);
  for (const field of fields) object[field.name] = fieldJson(field);
  return object;
}

function fieldJson({ type, text }: Field): Json {
  if (type === 'bool') return text === 'true';
  if (type === 'json') return jsonOrText(text);
  if (type === 'string') return text;
  const value = Number(text);
  const isExact = type === 'int' ? Number.isSafeInteger(value) : Number.isFinite(value);
  return isExact ? value : text;
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
