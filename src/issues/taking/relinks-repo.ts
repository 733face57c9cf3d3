import type { IssueId } from '../../model/ids.ts';
import { INTERACTIVE_BUDGET } from '../../model/query-budget.ts';
import type { OccurrenceRow } from '../../model/side-rows.ts';
import type { TelemetryStore } from '../../store/index.ts';
import { type Detachment, type IssueMerge, UNKNOWN_ENVIRONMENT } from '../deciding/decided-cluster.ts';
import { OCCURRENCE_COLUMNS, occurrenceRowOf } from '../occurrence-rows.ts';
import { IN_PROJECT, type ProjectScope } from './scope.ts';

/** Occurrences of one statement: some 10 MB as JSON. */
const PAGE = 5_000;

/** Every row of the one issue becomes the other's, in the engine itself: there may be a million. */
export async function relinkMerged(
  store: TelemetryStore,
  { environment, projectId }: ProjectScope,
  merges: readonly IssueMerge[],
): Promise<void> {
  for (const { from, into } of merges) {
    // Numbers of our own, and nothing else, are in the text.
    const numbers = [environment, projectId, from, into].map((value) => String(Number(value)));
    const [environmentText, projectText, fromText, intoText] = numbers;
    await store.command(`INSERT INTO occurrences
      SELECT * REPLACE (version + 1 AS version, toUInt64(${intoText}) AS issue_id, now64(9) AS ingested)
      FROM (SELECT * FROM occurrences FINAL
        WHERE environment = ${environmentText} AND project_id = ${projectText} AND issue_id = ${fromText})`);
  }
}

/** The first of the occurrences that stand detached, with all their tellings. */
export async function readDetached(
  store: TelemetryStore,
  scope: ProjectScope,
  { key, from }: Detachment,
): Promise<OccurrenceRow[]> {
  const environments =
    key.deploymentEnvironment === UNKNOWN_ENVIRONMENT ? ['', UNKNOWN_ENVIRONMENT] : [key.deploymentEnvironment];
  const sql = `SELECT ${OCCURRENCE_COLUMNS} FROM occurrences FINAL
    WHERE ${IN_PROJECT} AND issue_id = {from:UInt64} AND canonical_id IN (
      SELECT occurrence_id FROM occurrences FINAL
      WHERE ${IN_PROJECT} AND issue_id = {from:UInt64} AND canonical_id = occurrence_id
        AND fingerprint = {fingerprint:String} AND deployment_environment IN {environments:Array(String)}
      ORDER BY occurrence_id LIMIT ${PAGE})`;
  const params = { ...scope, from, fingerprint: key.fingerprint, environments };
  return (await store.query({ sql, params }, INTERACTIVE_BUDGET)).map(occurrenceRowOf);
}

/** Of these issues, those that have no occurrence left. */
export async function emptyIssues(
  store: TelemetryStore,
  scope: ProjectScope,
  ids: readonly IssueId[],
): Promise<IssueId[]> {
  if (ids.length === 0) return [];
  const sql = `SELECT DISTINCT issue_id FROM occurrences FINAL
    WHERE ${IN_PROJECT} AND issue_id IN {ids:Array(UInt64)} AND canonical_id = occurrence_id`;
  const rows = await store.query({ sql, params: { ...scope, ids } }, INTERACTIVE_BUDGET);
  const left = new Set(rows.map((row) => Number(row.issue_id)));
  return ids.filter((id) => !left.has(id));
}
