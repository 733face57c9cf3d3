import { assert } from '../base/assert.ts';
import { randomUlid } from '../base/random.ts';
import type { ControlTransaction } from '../control/index.ts';
import { insertAudit } from './audit-repo.ts';
import { makeKeyId, type NewKeyText } from './key-text.ts';
import { type KeyToMake, makeKey } from './make-key.ts';
import type { AccessParts } from './parts.ts';
import type { Environment } from './principal.ts';
import { ensureProjects, makeProject } from './projects.ts';
import { readProjects } from './projects-repo.ts';
import { type AwsKeyPair, makeSenderKeys, type SenderKeys } from './sender-keys.ts';
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
  /** Text of a project token with every scope. */
  readonly rollbarToken: string | undefined;
  readonly rollbarAccountToken: string | undefined;
  readonly awsKey: AwsKeyPair | undefined;
  readonly admin: { readonly email: string; readonly password: string } | undefined;
}

/** For the block that is printed. */
export interface Setup extends SenderKeys {
  readonly environment: Environment;
  /** For `/sign-in?token=`; good once, for 24 hours. */
  readonly signInToken: string;
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
    const makeKeyOf = (key: Pick<KeyToMake, 'kind' | 'given' | 'projectId'>) =>
      makeKey(trx, parts, { ...common, ...key });
    const keyText = async (key: Pick<KeyToMake, 'kind' | 'given'>) => (await makeKeyOf(key)).text;
    const ingestKey = await keyText({ kind: 'ingest' });
    const configurationKey = await keyText({ kind: 'configuration', given: givenConfigurationKey(parts, bootstrap) });
    const managementKey = await keyText({ kind: 'management', given: givenManagementKey(bootstrap) });
    const { project, token } = await makeProject(parts, trx, { environment, createdBy: common.createdBy });
    await makeGivenTokens(parts, bootstrap, (key) => makeKeyOf({ ...key, projectId: project.id }));
    const aws = await makeKeyOf({ kind: 'aws', given: givenAwsKey(bootstrap) });
    const signInToken = await makeSignInLink(parts, trx, { userId: owner.id, teamId: team.id }, common.createdBy);
    return {
      environment,
      signInToken,
      ingestKey,
      configurationKey,
      managementKey,
      rollbarServerToken: token('post_server_item'),
      rollbarClientToken: token('post_client_item'),
      awsKey: { id: aws.key.id, secret: aws.text },
    };
  });
  await parts.directory.refresh();
  return made;
}

/** A new sign-in link for the first owner and fresh keys of the first environment (`--print-setup`). Undefined before a first run. */
export async function makeSetup(parts: AccessParts): Promise<Setup | undefined> {
  const owner = await findFirstOwner(parts.control.db);
  const environments = await readEnvironments(parts.control.db);
  const environment = environments.find((candidate) => candidate.teamId === owner?.teamId);
  if (!owner || !environment) return undefined;
  // The data directory may be of a version that knew no projects and has not been started since.
  await ensureProjects(parts);
  return parts.control.transaction(async (trx) => {
    const createdBy = 'print-setup';
    const project = (await readProjects(trx)).find(({ environmentId }) => environmentId === environment.id);
    assert(project, 'an environment has a project');
    const signInToken = await makeSignInLink(parts, trx, owner, createdBy);
    const whose = { environment, projectId: project.id, name: createdBy, createdBy };
    return { environment, signInToken, ...(await makeSenderKeys(trx, parts, whose)) };
  });
}

/** Those an operator gave, beside the project's own. */
async function makeGivenTokens(
  { random, clock }: AccessParts,
  { rollbarToken, rollbarAccountToken }: Bootstrap,
  make: (key: Pick<KeyToMake, 'kind' | 'given'>) => Promise<unknown>,
): Promise<void> {
  const given = { rollbar_project: rollbarToken, rollbar_account: rollbarAccountToken };
  for (const kind of ['rollbar_project', 'rollbar_account'] as const) {
    const text = given[kind];
    if (text !== undefined) await make({ kind, given: { id: makeKeyId(kind, random, clock.nowMs()), text } });
  }
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

function givenAwsKey({ awsKey }: Bootstrap): NewKeyText | undefined {
  return awsKey && { id: awsKey.id, text: awsKey.secret };
}
