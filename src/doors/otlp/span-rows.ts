import { isZero } from '../../base/hex.ts';
import { cutUtf8 } from '../../base/text.ts';
import { COLUMN_NAMES } from '../../model/columns.ts';
import {
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_STRING,
  SPAN_KINDS,
  STATUS_ERROR,
  STATUS_OK,
  STATUS_UNSET,
} from '../../model/event-batch.ts';
import type { EventFields } from '../../model/event-batch-builder.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../../model/ids.ts';
import type { RejectionReason } from '../../model/rejections.ts';
import { type AttributeList, listAttributes } from './attribute-list.ts';
import { exceptionEntries } from './exception-entries.ts';
import type { Inherited } from './inherited.ts';
import type { OtlpEvent, OtlpLink, OtlpSpan } from './messages.ts';
import type { RecordRows, RowParts } from './record-rows.ts';
import type { RowAttributes } from './row-attributes.ts';
import { EVENT_COLUMNS, LINK_COLUMNS, SPAN_COLUMNS } from './row-columns.ts';
import { rejectionOf } from './span-rejection.ts';
import { clampTime, isOutOfRange, msBetween, type SpanTimes, spanTimes } from './span-times.ts';
import { weightOfTraceState } from './trace-state-weight.ts';

/** A span while its rows are written. */
interface CurrentSpan {
  readonly span: OtlpSpan;
  readonly inherited: Inherited;
  readonly times: SpanTimes;
  /** Cut to the limit. */
  readonly name: string;
  readonly statusCode: number;
  readonly weight: number;
}

/** What the rows of a span do not share. */
type RowFields = Pick<
  EventFields,
  | 'timeNs'
  | 'durationNs'
  | 'kind'
  | 'spanId'
  | 'parentId'
  | 'linkTraceId'
  | 'linkSpanId'
  | 'name'
  | 'parentName'
  | 'spanKind'
  | 'statusMessage'
  | 'traceState'
>;

/**
 * Turns spans into rows: a span's events, its links, then the span, each with the attributes of its own, of its scope
 * and of its resource. Source: husky 0.43 otlp/traces_direct.go; names and differences in docs/compat/otlp.md.
 */
export class SpanRows implements RecordRows<OtlpSpan> {
  readonly #parts: RowParts;
  readonly #attributes: RowAttributes;

  constructor(parts: RowParts) {
    this.#parts = parts;
    this.#attributes = parts.attributes;
  }

  write(span: OtlpSpan, inherited: Inherited): void {
    const { tally } = this.#parts;
    tally.hasOwn ||= looksLikeSpan(span);
    tally.add(this.#rows(span, inherited));
  }

  /** Writes all rows of the span, or none and says why. */
  #rows(span: OtlpSpan, inherited: Inherited): RejectionReason | undefined {
    const { limits, timeRange } = this.#parts;
    const reason = rejectionOf(span, inherited);
    if (reason) return reason;
    const own = listAttributes(span.attributes, limits);
    const events = span.events.map((event) => listAttributes(event.attributes, limits));
    const links = span.links.map((link) => listAttributes(link.attributes, limits));
    // Before the work: what a row inherits is repeated on each, and a span may have very many events.
    this.#parts.budget.take((1 + events.length + links.length) * inherited.entries.length);
    const countMax = limits.attributesMax - inherited.attributeCount;
    if ([own, ...events, ...links].some((list) => list.count > countMax)) return 'attributes-too-many';

    const name = cutUtf8(span.name, limits.valueBytesMax);
    const current: CurrentSpan = {
      span,
      inherited,
      name,
      times: spanTimes(span.startTimeUnixNano, span.endTimeUnixNano, timeRange),
      statusCode: isStatus(span.statusCode) ? span.statusCode : STATUS_UNSET,
      weight: own.weight ?? inherited.weight ?? weightOfTraceState(span.traceState) ?? 1,
    };
    span.events.forEach((event, index) => {
      this.#eventRow(current, event, events[index] ?? own);
    });
    span.links.forEach((link, index) => {
      this.#linkRow(current, link, links[index] ?? own);
    });
    this.#spanRow(current, own);
    return undefined;
  }

  #spanRow(current: CurrentSpan, own: AttributeList): void {
    const { span, times, inherited } = current;
    const { limits } = this.#parts;
    const statusMessage = cutUtf8(span.statusMessage, limits.valueBytesMax);
    const traceState = cutUtf8(span.traceState, limits.valueBytesMax);
    const hasParent = span.parentSpanId.length === SPAN_ID_BYTES && !isZero(span.parentSpanId, 0, SPAN_ID_BYTES);
    this.#begin(own);
    this.#attributes.count('span.num_events', span.events.length);
    this.#attributes.count('span.num_links', span.links.length);
    this.#spanDetails(current);
    const cut: string[] = [];
    if (current.name !== span.name) cut.push(COLUMN_NAMES.name);
    if (statusMessage !== span.statusMessage) cut.push(COLUMN_NAMES.statusMessage);
    if (traceState !== span.traceState) cut.push(COLUMN_NAMES.traceState);
    this.#attributes.cutNames(own, inherited, cut);
    this.#claim(SPAN_COLUMNS, current);
    if (hasParent) this.#attributes.claim(COLUMN_NAMES.parentId);
    if (statusMessage !== '') this.#attributes.claim(COLUMN_NAMES.statusMessage);
    if (traceState !== '') this.#attributes.claim(COLUMN_NAMES.traceState);
    this.#attributes.addAll(inherited.entries);
    this.#attributes.addAll(exceptionEntries(span.events, limits));
    this.#endRow(current, {
      timeNs: times.timeNs,
      durationNs: times.durationNs,
      kind: 'span',
      spanId: span.spanId,
      parentId: hasParent ? span.parentSpanId : undefined,
      name: current.name,
      spanKind: SPAN_KINDS[span.kind] ?? 'unspecified',
      statusMessage,
      traceState,
    });
  }

  /** What no column holds, where it says something. */
  #spanDetails({ span, times }: CurrentSpan): void {
    if (times.isReversed) this.#attributes.flag('meta.invalid_duration');
    if (times.isLong) this.#attributes.flag('meta.long_duration');
    if (times.isOutOfRange) this.#attributes.flagTime();
    if (span.startTimeUnixNano !== times.timeNs)
      this.#attributes.time('span.start_time_unix_nano', span.startTimeUnixNano);
    if (times.isEndLost) this.#attributes.time('span.end_time_unix_nano', span.endTimeUnixNano);
    if (span.flags !== 0) this.#attributes.count('span.flags', span.flags);
    if (span.droppedAttributesCount !== 0)
      this.#attributes.count('span.dropped_attributes_count', span.droppedAttributesCount);
    if (span.droppedEventsCount !== 0) this.#attributes.count('span.dropped_events_count', span.droppedEventsCount);
    if (span.droppedLinksCount !== 0) this.#attributes.count('span.dropped_links_count', span.droppedLinksCount);
    if (SPAN_KINDS[span.kind] === undefined) this.#attributes.count('meta.unknown_span_kind', span.kind);
    if (!isStatus(span.statusCode)) this.#attributes.count('meta.unknown_status_code', span.statusCode);
    this.#attributes.oddId('meta.invalid_parent_id', span.parentSpanId, SPAN_ID_BYTES);
  }

  #eventRow(current: CurrentSpan, event: OtlpEvent, own: AttributeList): void {
    const { span, inherited } = current;
    const { limits, timeRange } = this.#parts;
    const name = cutUtf8(event.name, limits.valueBytesMax);
    const timeNs = clampTime(event.timeUnixNano);
    const hasBoth = event.timeUnixNano > 0n && span.startTimeUnixNano > 0n;
    const isEarly = hasBoth && event.timeUnixNano < span.startTimeUnixNano;
    const sinceStartMs = hasBoth && !isEarly ? msBetween(span.startTimeUnixNano, event.timeUnixNano) : 0;
    this.#begin(own);
    this.#attributes.add('meta.time_since_span_start_ms', ATTRIBUTE_FLOAT, sinceStartMs);
    if (isEarly) this.#attributes.flag('meta.invalid_time_since_span_start');
    if (isOutOfRange(event.timeUnixNano, timeRange)) this.#attributes.flagTime();
    if (timeNs !== event.timeUnixNano) this.#attributes.time('span_event.time_unix_nano', event.timeUnixNano);
    if (event.droppedAttributesCount !== 0) {
      this.#attributes.count('span_event.dropped_attributes_count', event.droppedAttributesCount);
    }
    const cut: string[] = [];
    if (name !== event.name) cut.push(COLUMN_NAMES.name);
    if (current.name !== span.name) cut.push(COLUMN_NAMES.parentName);
    this.#attributes.cutNames(own, inherited, cut);
    this.#claim(EVENT_COLUMNS, current);
    if (current.name !== '') this.#attributes.claim(COLUMN_NAMES.parentName);
    this.#attributes.addAll(inherited.entries);
    this.#endRow(current, { timeNs, kind: 'span_event', parentId: span.spanId, name, parentName: current.name });
  }

  #linkRow(current: CurrentSpan, link: OtlpLink, own: AttributeList): void {
    const { span, inherited, times } = current;
    const { limits } = this.#parts;
    const traceState = cutUtf8(link.traceState, limits.valueBytesMax);
    this.#begin(own);
    if (traceState !== '') this.#attributes.add('trace.link.trace_state', ATTRIBUTE_STRING, traceState);
    if (link.flags !== 0) this.#attributes.count('trace.link.flags', link.flags);
    if (link.droppedAttributesCount !== 0) {
      this.#attributes.count('trace.link.dropped_attributes_count', link.droppedAttributesCount);
    }
    this.#attributes.oddId('meta.invalid_link_trace_id', link.traceId, TRACE_ID_BYTES);
    this.#attributes.oddId('meta.invalid_link_span_id', link.spanId, SPAN_ID_BYTES);
    const cut: string[] = [];
    if (current.name !== span.name) cut.push(COLUMN_NAMES.parentName);
    if (traceState !== link.traceState) cut.push('trace.link.trace_state');
    this.#attributes.cutNames(own, inherited, cut);
    this.#claim(LINK_COLUMNS, current);
    if (current.name !== '') this.#attributes.claim(COLUMN_NAMES.parentName);
    this.#attributes.addAll(inherited.entries);
    this.#endRow(current, {
      timeNs: times.timeNs,
      kind: 'span_link',
      parentId: span.spanId,
      parentName: current.name,
      linkTraceId: link.traceId.length === TRACE_ID_BYTES ? link.traceId : undefined,
      linkSpanId: link.spanId.length === SPAN_ID_BYTES ? link.spanId : undefined,
    });
  }

  /** A row's own attributes win over everything, also over its columns' names. */
  #begin(own: AttributeList): void {
    this.#parts.budget.take(own.entries.length);
    this.#attributes.begin();
    this.#attributes.addAll(own.entries);
  }

  /** Every field by name: an object made by spreading costs several microseconds, more than all else of a row. */
  #endRow({ inherited, span, statusCode, weight }: CurrentSpan, row: RowFields): void {
    this.#parts.builder.endRow({
      timeNs: row.timeNs,
      durationNs: row.durationNs,
      signal: 'trace',
      kind: row.kind,
      dataset: inherited.dataset,
      traceId: span.traceId,
      spanId: row.spanId,
      parentId: row.parentId,
      linkTraceId: row.linkTraceId,
      linkSpanId: row.linkSpanId,
      name: row.name,
      parentName: row.parentName,
      service: inherited.service,
      spanKind: row.spanKind,
      statusCode,
      statusMessage: row.statusMessage,
      traceState: row.traceState,
      scopeName: inherited.scopeName,
      scopeVersion: inherited.scopeVersion,
      weight,
    });
  }

  #claim(columns: readonly string[], { span, inherited }: CurrentSpan): void {
    for (const column of columns) this.#attributes.claim(column);
    if (span.statusCode === STATUS_ERROR) this.#attributes.claim(COLUMN_NAMES.error);
    this.#attributes.claimScope(inherited);
  }
}

/**
 * Requests of other signals can be read as spans, because their containers have the same field numbers: log records are
 * spans without ids then, metrics spans without times whose ids are a name and a description.
 */
function looksLikeSpan({ traceId, spanId, startTimeUnixNano, endTimeUnixNano }: OtlpSpan): boolean {
  if (traceId.length === TRACE_ID_BYTES || spanId.length === SPAN_ID_BYTES) return true;
  return (traceId.length > 0 || spanId.length > 0) && (startTimeUnixNano > 0n || endTimeUnixNano > 0n);
}

function isStatus(code: number): boolean {
  return code === STATUS_UNSET || code === STATUS_OK || code === STATUS_ERROR;
}
