import { type ControlDb, type ControlTransaction, nextCounter } from '../control/index.ts';
import type { Role } from '../model/credentials.ts';
import type { EnvironmentId } from '../model/ids.ts';
import type { Environment, Team } from './principal.ts';

/** Whether a first run has taken place. */
export async function hasTeam(db: ControlDb | ControlTransaction): Promise<boolean> {
  return (await db.selectFrom('team').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function insertTeam(trx: ControlTransaction, team: Team, nowMs: number): Promise<void> {
  await trx
    .insertInto('team')
    .values({ ...team, created_at_ms: nowMs })
    .execute();
}

export async function insertMembership(
  trx: ControlTransaction,
  membership: { teamId: string; userId: string; role: Role },
  nowMs: number,
): Promise<void> {
  const { teamId, userId, role } = membership;
  await trx.insertInto('membership').values({ team_id: teamId, user_id: userId, role, created_at_ms: nowMs }).execute();
}

/** Undefined when the team has an environment of that slug. */
export async function insertEnvironment(
  trx: ControlTransaction,
  environment: Omit<Environment, 'id'>,
  nowMs: number,
): Promise<Environment | undefined> {
  const { teamId, slug, name } = environment;
  const id = (await nextCounter(trx, 'environment_id')) as EnvironmentId;
  const row = await trx
    .insertInto('environment')
    .values({ id, team_id: teamId, slug, name, created_at_ms: nowMs })
    .onConflict((conflict) => conflict.columns(['team_id', 'slug']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row && { id, ...environment };
}

export async function readTeams(db: ControlDb): Promise<Team[]> {
  return db.selectFrom('team').select(['id', 'slug', 'name']).execute();
}

/** All environments of all teams, oldest first. */
export async function readEnvironments(db: ControlDb | ControlTransaction): Promise<Environment[]> {
  const rows = await db.selectFrom('environment').select(['id', 'team_id', 'slug', 'name']).orderBy('id').execute();
  return rows.map((row) => ({ id: row.id as EnvironmentId, teamId: row.team_id, slug: row.slug, name: row.name }));
}

/** The owner who has been there longest, and their team: whom a set-up from the command line stands for. */
export async function findFirstOwner(
  db: ControlDb | ControlTransaction,
): Promise<{ teamId: string; userId: string } | undefined> {
  const row = await db
    .selectFrom('membership')
    .select(['team_id', 'user_id'])
    .where('role', '=', 'owner' satisfies Role)
    .orderBy('created_at_ms')
    .limit(1)
    .executeTakeFirst();
  return row && { teamId: row.team_id, userId: row.user_id };
}
