import { createRateLimiter } from '../base/rate-limiter.ts';
import { MS_PER_MINUTE } from '../base/time.ts';
import type { ControlDb, ControlTransaction } from '../control/index.ts';
import { CombrayError } from '../model/errors.ts';
import { insertAudit } from './audit-repo.ts';
import type { AccessParts } from './parts.ts';
import { actorName, type SessionPrincipal } from './principal.ts';
import { deleteOtherSessions } from './sessions-repo.ts';
import { findUserByEmail, findUserById, normalizeEmail, type StoredUser, updateUser } from './users-repo.ts';

export interface AccountChange {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly currentPassword?: string | undefined;
  readonly newPassword?: string | undefined;
}

export interface Account {
  /** A new password ends the user's other sessions. */
  change(session: SessionPrincipal, change: AccountChange): Promise<void>;
}

const PASSWORD_CHECKS = { countMax: 10, windowMs: 5 * MS_PER_MINUTE, keysMax: 10_000 };

export function createAccount(parts: AccessParts): Account {
  const { control, clock, passwords } = parts;
  const checks = createRateLimiter({ clock, ...PASSWORD_CHECKS });

  async function checkCurrentPassword(user: StoredUser, password: string | undefined): Promise<void> {
    if (user.passwordHash === null) return;
    if (!checks.tryTake(user.id)) throw new CombrayError('rate-limited', 'too many wrong passwords, wait five minutes');
    const isRight = password !== undefined && (await passwords.verify(password, user.passwordHash));
    if (!isRight) throw new CombrayError('request-invalid', 'currentPassword: this is not your current password');
    checks.reset(user.id);
  }

  async function hashNewPassword(user: StoredUser, change: AccountChange): Promise<string | undefined> {
    if (change.newPassword === undefined) return undefined;
    if (user.email === null && change.email === undefined) {
      throw new CombrayError('request-invalid', 'email: a password needs an e-mail address with it');
    }
    return passwords.hash(change.newPassword);
  }

  return {
    async change(session, change) {
      const user = await readUser(control.db, session);
      // Who holds only the session must not take the account over, by its password or by the address that signs in.
      const isNewEmail = change.email !== undefined && normalizeEmail(change.email) !== user.email;
      if (isNewEmail || change.newPassword !== undefined) await checkCurrentPassword(user, change.currentPassword);
      const passwordHash = await hashNewPassword(user, change);
      await control.transaction(async (trx) => {
        // Read again: while the password was hashed, another request may have changed the rest.
        const before = await readUser(trx, session);
        const after: StoredUser = {
          id: before.id,
          email: change.email === undefined ? before.email : normalizeEmail(change.email),
          name: change.name ?? before.name,
          passwordHash: passwordHash ?? before.passwordHash,
        };
        const holder = after.email === null ? undefined : await findUserByEmail(trx, after.email);
        if (holder && holder.id !== after.id) {
          throw new CombrayError('already-exists', `another user has the address ${after.email}`);
        }
        await updateUser(trx, after);
        if (after.passwordHash !== before.passwordHash) {
          await deleteOtherSessions(trx, { userId: after.id, keptTokenHash: session.sessionHash });
        }
        await insertAudit(trx, session.team.id, {
          atMs: clock.nowMs(),
          actor: actorName(session.user),
          action: 'account.change',
          subject: after.email ?? after.name,
          detail: changedFields(before, after),
        });
      });
    },
  };
}

async function readUser(db: ControlDb | ControlTransaction, session: SessionPrincipal): Promise<StoredUser> {
  const user = await findUserById(db, session.user.id);
  if (!user) throw new CombrayError('session-missing', 'this user no longer exists');
  return user;
}

function changedFields(before: StoredUser, after: StoredUser): string {
  const fields = [
    before.name !== after.name && 'name',
    before.email !== after.email && 'email',
    before.passwordHash !== after.passwordHash && 'password',
  ];
  return fields.filter(Boolean).join(', ');
}
