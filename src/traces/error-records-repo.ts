import { MS_PER_DAY, NS_PER_MS } from '../base/time.ts';
import type { EnvironmentId, OccurrenceId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { TelemetryStore } from '../store/index.ts';
import { attributeFields, type Field } from './fields.ts';
import { text } from './row-text.ts';
import { WHOLE_ROW } from './trace-repo.ts';

/** A span event or log record that tells of an error. */
export interface ErrorRecord {
  readonly kind: string;
  /** Hex; '' where it names none. */
  readonly traceId: string;
  readonly spanId: string;
  readonly timeNs: bigint;
  readonly service: string;
  readonly fields: readonly Field[];
}

/** Senders' clocks: an occurrence's time is never later than its arrival, its record's may be. */
const MARGIN_NS = BigInt(MS_PER_DAY) * NS_PER_MS;
/** A failure is told by a few records at most; one SDK in a loop of handlers must not read a day. */
const RECORDS_MAX = 20;

/** The records that were marked with one of these occurrences, around that time. */
export async function readErrorRecords(
  store: TelemetryStore,
  environment: EnvironmentId,
  { occurrenceIds, timeNs }: { occurrenceIds: readonly OccurrenceId[]; timeNs: bigint },
): Promise<ErrorRecord[]> {
  const rows = await store.query(
    {
      sql: `SELECT ${WHOLE_ROW} FROM events
        WHERE environment = {environment:UInt32} AND time BETWEEN {fromNs:Int64} AND {toNs:Int64}
          AND kind IN ('span_event', 'log_record') AND has({ids:Array(UInt64)}, occurrence_id)
        ORDER BY time LIMIT ${RECORDS_MAX}`,
      params: {
        environment,
        ids: [...occurrenceIds],
        fromNs: timeNs > MARGIN_NS ? timeNs - MARGIN_NS : 0n,
        toNs: timeNs + MARGIN_NS,
      },
    },
    INTERACTIVE_BUDGET,
  );
  return rows.map((row) => ({
    kind: text(row, 'kind'),
    traceId: /^0+$/.test(text(row, 'trace')) ? '' : text(row, 'trace'),
    spanId: text(row, 'parent'),
    timeNs: BigInt(text(row, 'start_ns')),
    service: text(row, 'service'),
    fields: attributeFields(row),
  }));
}
