import { isZero } from '../../base/hex.ts';
import { cutUtf8 } from '../../base/text.ts';
import { COLUMN_NAMES } from '../../model/columns.ts';
import { ATTRIBUTE_STRING } from '../../model/event-batch.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../../model/ids.ts';
import type { RecordLimits } from '../../model/limits.ts';
import type { RejectionReason } from '../../model/rejections.ts';
import { type AttributeList, listAttributes } from './attribute-list.ts';
import type { Inherited } from './inherited.ts';
import type { OtlpLogRecord } from './log-messages.ts';
import { isMap, type OtlpValue } from './messages.ts';
import type { RecordRows, RowParts } from './record-rows.ts';
import { LOG_COLUMNS, LOG_TRACE_COLUMNS } from './row-columns.ts';
import { clampTime, isOutOfRange } from './span-times.ts';
import { queryText } from './value-text.ts';

/** Source: opentelemetry-proto logs.proto SeverityNumber: from 1, four steps a level. */
const SEVERITIES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const SEVERITY_STEPS = 4;

/** One row per log record. Source: husky 0.43 otlp/logs.go; names and differences in docs/compat/otlp.md. */
export class LogRows implements RecordRows<OtlpLogRecord> {
  readonly #parts: RowParts;

  constructor(parts: RowParts) {
    this.#parts = parts;
  }

  write(record: OtlpLogRecord, inherited: Inherited): void {
    const { tally } = this.#parts;
    tally.hasOwn ||= !record.isForeign;
    tally.add(this.#row(record, inherited));
  }

  #row(record: OtlpLogRecord, inherited: Inherited): RejectionReason | undefined {
    const { limits, budget, attributes } = this.#parts;
    if (record.isMalformed) return 'record-malformed';
    if (record.isTooDeep || inherited.isTooDeep) return 'value-too-deep';
    const own = listAttributes(record.attributes, limits);
    const body = listBody(freeName(own, 'body'), record.body, limits);
    if (own.count + body.count + inherited.attributeCount > limits.attributesMax) return 'attributes-too-many';
    budget.take(own.entries.length + body.entries.length + inherited.entries.length);

    attributes.begin();
    attributes.addAll(own.entries);
    attributes.addAll(body.entries);
    const severityText = cutUtf8(record.severityText, limits.valueBytesMax);
    const eventName = cutUtf8(record.eventName, limits.valueBytesMax);
    this.#severity(record.severityNumber, severityText, own);
    if (eventName !== '') attributes.add(freeName(own, 'event.name'), ATTRIBUTE_STRING, eventName);
    attributes.count(freeName(own, 'flags'), record.flags);
    this.#details(record);
    const cut = [...body.cutNames];
    if (severityText !== record.severityText) cut.push('severity_text');
    if (eventName !== record.eventName) cut.push('event.name');
    attributes.cutNames(own, inherited, cut);
    this.#endRow(record, inherited, own.weight);
    return undefined;
  }

  #severity(severityNumber: number, severityText: string, own: AttributeList): void {
    const { attributes } = this.#parts;
    const word = SEVERITIES[Math.floor((severityNumber - 1) / SEVERITY_STEPS)] ?? 'unspecified';
    attributes.add(freeName(own, 'severity'), ATTRIBUTE_STRING, word);
    attributes.count(freeName(own, 'severity_code'), severityNumber);
    if (severityText !== '') attributes.add(freeName(own, 'severity_text'), ATTRIBUTE_STRING, severityText);
  }

  /** What husky leaves out, where it says something. */
  #details(record: OtlpLogRecord): void {
    const { attributes, timeRange } = this.#parts;
    const { timeUnixNano, observedTimeUnixNano } = record;
    if (timeUnixNano === 0n) {
      attributes.add('meta.time_source', ATTRIBUTE_STRING, observedTimeUnixNano === 0n ? 'received' : 'observed');
    }
    if (isOutOfRange(this.#timeOf(record), timeRange)) attributes.flagTime();
    if (clampTime(timeUnixNano) !== timeUnixNano) attributes.time('log_record.time_unix_nano', timeUnixNano);
    if (observedTimeUnixNano !== 0n) attributes.time('log_record.observed_time_unix_nano', observedTimeUnixNano);
    if (record.droppedAttributesCount !== 0) {
      attributes.count('log_record.dropped_attributes_count', record.droppedAttributesCount);
    }
    attributes.oddId('meta.invalid_trace_id', record.traceId, TRACE_ID_BYTES);
    attributes.oddId('meta.invalid_span_id', record.spanId, SPAN_ID_BYTES);
  }

  #endRow(record: OtlpLogRecord, inherited: Inherited, weight: number | undefined): void {
    const { attributes, builder } = this.#parts;
    const hasTraceId = isId(record.traceId, TRACE_ID_BYTES);
    const hasSpanId = isId(record.spanId, SPAN_ID_BYTES);
    for (const column of LOG_COLUMNS) attributes.claim(column);
    if (hasTraceId) for (const column of LOG_TRACE_COLUMNS) attributes.claim(column);
    if (hasSpanId) attributes.claim(COLUMN_NAMES.parentId);
    attributes.claimScope(inherited);
    attributes.addAll(inherited.entries);
    builder.endRow({
      timeNs: clampTime(this.#timeOf(record)),
      signal: 'log',
      kind: 'log_record',
      dataset: inherited.dataset,
      traceId: hasTraceId ? record.traceId : undefined,
      parentId: hasSpanId ? record.spanId : undefined,
      service: inherited.service,
      scopeName: inherited.scopeName,
      scopeVersion: inherited.scopeVersion,
      weight: weight ?? inherited.weight ?? 1,
    });
  }

  /** Source: opentelemetry-proto logs.proto: without a time of its own the record has the one it was observed at. */
  #timeOf({ timeUnixNano, observedTimeUnixNano }: OtlpLogRecord): bigint {
    return timeUnixNano || observedTimeUnixNano || this.#parts.receivedNs;
  }
}

/** A record's own attributes win; what they would hide stands beside them. */
function freeName(own: AttributeList, name: string): string {
  return own.entries.some(({ key }) => key === name) ? `log_record.${name}` : name;
}

/** As an attribute, but a map is there as a whole too. Source: husky 0.43 otlp/logs.go. */
function listBody(name: string, body: OtlpValue | undefined, limits: RecordLimits): AttributeList {
  if (body === undefined) return listAttributes([], limits);
  const list = listAttributes([{ key: name, value: body }], limits, 'attribute');
  if (!isMap(body)) return list;
  return { ...list, entries: [...list.entries, { key: name, type: ATTRIBUTE_STRING, value: queryText(body) }] };
}

/** OTLP ignores ids that are all zeros or of a wrong length, and keeps the record. */
function isId(id: Uint8Array, length: number): boolean {
  return id.length === length && !isZero(id, 0, length);
}
