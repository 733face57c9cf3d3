import { MS_PER_HOUR, NS_PER_MS } from '../base/time.ts';
import type { EnvironmentId, IssueId, OccurrenceId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { SqlRow, SqlValue, TelemetryStore } from '../store/index.ts';
import type { Issue, IssueFigures, IssueOrder, SparklineRange } from './issue.ts';
import { TELLING_RANK } from './joined-occurrence.ts';

/**
 * One row for each failure, however many tell of it. The engine merges versions of a row only where the ranges of parts
 * overlap: ids ascend with arrival, so that most parts are read as they are.
 */
export const OCCURRENCES = `occurrences FINAL
  WHERE environment = {environment:UInt32} AND canonical_id = occurrence_id`;

/** When it happened: by the sender's clock, but never after it arrived. */
export const SEEN = 'least(time, received)';

const OF_ISSUES = 'AND issue_id IN {ids:Array(UInt64)}';
const IS_RICHEST = 'occurrence_id = canonical_id';
const TIMES = [`minIf(${SEEN}, ${IS_RICHEST}) AS seen`, `minIf(received, ${IS_RICHEST}) AS arrived`];

/** Of the richest telling that names it, as `occurrenceOf` does. */
const told = (column: string) => `argMinIf(${column}, ${TELLING_RANK}, ${column} != '') AS told_${column}`;

/** The same by 64 bits of a hash, of which no two in a million are expected to be one: texts would fill the memory. */
const toldHash = (column: string) =>
  `argMinIf(sipHash64(${column}), ${TELLING_RANK}, ${column} != '') AS hash_${column}`;
const different = (column: string) => `uniqExactIf(hash_${column}, hash_${column} != 0)`;

/** One row for each failure of these issues, with what any of its tellings names. */
const joined = (columns: readonly string[], within: string) => `(
    SELECT canonical_id, any(issue_id) AS issue, ${columns.join(', ')}
    FROM occurrences FINAL WHERE environment = {environment:UInt32} AND canonical_id != 0 ${within}
    GROUP BY canonical_id HAVING max(${IS_RICHEST}) = 1)`;

const FIGURES = `count() AS occurrence_count,
  ${different('person_id')} AS person_count,
  ${different('user_ip')} AS user_ip_count,
  min(canonical_id) AS first_id, max(canonical_id) AS last_id,
  intDiv(min(seen), 1000000) AS first_ms, intDiv(max(seen), 1000000) AS last_ms,
  argMax(told_service, canonical_id) AS last_service`;

export async function readFigures(
  store: TelemetryStore,
  environment: EnvironmentId,
  issues: readonly Issue[],
): Promise<Map<IssueId, IssueFigures>> {
  if (issues.length === 0) return new Map();
  const resolved = issues.filter(({ lastResolvedAtMs }) => lastResolvedAtMs !== null);
  const sql = `SELECT issue, ${FIGURES},
      countIf(arrived > arrayElement({resolvedNs:Array(Int64)}, indexOf({resolved:Array(UInt64)}, issue)))
        AS since_resolve
    FROM ${joined([...TIMES, toldHash('person_id'), toldHash('user_ip'), told('service')], OF_ISSUES)} GROUP BY issue`;
  const rows = await ask(store, sql, {
    environment,
    ids: issues.map(({ id }) => id),
    resolved: resolved.map(({ id }) => id),
    resolvedNs: resolved.map(({ lastResolvedAtMs }) => BigInt(lastResolvedAtMs ?? 0) * NS_PER_MS),
  });
  return new Map(rows.map((row) => [Number(row.issue) as IssueId, figuresOf(row)]));
}

function figuresOf(row: SqlRow): IssueFigures {
  return {
    occurrenceCount: Number(row.occurrence_count),
    occurrenceCountSinceResolve: Number(row.since_resolve),
    personCount: Number(row.person_count),
    userIpCount: Number(row.user_ip_count),
    firstOccurrenceId: Number(row.first_id) as OccurrenceId,
    lastOccurrenceId: Number(row.last_id) as OccurrenceId,
    firstSeenMs: Number(row.first_ms),
    lastSeenMs: Number(row.last_ms),
    service: String(row.last_service),
  };
}

/**
 * What happened since then. It was written since then too, which leaves out whole days: a later version of a row is never in
 * an earlier day. An hour is more than the clocks of engine and program are apart.
 */
const SINCE = `AND ${SEEN} >= {sinceNs:Int64} AND ingested >= fromUnixTimestamp64Nano({writtenNs:Int64}, 'UTC')`;

function sinceParams(sinceMs: number): { readonly sinceNs: bigint; readonly writtenNs: bigint } {
  return { sinceNs: BigInt(sinceMs) * NS_PER_MS, writtenNs: BigInt(sinceMs - MS_PER_HOUR) * NS_PER_MS };
}

const ORDERS: Readonly<Record<IssueOrder, string>> = {
  'last-seen': `max(${SEEN})`,
  'first-seen': `min(${SEEN})`,
  most: 'count()',
  people: "uniqExactIf(sipHash64(person_id), person_id != '')",
};

/**
 * One row for each failure, and the poorer telling beside it that names its person where the richest does not. A million
 * failures cannot be grouped in the memory of a query; of few does a second telling name a person.
 */
const tellingsOfPeople = (within: string) => `occurrences FINAL
  WHERE environment = {environment:UInt32} ${within} AND (${IS_RICHEST} OR occurrence_id IN (
    SELECT argMin(occurrence_id, ${TELLING_RANK}) FROM occurrences FINAL
    WHERE environment = {environment:UInt32} ${within} AND canonical_id != 0 AND person_id != '' AND canonical_id IN (
      SELECT canonical_id FROM occurrences FINAL
      WHERE environment = {environment:UInt32} ${within} AND canonical_id NOT IN (0, occurrence_id) AND person_id != '')
    GROUP BY canonical_id))`;

export interface OrderRequest {
  readonly environment: EnvironmentId;
  readonly order: IssueOrder;
  /** Only these; all of the environment where left out. */
  readonly ids?: readonly IssueId[];
  /** Only issues that were last seen since then. */
  readonly sinceMs?: number;
  readonly offset: number;
  readonly limit: number;
}

/** Ids of issues, the latest or highest first. Reads a few columns of every occurrence of the environment, or since then. */
export async function readOrdered(
  store: TelemetryStore,
  { environment, order, ids, sinceMs, offset, limit }: OrderRequest,
): Promise<IssueId[]> {
  const within = `${ids ? OF_ISSUES : ''} ${sinceMs === undefined ? '' : SINCE}`;
  const from = order === 'people' ? tellingsOfPeople(within) : `${OCCURRENCES} ${within}`;
  const sql = `SELECT issue_id FROM ${from} GROUP BY issue_id ORDER BY ${ORDERS[order]} DESC, issue_id DESC
    LIMIT {limit:UInt64} OFFSET {offset:UInt64}`;
  const rows = await ask(store, sql, {
    environment,
    limit,
    offset,
    ...(ids ? { ids } : {}),
    ...(sinceMs === undefined ? {} : sinceParams(sinceMs)),
  });
  return rows.map((row) => Number(row.issue_id) as IssueId);
}

export async function readSparklines(
  store: TelemetryStore,
  environment: EnvironmentId,
  ids: readonly IssueId[],
  { startMs, bucketMs, bucketCount }: SparklineRange,
): Promise<Map<IssueId, number[]>> {
  const lines = new Map(ids.map((id) => [id, Array.from({ length: bucketCount }, () => 0)]));
  if (ids.length === 0) return lines;
  const startNs = BigInt(startMs) * NS_PER_MS;
  const bucketNs = BigInt(bucketMs) * NS_PER_MS;
  const sql = `SELECT issue_id, intDiv(${SEEN} - {sinceNs:Int64}, {bucketNs:Int64}) AS bucket, count() AS count
    FROM ${OCCURRENCES} ${SINCE} AND issue_id IN {ids:Array(UInt64)} AND ${SEEN} < {endNs:Int64}
    GROUP BY issue_id, bucket`;
  const endNs = startNs + bucketNs * BigInt(bucketCount);
  for (const row of await ask(store, sql, { environment, ids, ...sinceParams(startMs), bucketNs, endNs })) {
    const line = lines.get(Number(row.issue_id) as IssueId);
    if (line) line[Number(row.bucket)] = Number(row.count);
  }
  return lines;
}

const VERSIONS_MAX = 100;

export async function readCodeVersions(
  store: TelemetryStore,
  environment: EnvironmentId,
  issueId: IssueId,
): Promise<string[]> {
  const sql = `SELECT told_code_version AS version FROM ${joined([told('code_version')], 'AND issue_id = {issueId:UInt64}')}
    WHERE version != '' GROUP BY version ORDER BY max(canonical_id) DESC LIMIT ${VERSIONS_MAX}`;
  return (await ask(store, sql, { environment, issueId })).map((row) => String(row.version));
}

function ask(store: TelemetryStore, sql: string, params: Record<string, SqlValue>): Promise<SqlRow[]> {
  return store.query({ sql, params }, INTERACTIVE_BUDGET);
}
