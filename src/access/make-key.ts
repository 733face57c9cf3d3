import { sha256Hex } from '../base/random.ts';
import { type ControlTransaction, nextCounter } from '../control/index.ts';
import {
  KEY_PERMISSIONS,
  type KeyKind,
  type Permission,
  ROLLBAR_ACCOUNT_SCOPES,
  ROLLBAR_SCOPES,
} from '../model/credentials.ts';
import { CombrayError } from '../model/errors.ts';
import type { ProjectId } from '../model/ids.ts';
import { insertAudit } from './audit-repo.ts';
import { keyHint, makeKeyText, type NewKeyText } from './key-text.ts';
import { insertKey, type Key } from './keys-repo.ts';
import type { AccessParts } from './parts.ts';
import type { TokenRateLimit } from './principal.ts';

export interface KeyCreation {
  readonly kind: KeyKind;
  readonly name: string;
  /** Of a configuration key or a Rollbar token; all when absent. */
  readonly permissions?: readonly Permission[] | undefined;
  /** Of a Rollbar project token; the environment's first when absent. */
  readonly projectId?: ProjectId | undefined;
  /** Of a Rollbar project token; none when absent. */
  readonly rateLimit?: TokenRateLimit | undefined;
}

/** `text` is what a client sends, or signs with. */
export interface MadeKey {
  readonly key: Key;
  readonly text: string;
}

export interface KeyToMake extends KeyCreation {
  readonly teamId: string;
  readonly environmentId: number;
  readonly createdBy: string;
  /** Given by the operator for automation; otherwise the key is random. */
  readonly given?: NewKeyText | undefined;
}

/** With its line in the audit log. */
export async function makeKey(
  trx: ControlTransaction,
  { random, clock, sealer }: Pick<AccessParts, 'random' | 'clock' | 'sealer'>,
  creation: KeyToMake,
): Promise<MadeKey> {
  const { kind, name, teamId, createdBy, rateLimit } = creation;
  checkRateLimit(kind, rateLimit);
  const nowMs = clock.nowMs();
  const { id, text } = creation.given ?? makeKeyText(kind, random, nowMs);
  const key: Key = {
    id,
    kind,
    teamId,
    environmentId: kind === 'management' ? null : creation.environmentId,
    projectId: creation.projectId ?? null,
    name,
    permissions: permissionsFor(creation),
    rateLimit,
    hint: keyHint(text),
    createdAtMs: nowMs,
    createdBy,
    lastUsedAtMs: null,
    revokedAtMs: null,
  };
  const sealedText = READABLE_AGAIN.has(kind) ? sealer.seal(text) : null;
  await insertKey(trx, { ...key, textHash: sha256Hex(text), sealedText });
  await nextCounter(trx, 'access_version');
  await auditKey(trx, 'key.create', createdBy, key);
  return { key, text };
}

/** Rollbar's account API lists tokens, and an AWS signature is checked by making it again. */
const READABLE_AGAIN: ReadonlySet<KeyKind> = new Set(['rollbar_project', 'rollbar_account', 'aws']);

/** What a kind may be granted; undefined where nobody is asked. */
const GRANTABLE: Partial<Record<KeyKind, readonly Permission[]>> = {
  configuration: KEY_PERMISSIONS,
  rollbar_project: ROLLBAR_SCOPES,
  rollbar_account: ROLLBAR_ACCOUNT_SCOPES,
};

function permissionsFor({ kind, permissions }: KeyCreation): readonly Permission[] {
  const grantable = GRANTABLE[kind];
  if (grantable === undefined) return kind === 'ingest' ? ['create_datasets'] : [];
  const wanted = permissions ?? grantable;
  const foreign = wanted.find((permission) => !grantable.includes(permission));
  if (foreign !== undefined)
    throw new CombrayError('request-invalid', `permissions: a ${kind} key knows no '${foreign}'`);
  return wanted;
}

function checkRateLimit(kind: KeyKind, rateLimit: TokenRateLimit | undefined): void {
  if (rateLimit !== undefined && kind !== 'rollbar_project') {
    throw new CombrayError('request-invalid', 'rateLimit: only a Rollbar project token has one');
  }
}

export async function auditKey(
  trx: ControlTransaction,
  action: 'key.create' | 'key.show' | 'key.revoke',
  actor: string,
  key: Key,
  atMs = key.createdAtMs,
): Promise<void> {
  await insertAudit(trx, key.teamId, { atMs, actor, action, subject: key.id, detail: `${key.kind}: ${key.name}` });
}
