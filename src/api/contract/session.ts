import { z } from 'zod';
import { PASSWORD_CHARS_MIN, ROLES } from '../../model/credentials.ts';

export { PASSWORD_CHARS_MIN, ROLES, type Role } from '../../model/credentials.ts';

export const environmentView = z.object({ slug: z.string(), name: z.string() });
export type EnvironmentView = z.infer<typeof environmentView>;

/** `GET /api/ui/session`: 200, or 401 `session-missing`. */
export const sessionResponse = z.object({
  user: z.object({ email: z.string(), name: z.string(), hasPassword: z.boolean() }),
  team: z.object({ name: z.string(), slug: z.string() }),
  role: z.enum(ROLES),
  environments: z.array(environmentView),
  version: z.string(),
  /** Where senders connect, as a person outside should type it: `http://127.0.0.1:4318`. */
  endpoints: z.object({
    origin: z.string(),
    otlpHttp: z.string(),
    otlpGrpc: z.string().optional(),
    /** Host and port. */
    xrayDaemon: z.string().optional(),
  }),
});
export type SessionResponse = z.infer<typeof sessionResponse>;

/** `POST /api/ui/session`: 204 and a cookie, or 401 `sign-in-failed`, 429 `rate-limited`. */
export const signInRequest = z.strictObject({ email: z.string().max(320), password: z.string().max(1024) });

/** `POST /api/ui/session/link`: the one-time token of a sign-in link (`/sign-in?token=...`). 204 and a cookie. */
export const signInLinkRequest = z.strictObject({ token: z.string().max(512) });

/** `PATCH /api/ui/account`. A new password or e-mail address needs the current password where there is one. 204. */
export const accountRequest = z.strictObject({
  name: z.string().trim().min(1).max(100).optional(),
  email: z.email().max(320).optional(),
  currentPassword: z.string().max(1024).optional(),
  newPassword: z.string().min(PASSWORD_CHARS_MIN).max(1024).optional(),
});
export type AccountRequest = z.infer<typeof accountRequest>;

/** `POST /api/ui/environments`: 201 with the environment, 409 `already-exists`. */
export const environmentRequest = z.strictObject({ name: z.string().trim().min(1).max(100) });

/** Body of every refusal of `/api/ui/*`. */
export const errorResponse = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
