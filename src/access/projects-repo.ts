import { type ControlDb, type ControlTransaction, nextCounter } from '../control/index.ts';
import type { EnvironmentId, ProjectId } from '../model/ids.ts';
import type { Project } from './principal.ts';

export async function insertProject(
  trx: ControlTransaction,
  project: Omit<Project, 'id'>,
  nowMs: number,
): Promise<Project> {
  const id = (await nextCounter(trx, 'project_id')) as ProjectId;
  const { environmentId, slug, name } = project;
  await trx
    .insertInto('project')
    .values({ id, environment_id: environmentId, slug, name, created_at_ms: nowMs })
    .execute();
  return { id, ...project };
}

/** All projects of all environments, oldest first. */
export async function readProjects(db: ControlDb | ControlTransaction): Promise<Project[]> {
  const rows = await db.selectFrom('project').select(['id', 'environment_id', 'slug', 'name']).orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id as ProjectId,
    environmentId: row.environment_id as EnvironmentId,
    slug: row.slug,
    name: row.name,
  }));
}
