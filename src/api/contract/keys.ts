import { z } from 'zod';
import { KEY_KINDS, KEY_PERMISSIONS } from '../../model/credentials.ts';

export { KEY_KINDS, KEY_PERMISSIONS, type KeyKind, type KeyPermission } from '../../model/credentials.ts';

export const keyView = z.object({
  id: z.string(),
  kind: z.enum(KEY_KINDS),
  name: z.string(),
  permissions: z.array(z.enum(KEY_PERMISSIONS)),
  /** First and last characters, to tell keys apart: `hcxik_01j9…x7Qd`. */
  hint: z.string(),
  createdAtMs: z.number(),
  createdBy: z.string(),
  lastUsedAtMs: z.number().nullable(),
  revokedAtMs: z.number().nullable(),
});
export type KeyView = z.infer<typeof keyView>;

/** `GET /api/ui/environments/:environment/keys`: newest first, revoked ones last. */
export const keysResponse = z.object({ keys: z.array(keyView) });
export type KeysResponse = z.infer<typeof keysResponse>;

/** `POST` on the same path: 201. */
export const keyRequest = z.strictObject({
  kind: z.enum(KEY_KINDS),
  name: z.string().trim().min(1).max(100),
  /** Configuration keys; default: all. */
  permissions: z.array(z.enum(KEY_PERMISSIONS)).optional(),
});
export type KeyRequest = z.infer<typeof keyRequest>;

/** The only answer that ever holds the secret: the text to paste into `x-honeycomb-team` (or `ID:SECRET` for management). */
export const keyCreatedResponse = z.object({ key: keyView, secret: z.string() });
export type KeyCreatedResponse = z.infer<typeof keyCreatedResponse>;

/** `DELETE /api/ui/environments/:environment/keys/:keyId`: 204; the key is refused from then on. */

/** `GET /api/ui/audit`: newest first, at most 200. */
export const auditResponse = z.object({
  entries: z.array(
    z.object({ atMs: z.number(), actor: z.string(), action: z.string(), subject: z.string(), detail: z.string() }),
  ),
});
export type AuditResponse = z.infer<typeof auditResponse>;
