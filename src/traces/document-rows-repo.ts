import { type EnvironmentId, SPAN_ID_BYTES, type TraceId } from '../model/ids.ts';
import { TRACE_SPANS_MAX } from '../model/limits.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { TelemetryStore } from '../store/index.ts';
import { hexId, text } from './row-text.ts';

/** An X-Ray document of a trace, without its text. Ids are lower-case hex, '' where absent. */
export interface DocumentRow {
  readonly segmentId: string;
  readonly parentId: string;
  /** A subsegment that was sent on its own. */
  readonly isSubsegment: boolean;
  readonly isInProgress: boolean;
  readonly name: string;
  /** Epoch ns. */
  readonly startNs: bigint;
  /** Epoch ns, -1 while there is none. */
  readonly endNs: bigint;
}

const OF_TRACE = 'environment = {environment:UInt32} AND trace_id = unhex({traceId:String})';

/** Earliest first. */
export async function readDocumentRows(
  store: TelemetryStore,
  { environment, traceId }: { environment: EnvironmentId; traceId: TraceId },
): Promise<DocumentRow[]> {
  const rows = await store.query(
    {
      sql: `SELECT ${hexId('segment_id', SPAN_ID_BYTES, 'id')}, ${hexId('parent_id', SPAN_ID_BYTES, 'parent')}, name,
          is_subsegment, is_in_progress, start_time AS start_ns, end_time AS end_ns
        FROM segments FINAL WHERE ${OF_TRACE} ORDER BY start_time, segment_id LIMIT ${TRACE_SPANS_MAX}`,
      params: { environment, traceId },
    },
    INTERACTIVE_BUDGET,
  );
  return rows.map((row) => ({
    segmentId: text(row, 'id'),
    parentId: text(row, 'parent'),
    isSubsegment: Number(row.is_subsegment) === 1,
    isInProgress: Number(row.is_in_progress) === 1,
    name: text(row, 'name'),
    startNs: BigInt(text(row, 'start_ns')),
    endNs: BigInt(text(row, 'end_ns')),
  }));
}

/** As it came, JSON; undefined when there is no such document. */
export async function readDocumentText(
  store: TelemetryStore,
  { environment, traceId, segmentId }: { environment: EnvironmentId; traceId: TraceId; segmentId: string },
): Promise<string | undefined> {
  const [row] = await store.query(
    {
      sql: `SELECT document FROM segments FINAL WHERE ${OF_TRACE} AND segment_id = unhex({segmentId:String})`,
      params: { environment, traceId, segmentId },
    },
    INTERACTIVE_BUDGET,
  );
  return row && text(row, 'document');
}
