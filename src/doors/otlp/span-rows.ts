import { hexFromBytes, isZero } from '../../base/hex.ts';
import { cutUtf8 } from '../../base/text.ts';
import { COLUMN_NAMES } from '../../model/columns.ts';
import {
  ATTRIBUTE_BOOL,
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_INT,
  ATTRIBUTE_STRING,
  SPAN_KINDS,
  STATUS_ERROR,
  STATUS_OK,
  STATUS_UNSET,
} from '../../model/event-batch.ts';
import type { EventBatchBuilder, EventFields } from '../../model/event-batch-builder.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../../model/ids.ts';
import type { RecordLimits } from '../../model/limits.ts';
import type { RejectionReason } from '../../model/rejections.ts';
import { type AttributeList, listAttributes, listEntries } from './attribute-list.ts';
import type { DecodeBudget } from './decode-budget.ts';
import { exceptionEntries } from './exception-entries.ts';
import type { Inherited } from './inherited.ts';
import type { OtlpEvent, OtlpLink, OtlpSpan } from './messages.ts';
import { RowAttributes } from './row-attributes.ts';
import { EVENT_COLUMNS, LINK_COLUMNS, SPAN_COLUMNS } from './row-columns.ts';
import { rejectionOf } from './span-rejection.ts';
import { clampTime, isOutOfRange, msBetween, type SpanTimes, spanTimes, type TimeRange } from './span-times.ts';

export interface SpanRowsOptions {
  readonly builder: EventBatchBuilder;
  readonly limits: RecordLimits;
  readonly timeRange: TimeRange;
  readonly budget: DecodeBudget;
}

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
export class SpanRows {
  /** Rows in which something was cut. */
  cutRowCount = 0;
  outOfRangeRowCount = 0;
  readonly #options: SpanRowsOptions;
  readonly #attributes: RowAttributes;

  constructor(options: SpanRowsOptions) {
    this.#options = options;
    this.#attributes = new RowAttributes(options.builder);
  }

  /** Writes all rows of the span, or none and says why. */
  write(span: OtlpSpan, inherited: Inherited): RejectionReason | undefined {
    const { limits, timeRange } = this.#options;
    const reason = rejectionOf(span, inherited);
    if (reason) return reason;
    const own = listAttributes(span.attributes, limits);
    const events = span.events.map((event) => listAttributes(event.attributes, limits));
    const links = span.links.map((link) => listAttributes(link.attributes, limits));
    // Before the work: what a row inherits is repeated on each, and a span may have very many events.
    this.#options.budget.take((events.length + links.length) * inherited.entries.length);
    const countMax = limits.attributesMax - inherited.attributeCount;
    if ([own, ...events, ...links].some((list) => list.count > countMax)) return 'attributes-too-many';

    const name = cutUtf8(span.name, limits.valueBytesMax);
    const current: CurrentSpan = {
      span,
      inherited,
      name,
      times: spanTimes(span.startTimeUnixNano, span.endTimeUnixNano, timeRange),
      statusCode: isStatus(span.statusCode) ? span.statusCode : STATUS_UNSET,
      weight: own.weight ?? inherited.weight ?? 1,
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
    const { limits } = this.#options;
    const statusMessage = cutUtf8(span.statusMessage, limits.valueBytesMax);
    const traceState = cutUtf8(span.traceState, limits.valueBytesMax);
    const hasParent = span.parentSpanId.length === SPAN_ID_BYTES && !isZero(span.parentSpanId, 0, SPAN_ID_BYTES);
    this.#begin(own);
    this.#count('span.num_events', span.events.length);
    this.#count('span.num_links', span.links.length);
    this.#spanDetails(current);
    const cut: string[] = [];
    if (current.name !== span.name) cut.push(COLUMN_NAMES.name);
    if (statusMessage !== span.statusMessage) cut.push(COLUMN_NAMES.statusMessage);
    if (traceState !== span.traceState) cut.push(COLUMN_NAMES.traceState);
    this.#cutNames(own, inherited, cut);
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
    if (times.isReversed) this.#flag('meta.invalid_duration');
    if (times.isLong) this.#flag('meta.long_duration');
    if (times.isOutOfRange) this.#flagTime();
    if (span.startTimeUnixNano !== times.timeNs) this.#time('span.start_time_unix_nano', span.startTimeUnixNano);
    if (times.isEndLost) this.#time('span.end_time_unix_nano', span.endTimeUnixNano);
    if (span.flags !== 0) this.#count('span.flags', span.flags);
    if (span.droppedAttributesCount !== 0) this.#count('span.dropped_attributes_count', span.droppedAttributesCount);
    if (span.droppedEventsCount !== 0) this.#count('span.dropped_events_count', span.droppedEventsCount);
    if (span.droppedLinksCount !== 0) this.#count('span.dropped_links_count', span.droppedLinksCount);
    if (SPAN_KINDS[span.kind] === undefined) this.#count('meta.unknown_span_kind', span.kind);
    if (!isStatus(span.statusCode)) this.#count('meta.unknown_status_code', span.statusCode);
    this.#oddId('meta.invalid_parent_id', span.parentSpanId, SPAN_ID_BYTES);
  }

  #eventRow(current: CurrentSpan, event: OtlpEvent, own: AttributeList): void {
    const { span, inherited } = current;
    const { limits, timeRange } = this.#options;
    const name = cutUtf8(event.name, limits.valueBytesMax);
    const timeNs = clampTime(event.timeUnixNano);
    const hasBoth = event.timeUnixNano > 0n && span.startTimeUnixNano > 0n;
    const isEarly = hasBoth && event.timeUnixNano < span.startTimeUnixNano;
    const sinceStartMs = hasBoth && !isEarly ? msBetween(span.startTimeUnixNano, event.timeUnixNano) : 0;
    this.#begin(own);
    this.#attributes.add('meta.time_since_span_start_ms', ATTRIBUTE_FLOAT, sinceStartMs);
    if (isEarly) this.#flag('meta.invalid_time_since_span_start');
    if (isOutOfRange(event.timeUnixNano, timeRange)) this.#flagTime();
    if (timeNs !== event.timeUnixNano) this.#time('span_event.time_unix_nano', event.timeUnixNano);
    if (event.droppedAttributesCount !== 0) {
      this.#count('span_event.dropped_attributes_count', event.droppedAttributesCount);
    }
    const cut: string[] = [];
    if (name !== event.name) cut.push(COLUMN_NAMES.name);
    if (current.name !== span.name) cut.push(COLUMN_NAMES.parentName);
    this.#cutNames(own, inherited, cut);
    this.#claim(EVENT_COLUMNS, current);
    if (current.name !== '') this.#attributes.claim(COLUMN_NAMES.parentName);
    this.#attributes.addAll(inherited.entries);
    this.#endRow(current, { timeNs, kind: 'span_event', parentId: span.spanId, name, parentName: current.name });
  }

  #linkRow(current: CurrentSpan, link: OtlpLink, own: AttributeList): void {
    const { span, inherited, times } = current;
    const { limits } = this.#options;
    const traceState = cutUtf8(link.traceState, limits.valueBytesMax);
    this.#begin(own);
    if (traceState !== '') this.#attributes.add('trace.link.trace_state', ATTRIBUTE_STRING, traceState);
    if (link.flags !== 0) this.#count('trace.link.flags', link.flags);
    if (link.droppedAttributesCount !== 0) {
      this.#count('trace.link.dropped_attributes_count', link.droppedAttributesCount);
    }
    this.#oddId('meta.invalid_link_trace_id', link.traceId, TRACE_ID_BYTES);
    this.#oddId('meta.invalid_link_span_id', link.spanId, SPAN_ID_BYTES);
    const cut: string[] = [];
    if (current.name !== span.name) cut.push(COLUMN_NAMES.parentName);
    if (traceState !== link.traceState) cut.push('trace.link.trace_state');
    this.#cutNames(own, inherited, cut);
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
    this.#options.budget.take(own.entries.length);
    this.#attributes.begin();
    this.#attributes.addAll(own.entries);
  }

  /** Every field by name: an object made by spreading costs several microseconds, more than all else of a row. */
  #endRow({ inherited, span, statusCode, weight }: CurrentSpan, row: RowFields): void {
    this.#options.builder.endRow({
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
    if (inherited.scopeName !== '') this.#attributes.claim(COLUMN_NAMES.scopeName);
    if (inherited.scopeVersion !== '') this.#attributes.claim(COLUMN_NAMES.scopeVersion);
  }

  #flagTime(): void {
    this.outOfRangeRowCount++;
    this.#flag('meta.time_out_of_range');
  }

  #flag(key: string): void {
    this.#attributes.add(key, ATTRIBUTE_BOOL, true);
  }

  #count(key: string, value: number): void {
    this.#attributes.add(key, ATTRIBUTE_INT, BigInt(value));
  }

  /** An integer where one can hold it, else its digits. */
  #time(key: string, ns: bigint): void {
    if (clampTime(ns) === ns) this.#attributes.add(key, ATTRIBUTE_INT, ns);
    else this.#attributes.add(key, ATTRIBUTE_STRING, ns.toString());
  }

  /** An id of a length no id has is not one; what was sent is kept as hex. */
  #oddId(key: string, id: Uint8Array, length: number): void {
    if (id.length !== 0 && id.length !== length) {
      const hex = hexFromBytes(id.subarray(0, this.#options.limits.keyBytesMax));
      this.#attributes.add(key, ATTRIBUTE_STRING, hex);
    }
  }

  /** `meta.truncated`: what was cut, attribute names and columns. */
  #cutNames(own: AttributeList, inherited: Inherited, columns: readonly string[]): void {
    if (own.cutNames.length + inherited.cutNames.length + columns.length === 0) return;
    this.cutRowCount++;
    const names = [...new Set([...own.cutNames, ...columns, ...inherited.cutNames])];
    this.#attributes.addAll(listEntries('meta.truncated', names));
  }
}

function isStatus(code: number): boolean {
  return code === STATUS_UNSET || code === STATUS_OK || code === STATUS_ERROR;
}
