import { assert } from '../base/assert.ts';
import { randomUlid } from '../base/random.ts';
import type { ControlTransaction } from '../control/index.ts';
import { insertAudit } from './audit-repo.ts';
import { makeKeyId, type NewKeyText } from './key-text.ts';
import { auditKey, type KeyToMake, makeKey } from './keys.ts';
import type { AccessParts } from './parts.ts';
import type { Environment } from './principal.ts';
import { insertSignInLink } from './sessions-repo.ts';
import {
  findFirstOwner,
  hasTeam,
  insertEnvironment,
  insertMembership,
  insertTeam,
  readEnvironments,
} from './teams-repo.ts';
import { makeToken, SIGN_IN_LINK_MS } from './tokens.ts';
import { insertUser, normalizeEmail } from './users-repo.ts';

/** Values for automation, taken on first start only. */
export interface Bootstrap {
  /** Text of the configuration key. */
  readonly configurationKey: string | undefined;
  readonly managementKey: { readonly id: string; readonly secret: string } | undefined;
  readonly admin: { readonly email: string; readonly password: string } | undefined;
}

/** For the block that is printed: every text here is shown once and kept only as a hash. */
export interface Setup {
  readonly environment: Environment;
  /** For `/sign-in?token=`; good once, for 24 hours. */
  readonly signInToken: string;
  readonly ingestKey: string;
}

export interface FirstRun extends Setup {
  readonly configurationKey: string;
  readonly managementKey: string;
}

const FIRST_NAME = 'bootcamp';
const OWNER_NAME = 'Owner';

/** Makes team, environment, owner and one key of each kind. Undefined when that has been done before. */
export async function runFirstTime(parts: AccessParts, bootstrap: Bootstrap): Promise<FirstRun | undefined> {
  const { control, clock, random, passwords } = parts;
  if (await hasTeam(control.db)) return undefined;
  // Hashing takes a quarter of a second, in which no transaction should be open.
  const passwordHash = bootstrap.admin ? await passwords.hash(bootstrap.admin.password) : null;
  const nowMs = clock.nowMs();
  const team = { id: randomUlid(random, nowMs), slug: FIRST_NAME, name: 'Bootcamp' };
  const email = bootstrap.admin ? normalizeEmail(bootstrap.admin.email) : null;
  const owner = { id: randomUlid(random, nowMs), email, name: OWNER_NAME, passwordHash };
  const made = await control.transaction(async (trx) => {
    if (await hasTeam(trx)) return undefined;
    await insertTeam(trx, team, nowMs);
    await insertUser(trx, owner, nowMs);
    await insertMembership(trx, { teamId: team.id, userId: owner.id, role: 'owner' }, nowMs);
    const environment = await insertEnvironment(trx, { teamId: team.id, slug: FIRST_NAME, name: FIRST_NAME }, nowMs);
    assert(environment, 'a new team has no environment yet');
    const common = { teamId: team.id, environmentId: environment.id, createdBy: 'first run', name: 'first run' };
    const keyText = (key: Pick<KeyToMake, 'kind' | 'given'>) => makeAuditedKey(parts, trx, { ...common, ...key });
    const ingestKey = await keyText({ kind: 'ingest' });
    const configurationKey = await keyText({ kind: 'configuration', given: givenConfigurationKey(parts, bootstrap) });
    const managementKey = await keyText({ kind: 'management', given: givenManagementKey(bootstrap) });
    const signInToken = await makeSignInLink(parts, trx, { userId: owner.id, teamId: team.id }, common.createdBy);
    return { environment, signInToken, ingestKey, configurationKey, managementKey };
  });
  await parts.directory.refresh();
  return made;
}

/** A new sign-in link for the first owner and a fresh ingest key of the first environment (`--print-setup`). Undefined before a first run. */
export async function makeSetup(parts: AccessParts): Promise<Setup | undefined> {
  const owner = await findFirstOwner(parts.control.db);
  const environments = await readEnvironments(parts.control.db);
  const environment = environments.find((candidate) => candidate.teamId === owner?.teamId);
  if (!owner || !environment) return undefined;
  return parts.control.transaction(async (trx) => {
    const createdBy = 'print-setup';
    const signInToken = await makeSignInLink(parts, trx, owner, createdBy);
    const { teamId, id: environmentId } = environment;
    const key = { kind: 'ingest', name: createdBy, teamId, environmentId, createdBy } as const;
    return { environment, signInToken, ingestKey: await makeAuditedKey(parts, trx, key) };
  });
}

async function makeAuditedKey(parts: AccessParts, trx: ControlTransaction, creation: KeyToMake): Promise<string> {
  const { key, text } = await makeKey(trx, parts.random, parts.clock.nowMs(), creation);
  await auditKey(trx, 'key.create', creation.createdBy, key);
  return text;
}

async function makeSignInLink(
  { random, clock }: AccessParts,
  trx: ControlTransaction,
  whose: { userId: string; teamId: string },
  actor: string,
): Promise<string> {
  const nowMs = clock.nowMs();
  const { token, stored } = makeToken(random, whose, nowMs, SIGN_IN_LINK_MS);
  await insertSignInLink(trx, stored);
  const entry = { atMs: nowMs, actor, action: 'sign-in-link.create', subject: whose.userId, detail: '' };
  await insertAudit(trx, whose.teamId, entry);
  return token;
}

function givenConfigurationKey({ random, clock }: AccessParts, bootstrap: Bootstrap): NewKeyText | undefined {
  const text = bootstrap.configurationKey;
  return text === undefined ? undefined : { id: makeKeyId('configuration', random, clock.nowMs()), text };
}

function givenManagementKey({ managementKey }: Bootstrap): NewKeyText | undefined {
  return managementKey && { id: managementKey.id, text: `${managementKey.id}:${managementKey.secret}` };
}
