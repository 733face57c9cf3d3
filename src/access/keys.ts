import { assert } from '../base/assert.ts';
import { nextCounter } from '../control/index.ts';
import { isRoleAtLeast, type KeyKind } from '../model/credentials.ts';
import { CombrayError } from '../model/errors.ts';
import type { ProjectId } from '../model/ids.ts';
import { findValidKey, type Key, markKeyRevoked, readKeysOfEnvironment, readSealedText } from './keys-repo.ts';
import { auditKey, type KeyCreation, type MadeKey, makeKey } from './make-key.ts';
import type { AccessParts } from './parts.ts';
import { actorName, type Environment, type Project, type SessionPrincipal } from './principal.ts';
import { makeSenderKeys, type SenderKeys } from './sender-keys.ts';

export interface Keys {
  /** Keys of the environment and management keys of its team, valid ones first, newest first. */
  list(environment: Environment): Promise<Key[]>;
  /** `text` is what a client sends; of the kinds of Honeycomb it is never seen again. */
  create(session: SessionPrincipal, environment: Environment, request: KeyCreation): Promise<MadeKey>;
  /** One of each kind that SDKs send with, named `name`. */
  createForSenders(session: SessionPrincipal, environment: Environment, name: string): Promise<SenderKeys>;
  /** The text of a Rollbar token. Rejects with `not-found` for every other key. */
  reveal(session: SessionPrincipal, environment: Environment, keyId: string): Promise<string>;
  /** Refused from then on, when this resolves. */
  revoke(session: SessionPrincipal, environment: Environment, keyId: string): Promise<void>;
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
      const made = await control.transaction((trx) => makeKey(trx, parts, creation));
      await directory.refresh();
      return made;
    },
    async createForSenders(session, environment, name) {
      const projectId = firstProject(directory.projectsOf(environment.id)).id;
      const whose = { environment, projectId, name, createdBy: actorName(session.user) };
      const made = await control.transaction((trx) => makeSenderKeys(trx, parts, whose));
      await directory.refresh();
      return made;
    },
    async reveal(session, { teamId, id: environmentId, slug }, keyId) {
      return control.transaction(async (trx) => {
        const key = await findValidKey(trx, { teamId, environmentId, keyId });
        const sealed = key && SHOWN_AGAIN.has(key.kind) ? await readSealedText(trx, keyId) : null;
        if (!key || sealed === null) throw new CombrayError('not-found', `no key '${keyId}' in '${slug}' to show`);
        requireRoleFor(key.kind, session);
        const text = sealer.open(sealed);
        if (text === undefined) throw new CombrayError('not-found', 'this token was sealed under another secret key');
        await auditKey(trx, 'key.show', actorName(session.user), key, clock.nowMs());
        return text;
      });
    },
    async revoke(session, environment, keyId) {
      await control.transaction(async (trx) => {
        const key = await findValidKey(trx, { teamId: environment.teamId, environmentId: environment.id, keyId });
        if (!key) throw new CombrayError('not-found', `no key '${keyId}' in '${environment.slug}'`);
        requireRoleFor(key.kind, session);
        const nowMs = clock.nowMs();
        await markKeyRevoked(trx, keyId, nowMs);
        await nextCounter(trx, 'access_version');
        await auditKey(trx, 'key.revoke', actorName(session.user), key, nowMs);
      });
      await directory.refresh();
    },
  };
}

/** Rollbar shows its tokens to whoever may make them; of an AWS key the secret is shown when it is made, and never again. */
const SHOWN_AGAIN: ReadonlySet<KeyKind> = new Set(['rollbar_project', 'rollbar_account']);

/** A token of another environment's project would write there. */
function projectOf({ kind, projectId }: KeyCreation, projects: readonly Project[]): ProjectId | undefined {
  if (kind !== 'rollbar_project') return undefined;
  if (projectId === undefined) return firstProject(projects).id;
  const project = projects.find(({ id }) => id === projectId);
  if (!project) throw new CombrayError('not-found', 'there is no such project in this environment');
  return project.id;
}

/** Every environment gets one with its making, or at the first start of a version that knows projects. */
function firstProject([first]: readonly Project[]): Project {
  assert(first !== undefined, 'an environment has a project');
  return first;
}

/** A management key makes environments and keys, which a member may not. */
function requireRoleFor(kind: KeyKind, session: SessionPrincipal): void {
  const isForTeam = kind === 'management' || kind === 'rollbar_account';
  if (isForTeam && !isRoleAtLeast(session.role, 'admin')) {
    throw new CombrayError('scope-missing', 'keys of the whole team are for owners and admins');
  }
}
