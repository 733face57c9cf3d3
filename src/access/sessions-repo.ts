import type { ControlDb, ControlTransaction } from '../control/index.ts';
import type { Role } from '../model/credentials.ts';
import type { SessionPrincipal } from './principal.ts';

/** A session or a sign-in link as it is kept: both are a token that stands for a user in a team. */
export interface StoredToken {
  readonly tokenHash: string;
  readonly userId: string;
  readonly teamId: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export async function insertSession(trx: ControlTransaction, session: StoredToken): Promise<void> {
  await trx.insertInto('session').values(tokenRow(session)).execute();
}

export async function insertSignInLink(trx: ControlTransaction, link: StoredToken): Promise<void> {
  await trx
    .insertInto('sign_in_link')
    .values({ ...tokenRow(link), used_at_ms: null })
    .execute();
}

function tokenRow(token: StoredToken) {
  return {
    token_hash: token.tokenHash,
    user_id: token.userId,
    team_id: token.teamId,
    created_at_ms: token.createdAtMs,
    expires_at_ms: token.expiresAtMs,
  };
}

/** Undefined when the session is unknown or over, or its user is no longer a member of its team. */
export async function findSession(
  db: ControlDb,
  tokenHash: string,
  nowMs: number,
): Promise<SessionPrincipal | undefined> {
  const row = await db
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.user_id')
    .innerJoin('team', 'team.id', 'session.team_id')
    .innerJoin('membership', (join) =>
      join.onRef('membership.user_id', '=', 'session.user_id').onRef('membership.team_id', '=', 'session.team_id'),
    )
    .select(['user.id as userId', 'user.email', 'user.name as userName', 'user.password_hash', 'membership.role'])
    .select(['team.id as teamId', 'team.slug', 'team.name as teamName'])
    .where('session.token_hash', '=', tokenHash)
    .where('session.expires_at_ms', '>', nowMs)
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    kind: 'session',
    sessionHash: tokenHash,
    user: { id: row.userId, email: row.email ?? '', name: row.userName, hasPassword: row.password_hash !== null },
    team: { id: row.teamId, slug: row.slug, name: row.teamName },
    role: row.role as Role,
  };
}

export async function deleteSession(trx: ControlTransaction, tokenHash: string): Promise<void> {
  await trx.deleteFrom('session').where('token_hash', '=', tokenHash).execute();
}

export async function deleteOtherSessions(
  trx: ControlTransaction,
  session: { userId: string; keptTokenHash: string },
): Promise<void> {
  await trx
    .deleteFrom('session')
    .where('user_id', '=', session.userId)
    .where('token_hash', '!=', session.keptTokenHash)
    .execute();
}

export async function deleteExpiredTokens(trx: ControlTransaction, nowMs: number): Promise<void> {
  await trx.deleteFrom('session').where('expires_at_ms', '<=', nowMs).execute();
  await trx.deleteFrom('sign_in_link').where('expires_at_ms', '<=', nowMs).execute();
}

/** Marks the link used and tells whose it is; undefined when it is unknown, over or used already. */
export async function takeSignInLink(
  trx: ControlTransaction,
  tokenHash: string,
  nowMs: number,
): Promise<{ userId: string; teamId: string } | undefined> {
  const row = await trx
    .updateTable('sign_in_link')
    .set({ used_at_ms: nowMs })
    .where('token_hash', '=', tokenHash)
    .where('used_at_ms', 'is', null)
    .where('expires_at_ms', '>', nowMs)
    .returning(['user_id', 'team_id'])
    .executeTakeFirst();
  return row && { userId: row.user_id, teamId: row.team_id };
}
