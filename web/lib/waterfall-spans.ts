import type { TraceResponse } from '../../src/api/contract/index.ts';
import { STATUS_ERROR } from '../../src/model/event-batch.ts';
import type { OffsetNs, SpanIndex } from './units.ts';

/**
 * The spans of one trace as columns, ready to draw. Span i is position i of each column; the order is the waterfall's:
 * parents before children, siblings by start.
 *
 *   a            parent          [ -1, 0, 1, 0 ]
 *     b          depth           [  0, 1, 2, 1 ]
 *       c        descendantCount [  3, 1, 0, 0 ]
 *     d
 *
 * Events and links hang off their span by offsets: those of span i are eventFrom[i] to eventFrom[i + 1] (exclusive).
 *
 * Log records may stand among the spans (`waterfall-logs.ts`): each as a span of no length beneath the one it was written
 * in, so that whatever collapses, finds, paints or reads out rows does so with theirs.
 */
export interface WaterfallSpans {
  readonly count: number;
  /** Start 0, so this is also the end of the latest span. */
  readonly durationNs: OffsetNs;
  readonly services: readonly string[];
  readonly names: readonly string[];
  readonly spanId: readonly string[];
  /**
   * What a span is remembered by (focus, collapse, the address) while more of a live trace arrives and rows move: its
   * id, and `id#2` for the second span of one id, which some senders make. Of a log record: `log-` and its key.
   */
  readonly key: readonly string[];
  readonly spanOfKey: ReadonlyMap<string, SpanIndex>;
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  readonly descendantCount: Int32Array;
  readonly service: Int32Array;
  readonly name: Int32Array;
  readonly kind: Uint8Array;
  readonly startNs: Float64Array;
  readonly lengthNs: Float64Array;
  readonly status: Uint8Array;
  /** Bits SPAN_MARK_*. */
  readonly marks: Uint8Array;
  /** Position among the trace's log records; -1 for spans. */
  readonly log: Int32Array;
  /** Of a log record; 0 for spans. */
  readonly severity: Uint8Array;
  /** 1 where anything below this one tells of an error: a collapsed row still tells of it. */
  readonly hidesError: Uint8Array;
  readonly eventFrom: Uint32Array;
  readonly eventNs: Float64Array;
  readonly linkFrom: Uint32Array;
}

export function waterfallSpans(trace: TraceResponse): WaterfallSpans {
  const { spans, events, links } = trace;
  const count = spans.spanId.length;
  const parent = Int32Array.from(spans.parent);
  const status = Uint8Array.from(spans.status);
  const spanOfKey = keysOf(spans.spanId);
  return {
    count,
    durationNs: Number(trace.durationNs),
    services: trace.services,
    names: trace.names,
    spanId: spans.spanId,
    key: [...spanOfKey.keys()],
    spanOfKey,
    parent,
    depth: Int32Array.from(spans.depth),
    descendantCount: Int32Array.from(spans.descendantCount),
    service: Int32Array.from(spans.service),
    name: Int32Array.from(spans.name),
    kind: Uint8Array.from(spans.kind),
    startNs: Float64Array.from(spans.startOffsetNs),
    lengthNs: Float64Array.from(spans.durationNs),
    status,
    marks: Uint8Array.from(spans.marks),
    log: new Int32Array(count).fill(-1),
    severity: new Uint8Array(count),
    hidesError: errorsBelow(parent, (span) => status[span] === STATUS_ERROR),
    eventFrom: offsetsBySpan(events.span, count),
    eventNs: Float64Array.from(events.offsetNs),
    linkFrom: offsetsBySpan(links.span, count),
  };
}

/** In the order of the spans. Ids are hex, so that no id looks like a key of another. */
export function keysOf(spanIds: readonly string[]): ReadonlyMap<string, SpanIndex> {
  const countOfId = new Map<string, number>();
  const spanOfKey = new Map<string, SpanIndex>();
  spanIds.forEach((id, span) => {
    const nth = (countOfId.get(id) ?? 0) + 1;
    countOfId.set(id, nth);
    spanOfKey.set(nth === 1 ? id : `${id}#${nth}`, span);
  });
  return spanOfKey;
}

/** Walks from the last span up: a parent stands before its children, so each is settled when it is reached. */
export function errorsBelow(parent: Int32Array, isError: (span: SpanIndex) => boolean): Uint8Array {
  const below = new Uint8Array(parent.length);
  for (let span = parent.length - 1; span >= 0; span--) {
    const above = parent[span] ?? -1;
    if (above >= 0 && (below[span] === 1 || isError(span))) below[above] = 1;
  }
  return below;
}

/** From `[0, 0, 2]` (the span of each entry, ascending) and 3 spans to `[0, 2, 2, 3]`. */
function offsetsBySpan(spanOfEntry: readonly SpanIndex[], count: number): Uint32Array {
  const from = new Uint32Array(count + 1);
  for (const span of spanOfEntry) from[span + 1] = (from[span + 1] ?? 0) + 1;
  for (let span = 0; span < count; span++) from[span + 1] = (from[span + 1] ?? 0) + (from[span] ?? 0);
  return from;
}

export function serviceOf(spans: WaterfallSpans, span: SpanIndex): string {
  return spans.services[spans.service[span] ?? -1] ?? '';
}

export function nameOf(spans: WaterfallSpans, span: SpanIndex): string {
  return spans.names[spans.name[span] ?? -1] ?? '';
}

export function hasError(spans: WaterfallSpans, span: SpanIndex): boolean {
  return spans.status[span] === STATUS_ERROR;
}

export function hasChildren(spans: WaterfallSpans, span: SpanIndex): boolean {
  return (spans.descendantCount[span] ?? 0) > 0;
}

export function isLog(spans: WaterfallSpans, span: SpanIndex): boolean {
  return (spans.log[span] ?? -1) >= 0;
}
