import { TRACE_LOGS_MAX, TRACE_SPANS_MAX } from '../model/limits.ts';
import { SPAN_MARK_PARENT_MISSING } from '../model/span-marks.ts';
import type { Field, LogDetail, SpanDetail, SpanEvent, SpanRow, Trace, TraceSummary } from '../traces/index.ts';
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
  const services = createDictionary();
  const names = createDictionary();
  const column = <T>(read: (span: SpanRow, row: number) => T) => tree.spans.map(read);
  return {
    traceId: trace.traceId,
    startNs: String(trace.startNs),
    durationNs: String(trace.endNs - trace.startNs),
    spanCount: tree.spans.length,
    errorCount: trace.errorCount,
    rootCount: trace.rootCount,
    truncatedAt: trace.isTruncated ? TRACE_SPANS_MAX : null,
    logsTruncatedAt: trace.areLogsTruncated ? TRACE_LOGS_MAX : null,
    spans: {
      spanId: column((span) => span.spanId),
      parent: [...tree.parent],
      depth: [...tree.depth],
      descendantCount: [...tree.descendantCount],
      service: column((span) => services.indexOf(span.service)),
      name: column((span) => names.indexOf(span.name)),
      kind: column((span) => span.kind),
      startOffsetNs: column((span, row) => Number(span.startNs + (trace.adjustments[row] ?? 0n) - trace.startNs)),
      durationNs: column((span) => Number(span.durationNs)),
      status: column((span) => span.status),
      marks: [...tree.marks],
    },
    ...annotationViews(trace, services),
    // Last: what comes before fills them.
    services: services.values,
    names: names.values,
  };
}

/** Events, links and log records by the row of their span. Of a span that is not there only the log records are kept. */
function annotationViews(
  trace: Trace,
  services: Dictionary,
): Pick<contract.TraceResponse, 'events' | 'links' | 'logs'> {
  const rowOf = new Map<string, number>();
  trace.tree.spans.forEach((span, row) => {
    if (!rowOf.has(span.spanId)) rowOf.set(span.spanId, row);
  });
  const placed = <T extends { spanId: string }>(rows: readonly T[]) =>
    rows
      .map((each) => ({ ...each, row: rowOf.get(each.spanId) ?? -1 }))
      // Stable: within one span the order by time stays.
      .sort((a, b) => a.row - b.row);
  const offsetNs = (timeNs: bigint, row: number) => Number(timeNs + (trace.adjustments[row] ?? 0n) - trace.startNs);
  const events = placed(trace.events).filter(({ row }) => row >= 0);
  const links = placed(trace.links).filter(({ row }) => row >= 0);
  const logs = placed(trace.logs);
  return {
    events: {
      span: events.map((event) => event.row),
      name: events.map((event) => event.name),
      offsetNs: events.map((event) => offsetNs(event.timeNs, event.row)),
    },
    links: {
      span: links.map((link) => link.row),
      traceId: links.map((link) => link.linkTraceId),
      spanId: links.map((link) => link.linkSpanId),
    },
    logs: {
      span: logs.map((log) => log.row),
      key: logs.map((log) => log.key),
      service: logs.map((log) => services.indexOf(log.service)),
      severity: logs.map((log) => log.severity),
      text: logs.map((log) => log.text),
      offsetNs: logs.map((log) => offsetNs(log.timeNs, log.row)),
      marks: logs.map((log) => (log.row < 0 && log.spanId !== '' ? SPAN_MARK_PARENT_MISSING : 0)),
    },
  };
}

/** The texts of a column, each once. */
interface Dictionary {
  readonly values: string[];
  indexOf(value: string): number;
}

function createDictionary(): Dictionary {
  const known = new Map<string, number>();
  const values: string[] = [];
  return {
    values,
    indexOf(value) {
      const index = known.get(value) ?? values.length;
      if (index === values.length) {
        known.set(value, index);
        values.push(value);
      }
      return index;
    },
  };
}

export function spanView(span: SpanDetail): contract.SpanDetail {
  return {
    ...span,
    startNs: String(span.startNs),
    durationNs: String(span.durationNs),
    fields: copyFields(span.fields),
    events: span.events.map(momentView),
    links: span.links.map((link) => ({ ...link, fields: copyFields(link.fields) })),
    exceptionLogs: span.exceptionLogs.map(momentView),
  };
}

export function logView(log: LogDetail): contract.LogResponse {
  return { ...log, timeNs: String(log.timeNs), fields: copyFields(log.fields) };
}

function momentView<T extends Omit<SpanEvent, 'name'>>(moment: T) {
  return { ...moment, timeNs: String(moment.timeNs), fields: copyFields(moment.fields) };
}

function copyFields(fields: readonly Field[]): contract.Field[] {
  return fields.map((field) => ({ ...field }));
}
