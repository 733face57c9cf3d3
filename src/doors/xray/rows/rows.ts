import { toWellFormed } from '../../../base/text.ts';
import { MS_PER_DAY, NS_PER_MS } from '../../../base/time.ts';
import { type EventBatch, STATUS_ERROR, STATUS_UNSET } from '../../../model/event-batch.ts';
import { EventBatchBuilder, type EventFields } from '../../../model/event-batch-builder.ts';
import type { RecordLimits } from '../../../model/limits.ts';
import type { OddityCounts } from '../../../model/oddities.ts';
import type { PlannedSpan } from '../documents/assembly.ts';
import { type DocumentSpan, NO_END, type XRayDocument } from '../documents/document.ts';
import { laterOf } from '../documents/segment-version.ts';
import { idBytes, NO_ID, readId, readTraceId } from '../ids.ts';
import { isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import { exceptionsOf, type KnownExceptions, knownExceptions, type XRayException } from './exceptions.ts';
import { addResource } from './resource-attributes.ts';
import { RowAttributes } from './row-attributes.ts';
import { type SegmentContext, segmentContext } from './segment-context.ts';
import { addSpanAttributes } from './span-attributes.ts';
import { wrongValueCount } from './wrong-values.ts';

/** Rows outside are kept as sent and flagged. */
export interface TimeRange {
  readonly earliestNs: bigint;
  readonly latestNs: bigint;
}

export interface DocumentRows {
  readonly batch: EventBatch;
  /** Of each row. */
  readonly versions: BigUint64Array;
  readonly oddities: OddityCounts;
}

/** Of one span; the original takes 20 of a segment, 100 of a trace. */
const LINKS_MAX = 100;
const LONG_NS = BigInt(MS_PER_DAY) * NS_PER_MS;

/** The rows of these spans: for each its exceptions, its links, then itself. */
export function rowsOf(
  spans: readonly PlannedSpan[],
  { limits, timeRange }: { limits: RecordLimits; timeRange: TimeRange },
): DocumentRows {
  const writer = new RowWriter(limits, timeRange);
  for (const span of spans) writer.write(span);
  return writer.finish();
}

/** A span while its rows are written. */
interface Current {
  readonly planned: PlannedSpan;
  readonly context: SegmentContext;
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly statusCode: number;
}

class RowWriter {
  readonly #builder = new EventBatchBuilder();
  readonly #attributes: RowAttributes;
  readonly #timeRange: TimeRange;
  readonly #versions: bigint[] = [];
  readonly #contexts = new Map<XRayDocument | undefined, SegmentContext>();
  readonly #known = new Map<XRayDocument, KnownExceptions>();
  #outOfRangeRowCount = 0;

  constructor(limits: RecordLimits, timeRange: TimeRange) {
    this.#attributes = new RowAttributes(this.#builder, limits);
    this.#timeRange = timeRange;
  }

  write(planned: PlannedSpan): void {
    const { span, document } = planned;
    const context = this.#contextOf(planned.segment);
    const exceptions = exceptionsOf(span.body.cause, { language: context.language, known: this.#knownOf(document) });
    const links = this.#linksOf(span.body);
    const current: Current = {
      planned,
      context,
      traceId: idBytes(document.traceId),
      spanId: idBytes(span.id),
      statusCode: statusOf(span.body, isSegment(planned)),
    };
    for (const exception of exceptions) this.#exceptionRow(current, exception);
    for (const link of links) this.#linkRow(current, link);
    this.#spanRow(current, exceptions, links.length);
  }

  /** What leads to no trace is no link. */
  #linksOf({ links }: JsonObject): readonly JsonObject[] {
    const told = listOf(links);
    const good = told.filter(isObject).filter((link) => readTraceId(link.trace_id) !== undefined);
    const kept = good.slice(0, LINKS_MAX);
    this.#attributes.drop(told.length - kept.length);
    return kept;
  }

  finish(): DocumentRows {
    return {
      batch: this.#builder.build(),
      versions: BigUint64Array.from(this.#versions),
      oddities: {
        'value-dropped': this.#attributes.droppedValueCount,
        'value-cut': this.#attributes.cutRowCount,
        'time-out-of-range': this.#outOfRangeRowCount,
      },
    };
  }

  #contextOf(segment: XRayDocument | undefined): SegmentContext {
    const known = this.#contexts.get(segment);
    if (known) return known;
    const context = segmentContext(segment);
    this.#contexts.set(segment, context);
    return context;
  }

  #knownOf(document: XRayDocument): KnownExceptions {
    const found = this.#known.get(document) ?? knownExceptions(document.spans.map(({ body }) => body));
    this.#known.set(document, found);
    return found;
  }

  #spanRow(current: Current, exceptions: readonly XRayException[], linkCount: number): void {
    const { planned, context, spanId } = current;
    const { span, isIncomplete } = planned;
    const attributes = this.#attributes;
    const [first] = exceptions;
    attributes.begin();
    attributes.drop(wrongValueCount(span.body));
    addSpanAttributes(attributes, span, isSegment(planned));
    addResource(attributes, context.body);
    if (first) addException(attributes, first);
    attributes.integer('span.num_events', exceptions.length);
    attributes.integer('span.num_links', linkCount);
    attributes.flag('aws.xray.inprogress', span.endNs === NO_END);
    attributes.flag('meta.incomplete', isIncomplete);
    const durationNs = this.#duration(span);
    this.#endRow(current, {
      timeNs: span.startNs,
      durationNs,
      kind: 'span',
      spanId,
      parentId: span.parentId === NO_ID ? undefined : idBytes(span.parentId),
      name: span.name,
      spanKind: isSegment(planned) ? 'server' : isCall(span.body) ? 'client' : 'internal',
      statusMessage: current.statusCode === STATUS_ERROR ? toWellFormed(first?.message ?? '') : '',
    });
  }

  /** An end before the start, or none yet, makes no duration. */
  #duration({ startNs, endNs }: DocumentSpan): bigint {
    const { earliestNs, latestNs } = this.#timeRange;
    const isOut = (ns: bigint) => ns < earliestNs || ns > latestNs;
    if (isOut(startNs) || (endNs !== NO_END && isOut(endNs))) {
      this.#outOfRangeRowCount++;
      this.#attributes.flag('meta.time_out_of_range', true);
    }
    if (endNs === NO_END) return 0n;
    if (endNs < startNs) {
      this.#attributes.flag('meta.invalid_duration', true);
      return 0n;
    }
    this.#attributes.flag('meta.long_duration', endNs - startNs > LONG_NS);
    return endNs - startNs;
  }

  #exceptionRow(current: Current, exception: XRayException): void {
    const { span } = current.planned;
    this.#attributes.begin();
    addException(this.#attributes, exception);
    this.#attributes.text('aws.xray.exception.id', exception.body.id);
    this.#attributes.flag('aws.xray.exception.remote', exception.body.remote);
    this.#attributes.integer('aws.xray.exception.truncated', exception.body.truncated);
    this.#attributes.integer('aws.xray.exception.skipped', exception.body.skipped);
    this.#attributes.text('aws.xray.exception.cause', exception.body.cause);
    addResource(this.#attributes, current.context.body);
    this.#endRow(current, {
      timeNs: knownNs(span),
      kind: 'span_event',
      parentId: current.spanId,
      name: 'exception',
      parentName: span.name,
    });
  }

  #linkRow(current: Current, link: JsonObject): void {
    const { span } = current.planned;
    const [traceId, id] = [readTraceId(link.trace_id), readId(link.id)];
    this.#attributes.begin();
    for (const [key, value] of Object.entries(objectOf(link.attributes))) this.#attributes.scalar(key, value);
    addResource(this.#attributes, current.context.body);
    this.#endRow(current, {
      timeNs: span.startNs,
      kind: 'span_link',
      parentId: current.spanId,
      parentName: span.name,
      linkTraceId: traceId === undefined ? undefined : idBytes(traceId),
      linkSpanId: id === undefined ? undefined : idBytes(id),
    });
  }

  #endRow(current: Current, row: Omit<EventFields, 'signal' | 'dataset'>): void {
    const { traceId, context, statusCode, planned } = current;
    const { service, dataset } = context;
    this.#builder.endRow({ ...row, signal: 'trace', dataset, service, traceId, statusCode });
    this.#versions.push(planned.version);
  }
}

/** X-Ray gives exceptions no time: the end is when they were known. */
function knownNs({ startNs, endNs }: DocumentSpan): bigint {
  return laterOf(startNs, endNs);
}

function isSegment({ span, document }: PlannedSpan): boolean {
  return !document.isSubsegment && span.id === document.id;
}

function isCall({ namespace }: JsonObject): boolean {
  return namespace === 'aws' || namespace === 'remote';
}

/** OpenTelemetry's meaning of it: an answer 4xx is the client's failure, not the server's. */
function statusOf({ fault, error, cause, http }: JsonObject, isServer: boolean): number {
  const { status } = objectOf(objectOf(http).response);
  const isFailed = fault === true || isObject(cause) || textOf(cause) !== undefined || Number(status) >= 500;
  return isFailed || (error === true && !isServer) ? STATUS_ERROR : STATUS_UNSET;
}

function addException(attributes: RowAttributes, { type, message, stacktrace }: XRayException): void {
  attributes.text('exception.type', type);
  attributes.text('exception.message', message);
  attributes.text('exception.stacktrace', stacktrace);
}
