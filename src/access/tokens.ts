import { type RandomBytes, sha256Hex } from '../base/random.ts';
import { MS_PER_DAY } from '../base/time.ts';
import type { StoredToken } from './sessions-repo.ts';

export const SESSION_MS = 30 * MS_PER_DAY;
export const SIGN_IN_LINK_MS = MS_PER_DAY;

const TOKEN_BYTES = 32;

/** A fresh token: `token` is shown once, `stored` is kept. */
export function makeToken(
  random: RandomBytes,
  whose: { userId: string; teamId: string },
  nowMs: number,
  lifeMs: number,
): { token: string; stored: StoredToken } {
  const token = Buffer.from(random(TOKEN_BYTES)).toString('base64url');
  const { userId, teamId } = whose;
  return {
    token,
    stored: { tokenHash: sha256Hex(token), userId, teamId, createdAtMs: nowMs, expiresAtMs: nowMs + lifeMs },
  };
}
