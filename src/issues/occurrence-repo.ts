import type { EnvironmentId, IssueId, OccurrenceId, ProjectId, TraceId } from '../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { OccurrenceRow } from '../model/side-rows.ts';
import type { SqlRow, SqlValue, TelemetryStore } from '../store/index.ts';
import { OCCURRENCES } from './figures-repo.ts';
import { occurrenceOf, type TellingRows, tellingsByOccurrence } from './joined-occurrence.ts';
import type { Occurrence, OccurrencePage } from './occurrence.ts';
import { OCCURRENCE_COLUMNS, occurrenceRowOf } from './occurrence-rows.ts';

const TRACE_TELLINGS_MAX = 10_000;
const TELLINGS_MAX = 1_000;
/** Of one statement, whose text must stay below 256 KiB. */
const IDS_MAX = 1_000;

/** The newest first, of one issue or of one project. */
export async function readOccurrences(
  store: TelemetryStore,
  environment: EnvironmentId,
  of: { readonly issueId: IssueId } | { readonly projectId: ProjectId },
  { beforeId, offset = 0, limit }: OccurrencePage,
): Promise<Occurrence[]> {
  const within = 'issueId' in of ? 'issue_id = {issueId:UInt64}' : 'project_id = {projectId:UInt64}';
  const sql = `SELECT ${OCCURRENCE_COLUMNS} FROM ${OCCURRENCES} AND ${within}
    ${beforeId === undefined ? '' : 'AND occurrence_id < {beforeId:UInt64}'}
    ORDER BY occurrence_id DESC LIMIT {limit:UInt64} OFFSET {offset:UInt64}`;
  const page = beforeId === undefined ? { offset } : { beforeId, offset: 0 };
  const richest = (await ask(store, sql, { environment, ...of, ...page, limit })).map(occurrenceRowOf);
  const tellings = tellingsByOccurrence([...richest, ...(await readJoined(store, environment, of, richest))]);
  return [...tellings.values()].map(occurrenceOf);
}

/** The poorer tellings of these occurrences; they are of the same issue. */
async function readJoined(
  store: TelemetryStore,
  environment: EnvironmentId,
  of: { readonly issueId: IssueId } | { readonly projectId: ProjectId },
  richest: readonly OccurrenceRow[],
): Promise<OccurrenceRow[]> {
  const within = 'issueId' in of ? 'issue_id = {issueId:UInt64}' : 'project_id = {projectId:UInt64}';
  const sql = `SELECT ${OCCURRENCE_COLUMNS} FROM occurrences FINAL
    WHERE environment = {environment:UInt32} AND ${within} AND issue_id IN {issueIds:Array(UInt64)}
      AND canonical_id IN {ids:Array(UInt64)} AND canonical_id != occurrence_id`;
  const joined: OccurrenceRow[] = [];
  for (let at = 0; at < richest.length; at += IDS_MAX) {
    const some = richest.slice(at, at + IDS_MAX);
    const ids = some.map(({ occurrenceId }) => occurrenceId);
    const issueIds = [...new Set(some.map(({ issueId }) => issueId))];
    joined.push(...(await ask(store, sql, { environment, ...of, ids, issueIds })).map(occurrenceRowOf));
  }
  return joined;
}

/** All tellings of the failure that one of them is of, the richest first. */
export async function readTellings(
  store: TelemetryStore,
  environment: EnvironmentId,
  occurrenceId: OccurrenceId,
): Promise<TellingRows | undefined> {
  const sql = `SELECT ${OCCURRENCE_COLUMNS} FROM occurrences FINAL
    WHERE environment = {environment:UInt32} AND canonical_id != 0 AND canonical_id IN (
      SELECT canonical_id FROM occurrences FINAL
      WHERE environment = {environment:UInt32} AND occurrence_id = {occurrenceId:UInt64})
    ORDER BY occurrence_id != canonical_id, occurrence_id LIMIT ${TELLINGS_MAX}`;
  const rows = (await ask(store, sql, { environment, occurrenceId })).map(occurrenceRowOf);
  const [tellings] = tellingsByOccurrence(rows).values();
  return tellings;
}

export interface NextTo {
  readonly previousId: OccurrenceId | undefined;
  readonly nextId: OccurrenceId | undefined;
}

export async function readNextTo(
  store: TelemetryStore,
  environment: EnvironmentId,
  issueId: IssueId,
  occurrenceId: OccurrenceId,
): Promise<NextTo> {
  const sql = `SELECT maxIf(occurrence_id, occurrence_id < {occurrenceId:UInt64}) AS previous,
      minIf(occurrence_id, occurrence_id > {occurrenceId:UInt64}) AS next
    FROM ${OCCURRENCES} AND issue_id = {issueId:UInt64}`;
  const [row] = await ask(store, sql, { environment, issueId, occurrenceId });
  const idOf = (value: unknown) => (Number(value ?? 0) === 0 ? undefined : (Number(value) as OccurrenceId));
  return { previousId: idOf(row?.previous), nextId: idOf(row?.next) };
}

/** Of one page of a list; one that is larger is asked for in parts. */
const PAYLOADS_MAX = 1_000;

export async function readPayloads(
  store: TelemetryStore,
  environment: EnvironmentId,
  projectId: ProjectId,
  ids: readonly OccurrenceId[],
): Promise<Map<OccurrenceId, string>> {
  const sql = `SELECT occurrence_id, payload FROM occurrence_payloads FINAL WHERE environment = {environment:UInt32}
    AND project_id = {projectId:UInt64} AND occurrence_id IN {ids:Array(UInt64)}`;
  const payloads = new Map<OccurrenceId, string>();
  for (let at = 0; at < ids.length; at += PAYLOADS_MAX) {
    const rows = await ask(store, sql, { environment, projectId, ids: ids.slice(at, at + PAYLOADS_MAX) });
    for (const row of rows) payloads.set(Number(row.occurrence_id) as OccurrenceId, String(row.payload));
  }
  return payloads;
}

/** Of a line of text; a message may have megabytes. */
const MESSAGE_LINE_CHARS_MAX = 300;

/** First lines of what the richest tellings of these occurrences say happened, cut. */
export async function readMessageLines(
  store: TelemetryStore,
  environment: EnvironmentId,
  ids: readonly OccurrenceId[],
): Promise<Map<OccurrenceId, string>> {
  const sql = `SELECT occurrence_id, leftUTF8(extract(message, '\\\\S[^\\\\n]*'), ${MESSAGE_LINE_CHARS_MAX}) AS line
    FROM ${OCCURRENCES} AND occurrence_id IN {ids:Array(UInt64)}`;
  const lines = new Map<OccurrenceId, string>();
  for (let at = 0; at < ids.length; at += IDS_MAX) {
    const rows = await ask(store, sql, { environment, ids: ids.slice(at, at + IDS_MAX) });
    for (const row of rows) lines.set(Number(row.occurrence_id) as OccurrenceId, String(row.line));
  }
  return lines;
}

export async function readByUuid(
  store: TelemetryStore,
  environment: EnvironmentId,
  projectId: ProjectId,
  uuid: string,
): Promise<OccurrenceRow | undefined> {
  if (uuid === '') return undefined;
  const sql = `SELECT ${OCCURRENCE_COLUMNS} FROM occurrences FINAL WHERE environment = {environment:UInt32}
    AND project_id = {projectId:UInt64} AND uuid = {uuid:String} AND canonical_id != 0 LIMIT 1`;
  const [row] = await ask(store, sql, { environment, projectId, uuid });
  return row && occurrenceRowOf(row);
}

/** Every telling of every failure of which one names the trace: another may name another trace, or none. */
export async function readOfTrace(
  store: TelemetryStore,
  environment: EnvironmentId,
  traceId: TraceId,
): Promise<OccurrenceRow[]> {
  const sql = `SELECT ${OCCURRENCE_COLUMNS} FROM occurrences FINAL
    WHERE environment = {environment:UInt32} AND canonical_id != 0 AND canonical_id IN (
      SELECT canonical_id FROM occurrences FINAL
      WHERE environment = {environment:UInt32} AND trace_id = unhex({traceId:String}))
    ORDER BY time LIMIT ${TRACE_TELLINGS_MAX}`;
  return (await ask(store, sql, { environment, traceId })).map(occurrenceRowOf);
}

function ask(store: TelemetryStore, sql: string, params: Record<string, SqlValue>): Promise<SqlRow[]> {
  return store.query({ sql, params }, INTERACTIVE_BUDGET);
}
