import { MS_PER_HOUR, NS_PER_MS } from '../base/time.ts';
import type { EnvironmentId, TraceId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { SqlValue, TelemetryStore } from '../store/index.ts';
import { text } from './row-text.ts';

/** A place in the order of the pages: newest first, then by id. */
export interface TracePlace {
  /** Epoch ns. */
  readonly atNs: bigint;
  readonly traceId: string;
}

export interface PagedTrace extends TracePlace {
  readonly traceId: TraceId;
  /** How many requests told of the trace so far. */
  readonly changeCount: number;
}

/** When a trace is: by its first start, by its last end, or by the last arrival of something of it. */
export type TraceMoment = 'start' | 'end' | 'arrival';

export interface TracePageFilter {
  /** Epoch ns, both inclusive. */
  readonly fromNs: bigint;
  readonly toNs: bigint;
  readonly by: TraceMoment;
  /** Only what had arrived by then counts, epoch ns: so that pages read one after the other fit together. */
  readonly arrivedUntilNs: bigint;
  /** Where the page before ended. */
  readonly after?: TracePlace | undefined;
  /** 0 to 1: that share of the traces, always the same ones. */
  readonly share?: number | undefined;
  readonly limit: number;
}

/** A trace with a part that began longer before the range is taken by the part that did not. */
const MARGIN_NS = BigInt(MS_PER_HOUR) * NS_PER_MS;
/** Of rows of `trace_times`, which may be of traces that began in the range. */
export const BEGAN_IN_RANGE = `min_time BETWEEN {fromNs:Int64} - ${MARGIN_NS} AND {toNs:Int64}`;

const ARRIVED = 'toUnixTimestamp64Nano(ingested)';
const MOMENTS: Record<TraceMoment, { readonly at: string; readonly rows: string }> = {
  start: { at: 'min(min_time)', rows: BEGAN_IN_RANGE },
  end: { at: 'max(max_time)', rows: `max_time >= {fromNs:Int64} AND max_time - ${MARGIN_NS} <= {toNs:Int64}` },
  arrival: { at: `max(${ARRIVED})`, rows: "ingested >= fromUnixTimestamp64Nano({fromNs:Int64}, 'UTC')" },
};

/** Of the rows of `trace_times`, which are only ever added: a page cannot change under a reader. */
export async function readTracePage(
  store: Pick<TelemetryStore, 'query'>,
  environment: EnvironmentId,
  filter: TracePageFilter,
): Promise<PagedTrace[]> {
  const { fromNs, toNs, by, arrivedUntilNs, after, share = 1, limit } = filter;
  const { at, rows } = MOMENTS[by];
  const params: Record<string, SqlValue> = { environment, fromNs, toNs, arrivedUntilNs, limit };
  const conditions = ['environment = {environment:UInt32}', rows];
  conditions.push("ingested <= fromUnixTimestamp64Nano({arrivedUntilNs:Int64}, 'UTC')");
  if (share < 1) {
    conditions.push('cityHash64(trace_id) < {hashBelow:UInt64}');
    params.hashBelow = BigInt(Math.round(share * 2 ** 52)) << 12n;
  }
  const having = ['at BETWEEN {fromNs:Int64} AND {toNs:Int64}'];
  if (after) {
    having.push('(at, id) < ({afterNs:Int64}, {afterId:String})');
    params.afterNs = after.atNs;
    params.afterId = after.traceId;
  }
  const found = await store.query(
    {
      sql: `SELECT lower(hex(trace_id)) AS id, ${at} AS at, count() AS changes FROM trace_times
        WHERE ${conditions.join(' AND ')} GROUP BY trace_id HAVING ${having.join(' AND ')}
        ORDER BY at DESC, id DESC LIMIT {limit:UInt32}`,
      params,
    },
    INTERACTIVE_BUDGET,
  );
  return found.map((row) => ({
    traceId: text(row, 'id') as TraceId,
    atNs: BigInt(text(row, 'at')),
    changeCount: Number(row.changes),
  }));
}

/** When the last arrival of an environment was, epoch ns; 0 where there is none. */
export async function lastArrivalNs(store: Pick<TelemetryStore, 'query'>, environment: EnvironmentId): Promise<bigint> {
  const [row] = await store.query(
    {
      sql: `SELECT max(${ARRIVED}) AS last FROM trace_times WHERE environment = {environment:UInt32}`,
      params: { environment },
    },
    INTERACTIVE_BUDGET,
  );
  return row ? BigInt(text(row, 'last')) : 0n;
}
