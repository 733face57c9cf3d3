import { type SelectQueryBuilder, sql } from 'kysely';
import type { ControlDb, ControlSchema } from '../control/index.ts';
import type { IssueId } from '../model/ids.ts';
import type { IssueFilter } from './issue.ts';

type IssueQuery<Output> = SelectQueryBuilder<ControlSchema, 'issue', Output>;

export async function countMatching(db: ControlDb, filter: IssueFilter): Promise<number> {
  const { count } = await matching(db.selectFrom('issue'), filter)
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The newest issues first. `among`: only these. */
export async function readMatchingIds(
  db: ControlDb,
  filter: IssueFilter,
  { among, limit }: { among?: readonly IssueId[]; limit: number },
): Promise<IssueId[]> {
  if (among?.length === 0) return [];
  const query = matching(db.selectFrom('issue'), filter).select('id').orderBy('id', 'desc').limit(limit);
  const rows = await (among ? query.where('id', 'in', among) : query).execute();
  return rows.map(({ id }) => id as IssueId);
}

export async function readDeploymentEnvironments(
  db: ControlDb,
  environment: IssueFilter['environment'],
): Promise<string[]> {
  const rows = await db
    .selectFrom('issue')
    .select('deployment_environment')
    .distinct()
    .where('environment_id', '=', environment)
    .where('merged_into', 'is', null)
    .orderBy('deployment_environment')
    .limit(DEPLOYMENT_ENVIRONMENTS_MAX)
    .execute();
  return rows.map(({ deployment_environment }) => deployment_environment);
}

/** More than anybody chooses from; a sender that makes names up must not make the answer endless. */
const DEPLOYMENT_ENVIRONMENTS_MAX = 1_000;
const WORDS_MAX = 20;

function matching<Output>(query: IssueQuery<Output>, filter: IssueFilter): IssueQuery<Output> {
  let found = query.where('environment_id', '=', filter.environment).where('merged_into', 'is', null);
  const { projectIds, ids, counter, statuses, levels, deploymentEnvironments, frameworks } = filter;
  const lists = [projectIds, ids, statuses, levels, deploymentEnvironments, frameworks];
  // None of nothing matches; PostgreSQL has no empty list.
  if (lists.some((list) => list?.length === 0)) return found.where(sql<boolean>`1 = 0`);
  if (projectIds) found = found.where('project_id', 'in', projectIds);
  if (ids) found = found.where('id', 'in', ids);
  if (counter !== undefined) found = found.where('counter', '=', counter);
  if (statuses) found = found.where('status', 'in', statuses);
  if (levels) found = found.where('level', 'in', levels);
  if (deploymentEnvironments) found = found.where('deployment_environment', 'in', deploymentEnvironments);
  if (frameworks) found = found.where('framework', 'in', frameworks);
  return withWords(withAssigned(found, filter.assigned), filter.text);
}

function withAssigned<Output>(query: IssueQuery<Output>, assigned: string | undefined): IssueQuery<Output> {
  if (assigned === undefined) return query;
  if (assigned === 'nobody') return query.where('assigned_user_id', 'is', null);
  if (assigned === 'anybody') return query.where('assigned_user_id', 'is not', null);
  return query.where('assigned_user_id', '=', assigned);
}

function withWords<Output>(query: IssueQuery<Output>, text: string | undefined): IssueQuery<Output> {
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean).slice(0, WORDS_MAX);
  return words.reduce(
    (found, word) => found.where(sql<boolean>`title_search like ${likePattern(word)} escape '!'`),
    query,
  );
}

/** `%` and `_` of the word stand for themselves. */
const likePattern = (word: string): string => `%${word.replace(/[!%_]/g, '!$&')}%`;
