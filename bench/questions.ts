import type { QuerySpec } from '../src/model/query-spec.ts';

export interface DayRange {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** A question as the page asks it, and as somebody would who knows the table. */
export interface Question {
  readonly name: string;
  readonly spec: QuerySpec;
  /** Results and, where they are grouped, their series: what the page draws. */
  readonly statements: readonly string[];
}

/** What the page takes for a day. */
const BUCKET_NS = 300_000_000_000;
const OF_DAY = 'environment = 1 AND time >= {fromNs:Int64} AND time < {toNs:Int64}';
/** Four cells to each doubling: as fine as the page's heatmap over the seed's latencies. */
const CELL = 'floor(4 * log2(duration_ns))';
const P99 = 'quantileTDigestWeighted(0.99)(duration_ns / 1e6, toUInt64(weight))';
const IN_POUNDS = "attr_string['app.payment.currency'] = 'GBP'";
const PROVIDER = "attr_string['app.payment.provider']";

export const QUESTIONS: readonly Question[] = [
  {
    name: 'COUNT by time',
    spec: { calculations: [{ op: 'COUNT' }] },
    statements: [
      `SELECT intDiv(time, ${BUCKET_NS}) AS bucket, sum(weight) FROM events WHERE ${OF_DAY} GROUP BY bucket ORDER BY bucket`,
    ],
  },
  {
    name: 'P99(duration_ms) by service',
    spec: { calculations: [{ op: 'P99', column: 'duration_ms' }], breakdowns: ['service.name'] },
    statements: [
      `SELECT service, ${P99} AS p99 FROM events WHERE ${OF_DAY} AND duration_ns >= 0 GROUP BY service ORDER BY p99 DESC`,
      `SELECT intDiv(time, ${BUCKET_NS}) AS bucket, service, ${P99} FROM events WHERE ${OF_DAY} AND duration_ns >= 0 GROUP BY bucket, service ORDER BY bucket`,
    ],
  },
  {
    name: 'HEATMAP(duration_ms)',
    spec: { calculations: [{ op: 'HEATMAP', column: 'duration_ms' }] },
    statements: [
      `SELECT intDiv(time, ${BUCKET_NS}) AS bucket, ${CELL} AS cell, sum(weight) FROM events WHERE ${OF_DAY} AND duration_ns >= 0 GROUP BY bucket, cell ORDER BY bucket`,
    ],
  },
  {
    name: 'COUNT of one currency by provider',
    spec: {
      calculations: [{ op: 'COUNT' }],
      filters: [{ column: 'app.payment.currency', op: '=', value: 'GBP' }],
      breakdowns: ['app.payment.provider'],
    },
    statements: [
      `SELECT ${PROVIDER} AS provider, sum(weight) AS count FROM events WHERE ${OF_DAY} AND ${IN_POUNDS} GROUP BY provider ORDER BY count DESC`,
      `SELECT intDiv(time, ${BUCKET_NS}) AS bucket, ${PROVIDER} AS provider, sum(weight) FROM events WHERE ${OF_DAY} AND ${IN_POUNDS} GROUP BY bucket, provider ORDER BY bucket`,
    ],
  },
];

/** What a waterfall needs. */
export const traceStatement = `WITH (SELECT (min(min_time), max(max_time)) FROM trace_times WHERE environment = 1 AND trace_id = unhex({traceId:String})) AS extent
  SELECT lower(hex(span_id)) AS span, lower(hex(parent_id)) AS parent, kind, name, service, span_kind, status_code, time, duration_ns
  FROM events WHERE environment = 1 AND time BETWEEN extent.1 AND extent.2 AND trace_id = unhex({traceId:String}) ORDER BY time`;
