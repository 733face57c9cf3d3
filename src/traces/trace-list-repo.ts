import { MS_PER_HOUR, NS_PER_MS, UNIX_NS_MAX, unixNsFromMs } from '../base/time.ts';
import type { CountedSource } from '../model/counted-source.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { QueryFilter } from '../model/query-spec.ts';
import { XRAY_SOURCE } from '../model/xray-attributes.ts';
import { compileCondition } from '../query/index.ts';
import type { SqlQuery, SqlRow, SqlValue, TelemetryStore } from '../store/index.ts';
import { text } from './row-text.ts';

export type TraceSort = 'newest' | 'oldest' | 'slowest' | 'fastest' | 'most-spans' | 'most-errors';

/** What to list: traces whose first span starts in the range, narrowed by whatever else is set. */
export interface TraceFilter {
  readonly fromMs: number;
  readonly toMs: number;
  /** Takes part anywhere in the trace. */
  readonly service?: string | undefined;
  /** Part of the root's name, without regard to case. */
  readonly rootName?: string | undefined;
  readonly durationMinMs?: number | undefined;
  readonly durationMaxMs?: number | undefined;
  readonly spanCountMin?: number | undefined;
  readonly spanCountMax?: number | undefined;
  readonly errorCountMin?: number | undefined;
  /** A span that starts in the range matches all of these, wherever its trace begins: in place of the trace's own start. */
  readonly spanFilters?: readonly QueryFilter[] | undefined;
  /** Services that send both OpenTelemetry and X-Ray: spans of one match no span filter, the other tells of the same requests. */
  readonly doubledServices?: readonly string[] | undefined;
  /** Which may match; OpenTelemetry by default. */
  readonly counted?: CountedSource | undefined;
  readonly sort: TraceSort;
  readonly limit: number;
}

export interface TraceSummary {
  readonly traceId: string;
  /** '' while the root has not arrived. */
  readonly rootName: string;
  /** Of the root, of the earliest span while the root is missing. */
  readonly rootService: string;
  readonly startNs: bigint;
  readonly durationNs: bigint;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly services: readonly string[];
}

// Spans are read this far beyond the range on both sides, so that a trace that crosses its edge is counted whole and one
// that began before it is left out. A trace with a gap longer than this is listed by the part that is read.
const MARGIN_MS = MS_PER_HOUR;

const ORDER: Record<TraceSort, string> = {
  newest: 'start_ns DESC',
  oldest: 'start_ns ASC',
  slowest: 'duration DESC, start_ns DESC',
  fastest: 'duration ASC, start_ns DESC',
  'most-spans': 'span_count DESC, start_ns DESC',
  'most-errors': 'error_count DESC, start_ns DESC',
};

/** A span's end, held below 2^63 where a sender's times are absurd. */
const END = `time + least(duration_ns, ${UNIX_NS_MAX} - time)`;
const NO_PARENT = `parent_id = toFixedString('', 8)`;

const IS_SEGMENT = `startsWith(source, '${XRAY_SOURCE}') AND span_kind = 'server'`;
const IS_SERVER_SPAN = `NOT startsWith(source, '${XRAY_SOURCE}') AND span_kind = 'server'`;
const PLACE = `(service, parent_id, time, ${END}, status_code)`;
/** Requests of one trace among which twins are looked for. */
const PLACES_MAX = 1000;

/**
 * One row per trace of the rows that `scope` lets through. A span that was stored twice (resent in another batch) counts
 * once, and so do twins (`twins.ts`): a segment with the service and the parent of a server span that it overlaps. Server
 * spans are collected of traces with segments alone, so that where there is no X-Ray it costs nothing.
 */
export const summaryColumns = (scope: string) => `lower(hex(trace_id)) AS id,
  min(time) AS start_ns, max(${END}) - start_ns AS duration,
  groupUniqArrayIf(${PLACES_MAX})(${PLACE}, ${IS_SEGMENT}) AS segments,
  groupUniqArrayIf(${PLACES_MAX})(${PLACE}, ${IS_SERVER_SPAN}
    AND trace_id IN (SELECT trace_id FROM events WHERE ${scope} AND kind = 'span' AND ${IS_SEGMENT})) AS server_spans,
  arrayFilter(a -> arrayExists(b -> a.1 = b.1 AND a.2 = b.2 AND a.3 <= b.4 AND b.3 <= a.4, server_spans), segments) AS twins,
  uniqExact(span_id, span_kind, time) - least(length(twins), length(server_spans)) AS span_count,
  uniqExactIf((span_id, span_kind, time), status_code = 2)
    - least(arrayCount(a -> a.5 = 2, twins), length(server_spans)) AS error_count,
  argMinIf(name, time, ${NO_PARENT}) AS root_name,
  argMin(service, (NOT (${NO_PARENT}), time)) AS root_service,
  arraySort(groupUniqArray(50)(service)) AS services`;

const AROUND_RANGE = 'environment = {environment:UInt32} AND time BETWEEN {readFromNs:Int64} AND {readToNs:Int64}';

/** Traces of a range with how many there are in all, of which the first `limit` are given. */
export async function listTraces(
  store: TelemetryStore,
  environment: EnvironmentId,
  filter: TraceFilter,
): Promise<{ traces: TraceSummary[]; totalCount: number }> {
  const { conditions, params } = havingOf(filter);
  const matching = filter.spanFilters && matchingSpans(filter.spanFilters, filter);
  const having = [matching ? 'true' : `start_ns ${IN_RANGE}`, ...conditions];
  const rows = await store.query(
    {
      sql: `SELECT ${summaryColumns(AROUND_RANGE)}, count() OVER () AS total
        FROM events
        WHERE ${AROUND_RANGE} AND kind = 'span'
          ${matching ? `AND trace_id IN (SELECT trace_id ${matching.sql})` : ''}
        GROUP BY trace_id
        HAVING ${having.join(' AND ')}
        ORDER BY ${ORDER[filter.sort]}, id LIMIT {limit:UInt32}`,
      params: {
        ...rangeParams(environment, filter),
        limit: filter.limit,
        ...params,
        ...matching?.params,
      },
    },
    INTERACTIVE_BUDGET,
  );
  return { traces: rows.map(readSummary), totalCount: Number(rows[0]?.total ?? 0) };
}

const IN_RANGE = 'BETWEEN {fromNs:Int64} AND {toNs:Int64}';

/** From where on rows are taken that are spans of the range and match. */
function matchingSpans(
  filters: readonly QueryFilter[],
  { doubledServices = [], counted }: Pick<TraceFilter, 'doubledServices' | 'counted'>,
): SqlQuery {
  const condition = compileCondition({ filters: [...filters] });
  return {
    sql: `FROM events
      WHERE environment = {environment:UInt32} AND time ${IN_RANGE} AND kind = 'span' AND ${condition.sql}
        AND NOT (startsWith(source, {xraySource:String}) = {isXrayLeftOut:Bool}
          AND service IN {doubledServices:Array(String)})`,
    params: {
      ...condition.params,
      xraySource: XRAY_SOURCE,
      isXrayLeftOut: counted !== 'xray',
      doubledServices: [...doubledServices],
    },
  };
}

function rangeParams(environment: EnvironmentId, { fromMs, toMs }: { fromMs: number; toMs: number }) {
  return {
    environment,
    fromNs: unixNsFromMs(fromMs),
    // The last nanosecond of the last millisecond.
    toNs: unixNsFromMs(toMs) + NS_PER_MS - 1n,
    readFromNs: unixNsFromMs(Math.max(0, fromMs - MARGIN_MS)),
    readToNs: unixNsFromMs(toMs + MARGIN_MS),
  };
}

/** Which few traces to take: those whose matching spans are the slowest, or the newest. */
export interface TopTracesFilter {
  readonly fromMs: number;
  readonly toMs: number;
  readonly spanFilters: readonly QueryFilter[];
  /** Both as in `TraceFilter`. */
  readonly doubledServices?: readonly string[];
  readonly counted?: CountedSource;
  readonly by: 'slowest' | 'newest';
  readonly limit: number;
}

const LEADING = { slowest: 'max(duration_ns)', newest: 'max(time)' } as const;

/** A few traces by the spans that match: their ids come first, so that no other trace is put together. */
export async function topTraces(
  store: TelemetryStore,
  environment: EnvironmentId,
  filter: TopTracesFilter,
): Promise<TraceSummary[]> {
  const matching = matchingSpans(filter.spanFilters, filter);
  const rows = await store.query(
    {
      sql: `SELECT ${summaryColumns(AROUND_RANGE)}
        FROM events
        WHERE ${AROUND_RANGE} AND kind = 'span'
          AND trace_id IN (
            SELECT trace_id ${matching.sql}
            GROUP BY trace_id ORDER BY ${LEADING[filter.by]} DESC, trace_id LIMIT {limit:UInt32})
        GROUP BY trace_id
        ORDER BY ${ORDER[filter.by]}, id`,
      params: { ...rangeParams(environment, filter), limit: filter.limit, ...matching.params },
    },
    INTERACTIVE_BUDGET,
  );
  return rows.map(readSummary);
}

function havingOf(filter: TraceFilter): { conditions: string[]; params: Record<string, SqlValue> } {
  const conditions: string[] = [];
  const params: Record<string, SqlValue> = {};
  const add = (name: string, value: SqlValue | undefined, condition: string) => {
    if (value === undefined) return;
    conditions.push(condition);
    params[name] = value;
  };
  const ns = (ms: number | undefined) => (ms === undefined ? undefined : BigInt(Math.round(ms * Number(NS_PER_MS))));
  add('service', filter.service, 'countIf(service = {service:String}) > 0');
  add('rootName', filter.rootName, 'positionCaseInsensitiveUTF8(root_name, {rootName:String}) > 0');
  add('durationMinNs', ns(filter.durationMinMs), 'duration >= {durationMinNs:Int64}');
  add('durationMaxNs', ns(filter.durationMaxMs), 'duration <= {durationMaxNs:Int64}');
  add('spanCountMin', filter.spanCountMin, 'span_count >= {spanCountMin:UInt64}');
  add('spanCountMax', filter.spanCountMax, 'span_count <= {spanCountMax:UInt64}');
  add('errorCountMin', filter.errorCountMin, 'error_count >= {errorCountMin:UInt64}');
  return { conditions, params };
}

export function readSummary(row: SqlRow): TraceSummary {
  const services = row.services;
  return {
    traceId: text(row, 'id'),
    rootName: text(row, 'root_name'),
    rootService: text(row, 'root_service'),
    startNs: BigInt(text(row, 'start_ns')),
    durationNs: BigInt(text(row, 'duration')),
    spanCount: Number(row.span_count),
    errorCount: Number(row.error_count),
    services: Array.isArray(services) ? services.map(String) : [],
  };
}

/** Services with a span in the range, by name. */
export async function listServices(
  store: TelemetryStore,
  environment: EnvironmentId,
  range: { fromMs: number; toMs: number },
): Promise<string[]> {
  const rows = await store.query(
    {
      sql: `SELECT DISTINCT service FROM events
        WHERE environment = {environment:UInt32} AND time BETWEEN {fromNs:Int64} AND {toNs:Int64} AND kind = 'span'
        ORDER BY service LIMIT 1000`,
      params: { environment, fromNs: unixNsFromMs(range.fromMs), toNs: unixNsFromMs(range.toMs) },
    },
    INTERACTIVE_BUDGET,
  );
  return rows.map((row) => text(row, 'service'));
}
