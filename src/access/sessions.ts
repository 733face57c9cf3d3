import { addressGroup } from '../base/ip-address.ts';
import { sha256Hex } from '../base/random.ts';
import { createRateLimiter } from '../base/rate-limiter.ts';
import { MS_PER_MINUTE } from '../base/time.ts';
import type { ControlTransaction } from '../control/index.ts';
import { CombrayError } from '../model/errors.ts';
import { insertAudit } from './audit-repo.ts';
import type { AccessParts } from './parts.ts';
import { actorName, type SessionPrincipal } from './principal.ts';
import { deleteExpiredTokens, deleteSession, findSession, insertSession, takeSignInLink } from './sessions-repo.ts';
import { makeToken, SESSION_MS } from './tokens.ts';
import { findTeamOfUser, findUserByEmail, findUserById, normalizeEmail } from './users-repo.ts';

export interface NewSession {
  /** For the cookie; only its hash is kept. */
  readonly token: string;
  readonly lifeMs: number;
}

export interface Sessions {
  /** `address` is the client's, for the rate limit. Throws `sign-in-failed` or `rate-limited`. */
  signIn(request: { email: string; password: string; address: string }): Promise<NewSession>;
  /** With the token of a one-time link. */
  signInByLink(request: { token: string; address: string }): Promise<NewSession>;
  find(token: string): Promise<SessionPrincipal | undefined>;
  signOut(session: SessionPrincipal): Promise<void>;
}

const ATTEMPT_WINDOW_MS = 5 * MS_PER_MINUTE;
// A person mistypes a few times; a guesser gets 2,880 tries a day at one account.
const ATTEMPTS_PER_USER_MAX = 10;
// An office behind one address signs in together.
const ATTEMPTS_PER_ADDRESS_MAX = 50;
// About 200 bytes a key: 2 MB at most.
const KEYS_REMEMBERED_MAX = 10_000;

export function createSessions(parts: AccessParts): Sessions {
  const { control, clock, passwords, random } = parts;
  const limits = { clock, windowMs: ATTEMPT_WINDOW_MS, keysMax: KEYS_REMEMBERED_MAX };
  const perUser = createRateLimiter({ ...limits, countMax: ATTEMPTS_PER_USER_MAX });
  const perAddress = createRateLimiter({ ...limits, countMax: ATTEMPTS_PER_ADDRESS_MAX });

  async function begin(trx: ControlTransaction, whose: { userId: string; teamId: string }, how: string) {
    const nowMs = clock.nowMs();
    const user = await findUserById(trx, whose.userId);
    const actor = user?.email ?? user?.name ?? whose.userId;
    const { token, stored } = makeToken(random, whose, nowMs, SESSION_MS);
    await deleteExpiredTokens(trx, nowMs);
    await insertSession(trx, stored);
    await insertAudit(trx, whose.teamId, {
      atMs: nowMs,
      actor,
      action: 'session.sign-in',
      subject: actor,
      detail: how,
    });
    return { token, lifeMs: SESSION_MS };
  }

  return {
    async signIn({ email, password, address }) {
      // Hashed: what is remembered has a bounded size.
      const userKey = sha256Hex(normalizeEmail(email));
      if (!perAddress.tryTake(addressGroup(address)) || !perUser.tryTake(userKey)) throw tooManyAttempts();
      const user = await findUserByEmail(control.db, email);
      const isRight = await passwords.verify(password, user?.passwordHash ?? null);
      const teamId = user && (await findTeamOfUser(control.db, user.id));
      if (!isRight || !user || teamId === undefined) {
        throw new CombrayError('sign-in-failed', 'the e-mail address or the password is wrong');
      }
      perUser.reset(userKey);
      return control.transaction((trx) => begin(trx, { userId: user.id, teamId }, 'password'));
    },
    async signInByLink({ token, address }) {
      if (!perAddress.tryTake(addressGroup(address))) throw tooManyAttempts();
      return control.transaction(async (trx) => {
        const whose = await takeSignInLink(trx, sha256Hex(token), clock.nowMs());
        if (whose) return begin(trx, whose, 'one-time link');
        throw new CombrayError('sign-in-failed', 'this sign-in link is unknown, used or older than 24 hours');
      });
    },
    find: (token) => findSession(control.db, sha256Hex(token), clock.nowMs()),
    signOut: (session) =>
      control.transaction(async (trx) => {
        await deleteSession(trx, session.sessionHash);
        const actor = actorName(session.user);
        const entry = { atMs: clock.nowMs(), actor, action: 'session.sign-out', subject: actor, detail: '' };
        await insertAudit(trx, session.team.id, entry);
      }),
  };
}

function tooManyAttempts(): CombrayError {
  return new CombrayError('rate-limited', 'too many attempts to sign in, try again in five minutes');
}
