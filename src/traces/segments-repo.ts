import { type EnvironmentId, TRACE_ID_BYTES } from '../model/ids.ts';
import { INTERACTIVE_BUDGET, type QueryBudget } from '../model/query-budget.ts';
import type { SqlRow, TelemetryStore } from '../store/index.ts';

/** A document as it counts now: of several with one id the one with the highest version. Ids are lower-case hex. */
export interface StoredSegment {
  /** 32 digits. */
  readonly traceId: string;
  /** 16 digits. */
  readonly segmentId: string;
  /** 16 digits; all zero where there is none. */
  readonly parentId: string;
  readonly version: bigint;
  readonly isInProgress: boolean;
  /** Whether it is a subsegment that was sent on its own. */
  readonly isSubsegment: boolean;
  readonly name: string;
  /** Epoch ns. */
  readonly startNs: bigint;
  /** Epoch ns, -1 where the document has none. */
  readonly endNs: bigint;
  /** JSON text as it came. */
  readonly document: string;
}

/** That a document is there, without its text. */
export type SegmentState = Pick<StoredSegment, 'traceId' | 'segmentId' | 'isSubsegment'>;

/** A span whose rows were made from a document. */
export interface WrittenSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly version: bigint;
}

/** Of a document that waits. */
export interface WaitingTrace {
  readonly environment: EnvironmentId;
  readonly traceId: string;
}

/** The X-Ray documents that are kept. */
export interface Segments {
  /** Of these traces, cheaply: no text is read. */
  states(environment: EnvironmentId, traceIds: readonly string[]): Promise<readonly SegmentState[]>;
  /** Of these traces, by trace and id. */
  ofTraces(environment: EnvironmentId, traceIds: readonly string[]): Promise<readonly StoredSegment[]>;
  /** Which spans of these traces have rows made from documents. */
  writtenSpans(environment: EnvironmentId, traceIds: readonly string[]): Promise<readonly WrittenSpan[]>;
  /** Traces of documents that wait, and arrived in [from, to): the first thousand after one, in an order of their own. */
  waiting(wait: Waiting): Promise<readonly WaitingTrace[]>;
  /** Traces of the documents that arrived last, as far back as this: what a killed process may have left half done. */
  lastArrived(withinNs: bigint): Promise<readonly WaitingTrace[]>;
}

export interface Waiting {
  /** For their end, or for the segment they belong to. */
  readonly kind: 'in-progress' | 'apart';
  readonly fromNs: bigint;
  readonly toNs: bigint;
  readonly after: WaitingTrace | undefined;
}

/** Bounds what one answer holds. */
const WAITING_MAX = 1_000;
const LAST_ARRIVED_MAX = 100_000;
const NO_TRACE = '00'.repeat(TRACE_ID_BYTES);

export function createSegments(
  store: Pick<TelemetryStore, 'query'>,
  budget: QueryBudget = INTERACTIVE_BUDGET,
): Segments {
  const ask = (sql: string, environment: EnvironmentId, traceIds: readonly string[]) =>
    traceIds.length === 0
      ? Promise.resolve([])
      : store.query({ sql, params: { environment, traceIds: traceIds.map(idOf) } }, budget);
  return {
    states: async (environment, traceIds) => (await ask(STATES, environment, traceIds)).map(readState),
    ofTraces: async (environment, traceIds) => (await ask(DOCUMENTS, environment, traceIds)).map(readSegment),
    writtenSpans: async (environment, traceIds) => (await ask(WRITTEN, environment, traceIds)).map(readWritten),
    waiting: async ({ kind, fromNs, toNs, after }) => {
      const last = { environment: after?.environment ?? 0, trace: idOf(after?.traceId ?? NO_TRACE) };
      const params = { from: fromNs, to: toNs, apart: kind === 'apart', ...last };
      return (await store.query({ sql: WAITING, params }, budget)).map(readWaiting);
    },
    lastArrived: async (within) =>
      (await store.query({ sql: LAST_ARRIVED, params: { within } }, budget)).map(readWaiting),
  };
}

const OF_TRACES = 'environment = {environment:UInt32} AND trace_id IN {traceIds:Array(FixedString(16))}';

const STATES = `SELECT DISTINCT lower(hex(trace_id)) AS trace, lower(hex(segment_id)) AS id, is_subsegment
  FROM segments WHERE ${OF_TRACES}`;

const DOCUMENTS = `SELECT lower(hex(trace_id)) AS trace, lower(hex(segment_id)) AS id, lower(hex(parent_id)) AS parent,
    toString(version) AS version_text, is_in_progress, is_subsegment, name, toString(start_time) AS start_text,
    toString(end_time) AS end_text, document
  FROM segments FINAL WHERE ${OF_TRACES} ORDER BY trace_id, segment_id`;

// An event or link has no id of its own and names its span as its parent.
const WRITTEN = `WITH extent AS (SELECT min(min_time) AS first, max(max_time) AS last FROM trace_times WHERE ${OF_TRACES})
  SELECT DISTINCT lower(hex(trace_id)) AS trace, lower(hex(if(kind = 'span', span_id, parent_id))) AS id,
    toString(document_version) AS version_text
  FROM events WHERE ${OF_TRACES} AND document_version != 0
    AND time BETWEEN (SELECT first FROM extent) AND (SELECT last FROM extent)`;

const WAITING = `SELECT DISTINCT environment, lower(hex(trace_id)) AS trace FROM segments
  WHERE ingested >= fromUnixTimestamp64Nano({from:Int64}, 'UTC') AND ingested < fromUnixTimestamp64Nano({to:Int64}, 'UTC')
    AND if({apart:Bool}, is_subsegment, is_in_progress) = 1
    AND (environment, trace_id) > ({environment:UInt32}, {trace:FixedString(16)})
  ORDER BY environment, trace_id LIMIT ${WAITING_MAX}`;

const LAST_ARRIVED = `SELECT DISTINCT environment, lower(hex(trace_id)) AS trace FROM segments
  WHERE ingested >= (SELECT max(ingested) FROM segments) - toIntervalNanosecond({within:Int64}) LIMIT ${LAST_ARRIVED_MAX}`;

function idOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function readState(row: SqlRow): SegmentState {
  return { traceId: String(row.trace), segmentId: String(row.id), isSubsegment: Number(row.is_subsegment) === 1 };
}

function readSegment(row: SqlRow): StoredSegment {
  return {
    ...readState(row),
    parentId: String(row.parent),
    version: BigInt(String(row.version_text)),
    isInProgress: Number(row.is_in_progress) === 1,
    name: String(row.name),
    startNs: BigInt(String(row.start_text)),
    endNs: BigInt(String(row.end_text)),
    document: String(row.document),
  };
}

function readWritten(row: SqlRow): WrittenSpan {
  return { traceId: String(row.trace), spanId: String(row.id), version: BigInt(String(row.version_text)) };
}

function readWaiting(row: SqlRow): WaitingTrace {
  return { environment: Number(row.environment) as EnvironmentId, traceId: String(row.trace) };
}
