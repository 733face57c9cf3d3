import { type RandomBytes, sha256Hex } from '../base/random.ts';
import { type ControlTransaction, nextCounter } from '../control/index.ts';
import { isRoleAtLeast, KEY_PERMISSIONS, type KeyKind, type KeyPermission } from '../model/credentials.ts';
import { CombrayError } from '../model/errors.ts';
import { insertAudit } from './audit-repo.ts';
import { keyHint, makeKeyText, type NewKeyText } from './key-text.ts';
import { findValidKey, insertKey, type Key, markKeyRevoked, readKeysOfEnvironment } from './keys-repo.ts';
import type { AccessParts } from './parts.ts';
import { actorName, type Environment, type SessionPrincipal } from './principal.ts';

export interface Keys {
  /** Keys of the environment and management keys of its team, valid ones first, newest first. */
  list(environment: Environment): Promise<Key[]>;
  /** `text` is what a client sends; it is never seen again. */
  create(
    session: SessionPrincipal,
    environment: Environment,
    request: KeyCreation,
  ): Promise<{ key: Key; text: string }>;
  /** Refused from then on, when this resolves. */
  revoke(session: SessionPrincipal, environment: Environment, keyId: string): Promise<void>;
}

export interface KeyCreation {
  readonly kind: KeyKind;
  readonly name: string;
  /** Of a configuration key; all when absent. */
  readonly permissions?: readonly KeyPermission[] | undefined;
}

export function createKeys({ control, clock, directory, random }: AccessParts): Keys {
  return {
    list: (environment) => readKeysOfEnvironment(control.db, environment.teamId, environment.id),
    async create(session, environment, request) {
      requireRoleFor(request.kind, session);
      const createdBy = actorName(session.user);
      const creation = { ...request, teamId: environment.teamId, environmentId: environment.id, createdBy };
      const made = await control.transaction(async (trx) => {
        const { key, text } = await makeKey(trx, random, clock.nowMs(), creation);
        await auditKey(trx, 'key.create', createdBy, key);
        return { key, text };
      });
      await directory.refresh();
      return made;
    },
    async revoke(session, environment, keyId) {
      await control.transaction(async (trx) => {
        const key = await findValidKey(trx, { teamId: environment.teamId, environmentId: environment.id, keyId });
        if (!key) throw new CombrayError('not-found', `no key '${keyId}' in '${environment.slug}'`);
        requireRoleFor(key.kind, session);
        const nowMs = clock.nowMs();
        await markKeyRevoked(trx, keyId, nowMs);
        await nextCounter(trx, 'access_version');
        await auditKey(trx, 'key.revoke', actorName(session.user), { ...key, revokedAtMs: nowMs });
      });
      await directory.refresh();
    },
  };
}

/** A management key makes environments and keys, which a member may not. */
function requireRoleFor(kind: KeyKind, session: SessionPrincipal): void {
  if (kind === 'management' && !isRoleAtLeast(session.role, 'admin')) {
    throw new CombrayError('scope-missing', 'management keys are for owners and admins');
  }
}

export interface KeyToMake extends KeyCreation {
  readonly teamId: string;
  readonly environmentId: number;
  readonly createdBy: string;
  /** Given by the operator for automation; otherwise the key is random. */
  readonly given?: NewKeyText | undefined;
}

export async function makeKey(
  trx: ControlTransaction,
  random: RandomBytes,
  nowMs: number,
  creation: KeyToMake,
): Promise<{ key: Key; text: string }> {
  const { kind, name, teamId, createdBy } = creation;
  const { id, text } = creation.given ?? makeKeyText(kind, random, nowMs);
  const key: Key = {
    id,
    kind,
    teamId,
    environmentId: kind === 'management' ? null : creation.environmentId,
    name,
    permissions: permissionsFor(creation),
    hint: keyHint(text),
    createdAtMs: nowMs,
    createdBy,
    lastUsedAtMs: null,
    revokedAtMs: null,
  };
  await insertKey(trx, { ...key, textHash: sha256Hex(text) });
  await nextCounter(trx, 'access_version');
  return { key, text };
}

function permissionsFor({ kind, permissions }: KeyCreation): readonly KeyPermission[] {
  switch (kind) {
    case 'ingest':
      return ['create_datasets'];
    case 'configuration':
      return permissions ?? KEY_PERMISSIONS;
    case 'management':
      return [];
  }
}

export async function auditKey(trx: ControlTransaction, action: string, actor: string, key: Key): Promise<void> {
  const atMs = key.revokedAtMs ?? key.createdAtMs;
  await insertAudit(trx, key.teamId, { atMs, actor, action, subject: key.id, detail: `${key.kind}: ${key.name}` });
}
