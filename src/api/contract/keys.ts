import { z } from 'zod';
import { KEY_KINDS, KEY_PERMISSIONS, ROLLBAR_SCOPES } from '../../model/credentials.ts';

export {
  KEY_KINDS,
  KEY_PERMISSIONS,
  type KeyKind,
  type KeyPermission,
  type Permission,
  ROLLBAR_ACCOUNT_SCOPES,
  ROLLBAR_SCOPES,
  type RollbarScope,
} from '../../model/credentials.ts';

const permission = z.enum([...KEY_PERMISSIONS, ...ROLLBAR_SCOPES]);

const rateLimit = z.strictObject({
  /** Of a window, which begins with the first call after the one before. */
  windowSeconds: z
    .number()
    .int()
    .min(1)
    .max(30 * 86_400),
  count: z.number().int().min(1).max(1_000_000_000),
});

export const keyView = z.object({
  id: z.string(),
  kind: z.enum(KEY_KINDS),
  name: z.string(),
  permissions: z.array(permission),
  /** Of a Rollbar token; null: none. */
  rateLimit: rateLimit.nullable(),
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
  /** Configuration keys and Rollbar tokens; default: all that the kind knows. */
  permissions: z.array(permission).optional(),
  /** Rollbar project tokens; default: none. */
  rateLimit: rateLimit.optional(),
});
export type KeyRequest = z.infer<typeof keyRequest>;

/** Holds the secret: the text to paste into `x-honeycomb-team` (`ID:SECRET` for management), a Rollbar token, or an AWS secret access key. */
export const keyCreatedResponse = z.object({ key: keyView, secret: z.string() });
export type KeyCreatedResponse = z.infer<typeof keyCreatedResponse>;

/** `GET /api/ui/environments/:environment/keys/:keyId/secret`: of Rollbar tokens; 404 for all others. */
export const keySecretResponse = z.object({ secret: z.string() });
export type KeySecretResponse = z.infer<typeof keySecretResponse>;

/** `POST /api/ui/environments/:environment/sender-keys`, without a body: 201 with fresh keys of each kind that SDKs send with. */
export const senderKeysResponse = z.object({
  ingestKey: z.string(),
  /** With the scope post_server_item. */
  rollbarServerToken: z.string(),
  /** With the scope post_client_item: whoever opens a page can read its token. */
  rollbarClientToken: z.string(),
  awsKey: z.object({ id: z.string(), secret: z.string() }),
});
export type SenderKeysResponse = z.infer<typeof senderKeysResponse>;

/** `DELETE /api/ui/environments/:environment/keys/:keyId`: 204; the key is refused from then on. */

/** `GET /api/ui/audit`: newest first, at most 200. */
export const auditResponse = z.object({
  entries: z.array(
    z.object({ atMs: z.number(), actor: z.string(), action: z.string(), subject: z.string(), detail: z.string() }),
  ),
});
export type AuditResponse = z.infer<typeof auditResponse>;
