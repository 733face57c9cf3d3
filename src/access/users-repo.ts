import type { ControlDb, ControlTransaction } from '../control/index.ts';

export interface StoredUser {
  readonly id: string;
  readonly email: string | null;
  readonly name: string;
  readonly passwordHash: string | null;
}

/** The form in which addresses are kept and compared. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

export async function insertUser(trx: ControlTransaction, user: StoredUser, nowMs: number): Promise<void> {
  const { id, email, name, passwordHash } = user;
  await trx.insertInto('user').values({ id, email, name, password_hash: passwordHash, created_at_ms: nowMs }).execute();
}

export async function findUserByEmail(
  db: ControlDb | ControlTransaction,
  email: string,
): Promise<StoredUser | undefined> {
  return findUser(db, 'email', normalizeEmail(email));
}

export async function findUserById(db: ControlDb | ControlTransaction, id: string): Promise<StoredUser | undefined> {
  return findUser(db, 'id', id);
}

async function findUser(db: ControlDb | ControlTransaction, column: 'email' | 'id', value: string) {
  const row = await db
    .selectFrom('user')
    .select(['id', 'email', 'name', 'password_hash'])
    .where(column, '=', value)
    .executeTakeFirst();
  return row && { id: row.id, email: row.email, name: row.name, passwordHash: row.password_hash };
}

export async function updateUser(trx: ControlTransaction, user: StoredUser): Promise<void> {
  await trx
    .updateTable('user')
    .set({ email: user.email, name: user.name, password_hash: user.passwordHash })
    .where('id', '=', user.id)
    .execute();
}

/** The team a person works in: the one they have been in longest. */
export async function findTeamOfUser(db: ControlDb, userId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('membership')
    .select('team_id')
    .where('user_id', '=', userId)
    .orderBy('created_at_ms')
    .limit(1)
    .executeTakeFirst();
  return row?.team_id;
}
