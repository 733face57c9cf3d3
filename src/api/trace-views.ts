import { TRACE_SPANS_MAX } from '../model/limits.ts';
import type { Field, SpanDetail, SpanEvent, SpanRow, Trace, TraceSummary } from '../traces/index.ts';
import type * as contract from './contract/index.ts';

/** Domain values in the shapes of the contract: bigints as text, spans as columns. */

export function summaryView(summary: TraceSummary): contract.TraceSummary {
  return {
    traceId: summary.traceId,
    rootName: summary.rootName,
    rootService: summary.rootService,
    startNs: String(summary.startNs),
    durationNs: String(summary.durationNs),
    spanCount: summary.spanCount,
    errorCount: summary.errorCount,
    services: [...summary.services],
  };
}

export function traceView(trace: Trace): contract.TraceResponse {
  const { tree } = trace;
  const services = indexed(tree.spans, (span) => span.service);
  const names = indexed(tree.spans, (span) => span.name);
  const column = <T>(read: (span: SpanRow, row: number) => T) => tree.spans.map(read);
  return {
    traceId: trace.traceId,
    startNs: String(trace.startNs),
    durationNs: String(trace.endNs - trace.startNs),
    spanCount: tree.spans.length,
    errorCount: trace.errorCount,
    rootCount: trace.rootCount,
    truncatedAt: trace.isTruncated ? TRACE_SPANS_MAX : null,
    services: services.values,
    names: names.values,
    spans: {
      spanId: column((span) => span.spanId),
      parent: [...tree.parent],
      depth: [...tree.depth],
      descendantCount: [...tree.descendantCount],
      service: services.indexes,
      name: names.indexes,
      kind: column((span) => span.kind),
      startOffsetNs: column((span, row) => Number(span.startNs + (trace.adjustments[row] ?? 0n) - trace.startNs)),
      durationNs: column((span) => Number(span.durationNs)),
      status: column((span) => span.status),
      marks: [...tree.marks],
    },
    ...annotationViews(trace),
  };
}

/** Events and links by the row of their span; those of a span that is not there are left out. */
function annotationViews(trace: Trace): Pick<contract.TraceResponse, 'events' | 'links'> {
  const rowOf = new Map<string, number>();
  trace.tree.spans.forEach((span, row) => {
    if (!rowOf.has(span.spanId)) rowOf.set(span.spanId, row);
  });
  const owned = <T extends { spanId: string }>(rows: readonly T[]) =>
    rows
      .flatMap((each) => {
        const row = rowOf.get(each.spanId);
        return row === undefined ? [] : [{ ...each, row }];
      })
      // Stable: within one span the order by time stays.
      .sort((a, b) => a.row - b.row);
  const events = owned(trace.events);
  const links = owned(trace.links);
  return {
    events: {
      span: events.map((event) => event.row),
      name: events.map((event) => event.name),
      offsetNs: events.map((event) => Number(event.timeNs + (trace.adjustments[event.row] ?? 0n) - trace.startNs)),
    },
    links: {
      span: links.map((link) => link.row),
      traceId: links.map((link) => link.linkTraceId),
      spanId: links.map((link) => link.linkSpanId),
    },
  };
}

/** A column of text as a dictionary and indexes into it. */
function indexed(spans: readonly SpanRow[], read: (span: SpanRow) => string): { values: string[]; indexes: number[] } {
  const indexOf = new Map<string, number>();
  const indexes = spans.map((span) => {
    const value = read(span);
    const known = indexOf.get(value);
    if (known !== undefined) return known;
    indexOf.set(value, indexOf.size);
    return indexOf.size - 1;
  });
  return { values: [...indexOf.keys()], indexes };
}

export function spanView(span: SpanDetail): contract.SpanDetail {
  return {
    ...span,
    startNs: String(span.startNs),
    durationNs: String(span.durationNs),
    fields: copyFields(span.fields),
    events: span.events.map(eventView),
    links: span.links.map((link) => ({ ...link, fields: copyFields(link.fields) })),
  };
}

function eventView(event: SpanEvent): contract.SpanDetail['events'][number] {
  return { ...event, timeNs: String(event.timeNs), fields: copyFields(event.fields) };
}

function copyFields(fields: readonly Field[]): contract.Field[] {
  return fields.map((field) => ({ ...field }));
}
