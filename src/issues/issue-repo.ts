import type { Selectable } from 'kysely';
import type { ControlDb, ControlSchema, ControlTransaction } from '../control/index.ts';
import type { EnvironmentId, IssueId, OccurrenceId, ProjectId } from '../model/ids.ts';
import type { IssueStatus } from '../model/issue.ts';
import type { Level } from '../model/telling.ts';
import type { Issue } from './issue.ts';

export type IssueRow = Selectable<ControlSchema['issue']>;

export function issueOf(row: IssueRow): Issue {
  return {
    id: row.id as IssueId,
    counter: row.counter,
    environment: row.environment_id as EnvironmentId,
    projectId: row.project_id as ProjectId,
    deploymentEnvironment: row.deployment_environment,
    fingerprint: row.fingerprint,
    groupingVersion: row.grouping_version,
    title: row.title,
    isTitleLocked: row.title_lock === 1,
    level: row.level as Level,
    isLevelLocked: row.level_lock === 1,
    status: row.status as IssueStatus,
    resolvedInVersion: row.resolved_in_version,
    framework: row.framework,
    platform: row.platform,
    assignedUserId: row.assigned_user_id,
    activatingOccurrenceId: row.activating_occurrence_id as OccurrenceId,
    createdAtMs: row.created_at_ms,
    lastActivatedAtMs: row.activated_at_ms,
    lastResolvedAtMs: row.resolved_at_ms,
    lastMutedAtMs: row.muted_at_ms,
    lastModifiedByUserId: row.modified_by_user_id,
  };
}

/** Ids of merged issues give the ones they were merged into, by the id asked for. */
export async function readIssues(
  db: ControlDb,
  environment: EnvironmentId,
  ids: readonly IssueId[],
): Promise<Map<IssueId, Issue>> {
  if (ids.length === 0) return new Map();
  const asked = await rowsById(db, environment, ids);
  const targets = await rowsById(
    db,
    environment,
    asked.flatMap(({ merged_into }) => (merged_into === null ? [] : [merged_into as IssueId])),
  );
  const byId = new Map([...asked, ...targets].map((row) => [row.id, row]));
  const found = new Map<IssueId, Issue>();
  for (const row of asked) {
    const issue = row.merged_into === null ? row : byId.get(row.merged_into);
    if (issue) found.set(row.id as IssueId, issueOf(issue));
  }
  return found;
}

async function rowsById(db: ControlDb, environment: EnvironmentId, ids: readonly IssueId[]): Promise<IssueRow[]> {
  if (ids.length === 0) return [];
  return db.selectFrom('issue').selectAll().where('environment_id', '=', environment).where('id', 'in', ids).execute();
}

export async function readIssueRows(db: ControlDb, ids: readonly number[]): Promise<IssueRow[]> {
  if (ids.length === 0) return [];
  return db.selectFrom('issue').selectAll().where('id', 'in', ids).execute();
}

export async function readByCounter(
  db: ControlDb,
  environment: EnvironmentId,
  projectId: ProjectId,
  counter: number,
): Promise<Issue | undefined> {
  const row = await db
    .selectFrom('issue')
    .select('id')
    .where('environment_id', '=', environment)
    .where('project_id', '=', projectId)
    .where('counter', '=', counter)
    .executeTakeFirst();
  if (!row) return undefined;
  const id = row.id as IssueId;
  return (await readIssues(db, environment, [id])).get(id);
}

/** Counters follow each other without gaps within a project: the transaction holds the write lock. */
export async function nextIssueCounter(trx: ControlTransaction, projectId: ProjectId): Promise<number> {
  const row = await trx
    .selectFrom('issue')
    .select((expression) => expression.fn.max('counter').as('last'))
    .where('project_id', '=', projectId)
    .executeTakeFirst();
  return Number(row?.last ?? 0) + 1;
}

/** Which issues were merged into these, and lately: their occurrences may still name the old one. */
export async function readMergedSince(db: ControlDb, sinceMs: number): Promise<IssueRow[]> {
  return db.selectFrom('issue').selectAll().where('merged_at_ms', '>=', sinceMs).execute();
}
