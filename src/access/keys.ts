import { sha256Hex } from '../base/random.ts';
import { type ControlTransaction, nextCounter } from '../control/index.ts';
import {
  isRoleAtLeast,
  KEY_PERMISSIONS,
  type KeyKind,
  type Permission,
  ROLLBAR_SCOPES,
  type RollbarScope,
} from '../model/credentials.ts';
import { CombrayError } from '../model/errors.ts';
import type { ProjectId } from '../model/ids.ts';
import { insertAudit } from './audit-repo.ts';
import { keyHint, makeKeyText, type NewKeyText } from './key-text.ts';
import {
  findValidKey,
  insertKey,
  type Key,
  markKeyRevoked,
  readKeysOfEnvironment,
  readSealedText,
} from './keys-repo.ts';
import type { AccessParts } from './parts.ts';
import { actorName, type Environment, type Project, type SessionPrincipal, type TokenRateLimit } from './principal.ts';

export interface Keys {
  /** Keys of the environment and management keys of its team, valid ones first, newest first. */
  list(environment: Environment): Promise<Key[]>;
  /** `text` is what a client sends; of the kinds of Honeycomb it is never seen again. */
  create(session: SessionPrincipal, environment: Environment, request: KeyCreation): Promise<MadeKey>;
  /** The text of a Rollbar token or the secret of an AWS key. Rejects with `not-found` for every other key. */
  reveal(environment: Environment, keyId: string): Promise<string>;
  /** Refused from then on, when this resolves. */
  revoke(session: SessionPrincipal, environment: Environment, keyId: string): Promise<void>;
}

export interface KeyCreation {
  readonly kind: KeyKind;
  readonly name: string;
  /** Of a configuration key or a Rollbar token; all when absent. */
  readonly permissions?: readonly Permission[] | undefined;
  /** Of a Rollbar project token; the environment's first when absent. */
  readonly projectId?: ProjectId | undefined;
  /** Of a Rollbar token; none when absent. */
  readonly rateLimit?: TokenRateLimit | undefined;
}

export function createKeys(parts: AccessParts): Keys {
  const { control, clock, directory, sealer } = parts;
  return {
    list: (environment) => readKeysOfEnvironment(control.db, environment.teamId, environment.id),
    async create(session, environment, request) {
      requireRoleFor(request.kind, session);
      const createdBy = actorName(session.user);
      const projectId = projectOf(request, directory.projectsOf(environment.id));
      const where = { teamId: environment.teamId, environmentId: environment.id, projectId };
      const creation = { ...request, ...where, createdBy };
      const made = await control.transaction(async (trx) => {
        const { key, text } = await makeKey(trx, parts, creation);
        await auditKey(trx, 'key.create', createdBy, key);
        return { key, text };
      });
      await directory.refresh();
      return made;
    },
    async reveal({ teamId, id: environmentId, slug }, keyId) {
      const sealed = await readSealedText(control.db, { teamId, environmentId, keyId });
      const text = sealed === null ? undefined : sealer.open(sealed);
      if (text === undefined) throw new CombrayError('not-found', `no key '${keyId}' in '${slug}' that can be shown`);
      return text;
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

/** A token of another environment's project would write there. */
function projectOf({ kind, projectId }: KeyCreation, projects: readonly Project[]): ProjectId | undefined {
  if (kind !== 'rollbar_project') return undefined;
  const project = projectId === undefined ? projects[0] : projects.find(({ id }) => id === projectId);
  if (!project) throw new CombrayError('not-found', 'there is no such project in this environment');
  return project.id;
}

/** A management key makes environments and keys, which a member may not. */
function requireRoleFor(kind: KeyKind, session: SessionPrincipal): void {
  const isForTeam = kind === 'management' || kind === 'rollbar_account';
  if (isForTeam && !isRoleAtLeast(session.role, 'admin')) {
    throw new CombrayError('scope-missing', 'keys of the whole team are for owners and admins');
  }
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

export async function makeKey(
  trx: ControlTransaction,
  { random, clock, sealer }: Pick<AccessParts, 'random' | 'clock' | 'sealer'>,
  creation: KeyToMake,
): Promise<MadeKey> {
  const { kind, name, teamId, createdBy } = creation;
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
    rateLimit: creation.rateLimit,
    hint: keyHint(text),
    createdAtMs: nowMs,
    createdBy,
    lastUsedAtMs: null,
    revokedAtMs: null,
  };
  const sealedText = READABLE_AGAIN.has(kind) ? sealer.seal(text) : null;
  await insertKey(trx, { ...key, textHash: sha256Hex(text), sealedText });
  await nextCounter(trx, 'access_version');
  return { key, text };
}

/** Rollbar's account API lists tokens, and an AWS signature is checked by making it again. */
const READABLE_AGAIN: ReadonlySet<KeyKind> = new Set(['rollbar_project', 'rollbar_account', 'aws']);

const ACCOUNT_SCOPES: readonly RollbarScope[] = ['read', 'write'];

function permissionsFor({ kind, permissions }: KeyCreation): readonly Permission[] {
  switch (kind) {
    case 'ingest':
      return ['create_datasets'];
    case 'configuration':
      return permissions ?? KEY_PERMISSIONS;
    case 'rollbar_project':
      return permissions ?? ROLLBAR_SCOPES;
    case 'rollbar_account':
      return permissions ?? ACCOUNT_SCOPES;
    case 'management':
    case 'aws':
      return [];
  }
}

export async function auditKey(trx: ControlTransaction, action: string, actor: string, key: Key): Promise<void> {
  const atMs = key.revokedAtMs ?? key.createdAtMs;
  await insertAudit(trx, key.teamId, { atMs, actor, action, subject: key.id, detail: `${key.kind}: ${key.name}` });
}
