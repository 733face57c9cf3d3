import { MS_PER_DAY, UNIX_NS_MAX, unixNsFromMs } from '../base/time.ts';
import { STATUS_ERROR } from '../model/event-batch.ts';
import type { EnvironmentId, OccurrenceId, SpanId, TraceId } from '../model/ids.ts';
import { TRACE_LOGS_MAX, TRACE_SPANS_MAX } from '../model/limits.ts';
import { SPAN_MARK_IN_PROGRESS } from '../model/span-marks.ts';
import type { TelemetryStore } from '../store/index.ts';
import { type ArrivalCounts, countArrivals, latestTrace } from './arrivals-repo.ts';
import { clockAdjustments } from './clock-adjustment.ts';
import { readDocumentRows, readDocumentText } from './document-rows-repo.ts';
import { documentIdOf, withDocuments } from './document-spans.ts';
import { type ErrorRecord, readErrorRecords } from './error-records-repo.ts';
import { describeLog, type LogDetail } from './log-detail.ts';
import { type LogRow, readLogRow, readLogs } from './log-repo.ts';
import { readDoubledServices, readServiceMap, type ServiceMap, type ServiceMapFilter } from './service-map.ts';
import { describeKnown, describeSpans, type SpanDetail } from './span-detail.ts';
import { buildSpanTree, type SpanTree } from './span-tree.ts';
import {
  listServices,
  listTraces,
  type TopTracesFilter,
  type TraceFilter,
  type TraceSummary,
  topTraces,
} from './trace-list-repo.ts';
import {
  readExtent,
  readSpanEvents,
  readSpanLinks,
  readSpanRows,
  readSpans,
  type SpanEventRow,
  type SpanLinkRow,
  type TraceExtent,
} from './trace-repo.ts';
import { readSummaries } from './trace-summaries-repo.ts';

/** A trace put together: the tree, what to add to each span's start, its events, links and log records. */
export interface Trace {
  readonly traceId: TraceId;
  readonly tree: SpanTree;
  /** Nanoseconds to add to each span's start, to its events and log records, by row. */
  readonly adjustments: BigInt64Array;
  /** Of the spans, epoch ns after adjustment; of the log records where there is no span. */
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly errorCount: number;
  readonly rootCount: number;
  /** Whether the trace has more than TRACE_SPANS_MAX spans, of which the first are here. */
  readonly isTruncated: boolean;
  readonly events: readonly SpanEventRow[];
  readonly links: readonly SpanLinkRow[];
  readonly logs: readonly LogRow[];
  /** Whether the trace has more than TRACE_LOGS_MAX log records, of which the earliest are here. */
  readonly areLogsTruncated: boolean;
}

/** An X-Ray document as it came. */
export interface SpanDocument {
  readonly segmentId: string;
  readonly isInProgress: boolean;
  /** JSON. */
  readonly text: string;
}

/** A sender may use an id again; with a time, only what lies within a day of it is the trace. */
const AROUND_MS = MS_PER_DAY;

export interface Traces {
  list(environment: EnvironmentId, filter: TraceFilter): Promise<{ traces: TraceSummary[]; totalCount: number }>;
  /** A few traces by their spans that match, for a glance. */
  top(environment: EnvironmentId, filter: TopTracesFilter): Promise<TraceSummary[]>;
  /** The trace whose span arrived last. */
  latest(environment: EnvironmentId): Promise<TraceSummary | undefined>;
  /** Who called whom in a time range. */
  map(environment: EnvironmentId, filter: ServiceMapFilter, signal?: AbortSignal): Promise<ServiceMap>;
  /** Services that send both OpenTelemetry and X-Ray in a time range, of which one is to be counted; by name. */
  doubledServices(environment: EnvironmentId, range: { fromMs: number; toMs: number }): Promise<string[]>;
  /** Records that arrived since then, by what they are. */
  arrivalCounts(environment: EnvironmentId, sinceMs: number): Promise<ArrivalCounts>;
  services(environment: EnvironmentId, range: { fromMs: number; toMs: number }): Promise<string[]>;
  /** Undefined when there is no such trace. */
  trace(environment: EnvironmentId, traceId: TraceId, aroundMs?: number): Promise<Trace | undefined>;
  /** Every stored span of that id; empty when there is none. */
  spans(environment: EnvironmentId, traceId: TraceId, spanId: SpanId, aroundMs?: number): Promise<SpanDetail[]>;
  /** The X-Ray document that tells of the span: its own, its twin's, or the one that embeds it. */
  document(
    environment: EnvironmentId,
    traceId: TraceId,
    spanId: SpanId,
    aroundMs?: number,
  ): Promise<SpanDocument | undefined>;
  /** `key` as in `LogRow`. */
  log(environment: EnvironmentId, traceId: TraceId, key: string, aroundMs?: number): Promise<LogDetail | undefined>;
  /** Of those that have spans here; in no order. */
  summaries(environment: EnvironmentId, traceIds: readonly TraceId[]): Promise<TraceSummary[]>;
  /** The span events and log records that tell of an occurrence: marked with the id of any of its tellings. */
  errorRecords(
    environment: EnvironmentId,
    of: { occurrenceIds: readonly OccurrenceId[]; timeNs: bigint },
  ): Promise<ErrorRecord[]>;
}

export function createTraces(store: TelemetryStore): Traces {
  const locate = async (environment: EnvironmentId, traceId: TraceId, aroundMs: number | undefined) => {
    const extent = await readExtent(store, { environment, traceId, extent: around(aroundMs) });
    return extent && { environment, traceId, extent };
  };
  return {
    list: (environment, filter) => listTraces(store, environment, filter),
    top: (environment, filter) => topTraces(store, environment, filter),
    latest: (environment) => latestTrace(store, environment),
    map: (environment, filter, signal) => readServiceMap(store, environment, filter, signal),
    doubledServices: (environment, { fromMs, toMs }) =>
      readDoubledServices(store, environment, { fromNs: unixNsFromMs(fromMs), toNs: unixNsFromMs(toMs) }),
    arrivalCounts: (environment, sinceMs) => countArrivals(store, environment, sinceMs),
    services: (environment, range) => listServices(store, environment, range),
    async trace(environment, traceId, aroundMs) {
      const scope = await locate(environment, traceId, aroundMs);
      if (!scope) return undefined;
      const [stored, documents, events, links, logs] = await Promise.all([
        readSpans(store, scope),
        readDocumentRows(store, scope),
        readSpanEvents(store, scope),
        readSpanLinks(store, scope),
        readLogs(store, scope),
      ]);
      const spans = withDocuments(stored, documents);
      if (spans.rows.length === 0 && logs.length === 0) return undefined;
      const tree = buildSpanTree(spans.rows.slice(0, TRACE_SPANS_MAX));
      markInProgress(tree, spans.inProgress);
      return assembleTrace(traceId, tree, {
        events,
        links,
        logs: logs
          .slice(0, TRACE_LOGS_MAX)
          .map((log) => ({ ...log, spanId: spans.spanOfTwin.get(log.spanId) ?? log.spanId })),
        isTruncated: spans.rows.length > TRACE_SPANS_MAX,
        areLogsTruncated: logs.length > TRACE_LOGS_MAX,
      });
    },
    async spans(environment, traceId, spanId, aroundMs) {
      const scope = await locate(environment, traceId, aroundMs);
      if (!scope) return [];
      const spans = describeSpans(await readSpanRows(store, scope, spanId));
      if (spans.length > 0) return spans;
      // A document whose rows are still to be written.
      const { rows } = withDocuments(await readSpans(store, scope), await readDocumentRows(store, scope));
      return rows.filter((row) => row.spanId === spanId).map((row) => describeKnown(traceId, row));
    },
    async document(environment, traceId, spanId, aroundMs) {
      const scope = await locate(environment, traceId, aroundMs);
      const documents = scope ? await readDocumentRows(store, scope) : [];
      if (!scope || documents.length === 0) return undefined;
      const segmentId = documentIdOf(spanId, { stored: await readSpans(store, scope), documents });
      const found = documents.find((each) => each.segmentId === segmentId);
      const text = found && (await readDocumentText(store, { environment, traceId, segmentId }));
      return found && text !== undefined ? { segmentId, isInProgress: found.isInProgress, text } : undefined;
    },
    async log(environment, traceId, key, aroundMs) {
      const scope = await locate(environment, traceId, aroundMs);
      const row = scope && (await readLogRow(store, scope, key));
      return row && describeLog(row);
    },
    summaries: (environment, traceIds) => readSummaries(store, environment, traceIds),
    errorRecords: (environment, of) => readErrorRecords(store, environment, of),
  };
}

function markInProgress({ spans, marks }: SpanTree, inProgress: ReadonlySet<string>): void {
  spans.forEach(({ spanId }, row) => {
    if (inProgress.has(spanId)) marks[row] = (marks[row] ?? 0) | SPAN_MARK_IN_PROGRESS;
  });
}

function around(aroundMs: number | undefined): TraceExtent {
  if (aroundMs === undefined) return { minNs: 0n, maxNs: UNIX_NS_MAX };
  return { minNs: unixNsFromMs(Math.max(0, aroundMs - AROUND_MS)), maxNs: unixNsFromMs(aroundMs + AROUND_MS) };
}

export function assembleTrace(
  traceId: TraceId,
  tree: SpanTree,
  rest: Pick<Trace, 'events' | 'links' | 'logs' | 'isTruncated' | 'areLogsTruncated'>,
): Trace {
  const adjustments = clockAdjustments(tree);
  let startNs = UNIX_NS_MAX as bigint;
  let endNs = 0n;
  let errorCount = 0;
  let rootCount = 0;
  const cover = (fromNs: bigint, toNs: bigint) => {
    if (fromNs < startNs) startNs = fromNs;
    if (toNs > endNs) endNs = toNs;
  };
  tree.spans.forEach((span, row) => {
    const start = span.startNs + (adjustments[row] ?? 0n);
    cover(start, start + span.durationNs);
    if (span.status === STATUS_ERROR) errorCount++;
    if (tree.parent[row] === -1) rootCount++;
  });
  // What is logged long after the work must not squeeze the picture of it.
  if (tree.spans.length === 0) for (const { timeNs } of rest.logs) cover(timeNs, timeNs);
  return { traceId, tree, adjustments, startNs, endNs, errorCount, rootCount, ...rest };
}
