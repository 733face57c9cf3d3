import { groupBy } from '../../base/group-by.ts';
import { MS_PER_HOUR, NS_PER_MS, UNIX_NS_MAX } from '../../base/time.ts';
import type { OccurrenceId } from '../../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../../model/query-budget.ts';
import type { OccurrenceRow } from '../../model/side-rows.ts';
import type { Teller } from '../../model/telling.ts';
import type { SqlRow, SqlValue, TelemetryStore } from '../../store/index.ts';
import type { JoinTelling } from '../joining/join-telling.ts';
import type { SpanPlace } from '../occurrence.ts';
import { NO_SPAN, NO_TRACE, OCCURRENCE_COLUMNS, occurrenceRowOf } from '../occurrence-rows.ts';
import { RELAY_ATTRIBUTES } from '../reading/span-places.ts';
import { IN_PROJECT, type ProjectScope } from './scope.ts';

/** What joining needs of a stored telling. */
export interface StoredNeighbour extends JoinTelling {
  /** Hex. */
  readonly failure: string;
  readonly canonicalId: OccurrenceId;
}

/** Where tellings of one failure are looked for. */
export interface FailureWindow {
  /** Hex. */
  readonly failure: string;
  readonly fromNs: bigint;
  readonly toNs: bigint;
  /** Whether a new telling has no trace id: it may belong to any other. One with a trace only to such as have none. */
  readonly hasUntraced: boolean;
}

/** Of one failure, the nearest in time: a flood of one failure must not make every request read it whole. */
export const NEIGHBOURS_MAX = 20_000;
/** A trace that is longer is told of in pieces. */
const TRACE_NS = BigInt(MS_PER_HOUR) * NS_PER_MS;

const SLIM_COLUMNS = `occurrence_id, canonical_id, teller, lower(hex(identity)) AS identity_hex, time,
  lower(hex(failure)) AS failure_hex, lower(hex(trace_id)) AS trace_hex, lower(hex(span_id)) AS span_hex,
  service, host, url_path`;
/** Rows are only added: of several with one id the highest version counts. */
const NEWEST = 'ORDER BY version DESC LIMIT 1 BY occurrence_id';
const UNTRACED = "trace_id = toFixedString('', 16)";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

/** Tellings that were taken before, by identity. Rollbar's are looked for at any age: their uuid is for good. */
export async function readKnown(
  store: TelemetryStore,
  scope: ProjectScope,
  tellings: readonly { readonly identity: string; readonly teller: Teller; readonly timeNs: bigint }[],
): Promise<Map<string, OccurrenceId>> {
  const isOld = tellings.some(({ teller }) => teller === 'rollbar');
  const times = tellings.map(({ timeNs }) => timeNs);
  const range = isOld ? '' : 'AND time BETWEEN {fromNs:Int64} AND {toNs:Int64}';
  const rows = await ask(
    store,
    `SELECT occurrence_id, canonical_id, lower(hex(identity)) AS identity_hex FROM occurrences
     WHERE ${IN_PROJECT} ${range} AND identity IN {identities:Array(FixedString(16))} ${NEWEST}`,
    {
      ...scope,
      identities: tellings.map(({ identity }) => bytes(identity)),
      ...(isOld ? {} : aroundNs(times)),
    },
  );
  // One that was taken back is told anew.
  const there = rows.filter((row) => row.canonical_id !== '0');
  return new Map(there.map((row) => [String(row.identity_hex), Number(row.occurrence_id) as OccurrenceId]));
}

/** Stored tellings that may be of the same occurrence as a new one, or stand in its way. */
export async function readNeighbours(
  store: TelemetryStore,
  scope: ProjectScope,
  windows: readonly FailureWindow[],
  traceIds: readonly string[],
): Promise<StoredNeighbour[]> {
  const froms = windows.map(({ fromNs }) => fromNs);
  const tos = windows.map(({ toNs }) => toNs);
  const inWindow = `time BETWEEN arrayElement({froms:Array(Int64)}, nth) AND arrayElement({tos:Array(Int64)}, nth)`;
  const sql = `SELECT * FROM (
      SELECT ${SLIM_COLUMNS}, indexOf({failures:Array(FixedString(16))}, failure) AS nth, abs(time - intDiv(arrayElement({froms:Array(Int64)}, nth), 2)
          - intDiv(arrayElement({tos:Array(Int64)}, nth), 2)) AS distance
      FROM occurrences
      WHERE ${IN_PROJECT} AND time BETWEEN {fromNs:Int64} AND {toNs:Int64}
        AND failure IN {failures:Array(FixedString(16))}
        AND (trace_id IN {traceIds:Array(FixedString(16))} OR ${inWindow} AND (
          failure IN {open:Array(FixedString(16))} OR ${UNTRACED} OR canonical_id IN (
            SELECT canonical_id FROM occurrences
            WHERE ${IN_PROJECT} AND time BETWEEN {fromNs:Int64} AND {toNs:Int64}
              AND failure IN {failures:Array(FixedString(16))} AND ${UNTRACED})))
      ${NEWEST})
    ORDER BY distance LIMIT ${NEIGHBOURS_MAX} BY failure_hex`;
  const rows = await ask(store, sql, {
    ...scope,
    failures: windows.map(({ failure }) => bytes(failure)),
    open: windows.filter(({ hasUntraced }) => hasUntraced).map(({ failure }) => bytes(failure)),
    traceIds: traceIds.map(bytes),
    froms,
    tos,
    ...aroundNs([...froms, ...tos]),
  });
  return rows.map(neighbourOf).filter(isThere);
}

export async function readNeighboursById(
  store: TelemetryStore,
  scope: ProjectScope,
  ids: readonly OccurrenceId[],
): Promise<StoredNeighbour[]> {
  const sql = `SELECT ${SLIM_COLUMNS} FROM occurrences
    WHERE ${IN_PROJECT} AND occurrence_id IN {ids:Array(UInt64)} ${NEWEST}`;
  const found: StoredNeighbour[] = [];
  for (let at = 0; at < ids.length; at += IDS_MAX) {
    const rows = await ask(store, sql, { ...scope, ids: ids.slice(at, at + IDS_MAX) });
    found.push(...rows.map(neighbourOf).filter(isThere));
  }
  return found;
}

/** Of one statement, whose text must stay below 256 KiB. */
const IDS_MAX = 5_000;

export async function readRowsById(
  store: TelemetryStore,
  scope: ProjectScope,
  ids: readonly OccurrenceId[],
): Promise<OccurrenceRow[]> {
  const sql = `SELECT ${OCCURRENCE_COLUMNS} FROM occurrences
    WHERE ${IN_PROJECT} AND occurrence_id IN {ids:Array(UInt64)} ${NEWEST}`;
  const rows: OccurrenceRow[] = [];
  for (let at = 0; at < ids.length; at += IDS_MAX) {
    const found = await ask(store, sql, { ...scope, ids: ids.slice(at, at + IDS_MAX) });
    rows.push(...found.map(occurrenceRowOf));
  }
  return rows;
}

/** Spans of these traces as they are stored; for tellings whose own messages do not show how their spans lie. */
export async function readSpanPlaces(
  store: TelemetryStore,
  { environment }: ProjectScope,
  traceIds: readonly string[],
  timesNs: readonly bigint[],
): Promise<Map<string, SpanPlace[]>> {
  const relays = [...RELAY_ATTRIBUTES].map((name) => `mapContains(attr_string, '${name}')`).join(' OR ');
  const rows = await ask(
    store,
    `SELECT lower(hex(trace_id)) AS trace_hex, lower(hex(span_id)) AS span_hex, lower(hex(parent_id)) AS parent_hex,
       ${relays} AS is_relay FROM events
     WHERE environment = {environment:UInt32} AND time BETWEEN {fromNs:Int64} AND {toNs:Int64}
       AND trace_id IN {traceIds:Array(FixedString(16))} AND kind = 'span' LIMIT 100000`,
    {
      environment,
      traceIds: traceIds.map(bytes),
      ...aroundNs(timesNs),
    },
  );
  const byTrace = groupBy(rows, (row) => String(row.trace_hex));
  return new Map([...byTrace].map(([traceId, own]) => [traceId, own.map(placeOf)]));
}

function placeOf(row: SqlRow): SpanPlace {
  const parentId = String(row.parent_hex);
  return {
    spanId: String(row.span_hex),
    parentId: parentId === NO_SPAN ? '' : parentId,
    isRelay: Number(row.is_relay) === 1,
  };
}

function neighbourOf(row: SqlRow): StoredNeighbour {
  const [trace, span] = [String(row.trace_hex), String(row.span_hex)];
  return {
    id: Number(row.occurrence_id) as OccurrenceId,
    canonicalId: Number(row.canonical_id) as OccurrenceId,
    teller: String(row.teller) as Teller,
    identity: String(row.identity_hex),
    failure: String(row.failure_hex),
    timeMs: timeMsOf(BigInt(String(row.time))),
    traceId: trace === NO_TRACE ? '' : trace,
    spanId: span === NO_SPAN ? '' : span,
    service: String(row.service),
    host: String(row.host),
    urlPath: String(row.url_path),
  };
}

/** With its fraction; a quarter of a microsecond is lost, which no two SDKs agree on anyway. */
export const timeMsOf = (ns: bigint): number => Number(ns) / Number(NS_PER_MS);

/** Not one that was taken back. */
const isThere = ({ canonicalId }: StoredNeighbour): boolean => (canonicalId as number) !== 0;

/** From an hour before the first of these times to an hour after the last, within what an Int64 holds. */
function aroundNs(times: readonly bigint[]): { fromNs: bigint; toNs: bigint } {
  const sorted = [...times].sort((a, b) => Number(a - b));
  const [first = 0n, last = 0n] = [sorted[0], sorted.at(-1)];
  const toNs = last + TRACE_NS;
  return { fromNs: first - TRACE_NS, toNs: toNs > UNIX_NS_MAX ? UNIX_NS_MAX : toNs };
}

function ask(store: TelemetryStore, sql: string, params: Record<string, SqlValue>): Promise<SqlRow[]> {
  return store.query({ sql, params }, INTERACTIVE_BUDGET);
}
