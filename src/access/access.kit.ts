import { inject, vi } from 'vitest';
import { createDatabase } from '../../tests/support/postgres.ts';
import { createManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { type RandomBytes, randomUlid, sha256Hex, systemRandomBytes } from '../base/random.ts';
import { createSealer } from '../base/seal.ts';
import { type Control, type ControlLocation, nextCounter, openControl } from '../control/index.ts';
import type { Role } from '../model/credentials.ts';
import { type Access, createAccess } from './access.ts';
import type { Bootstrap, FirstRun, Setup } from './first-run.ts';
import { createPasswords, type ScryptCost } from './passwords.ts';
import type { Environment, SessionPrincipal, Team } from './principal.ts';
import { makeProject } from './projects.ts';
import { insertEnvironment, insertMembership, insertTeam } from './teams-repo.ts';
import { insertUser } from './users-repo.ts';

/** A fifth of a millisecond instead of a quarter of a second. */
export const CHEAP_PASSWORDS: ScryptCost = { logN: 4, blockSize: 1, parallelism: 1 };
export const NO_BOOTSTRAP: Bootstrap = {
  configurationKey: undefined,
  managementKey: undefined,
  rollbarToken: undefined,
  rollbarAccountToken: undefined,
  awsKey: undefined,
  admin: undefined,
};
export const testSealer = createSealer('a key for tests', systemRandomBytes);
export const NOW_MS = 1_790_000_000_000;
export const PASSWORD = 'correct horse battery staple';
export const ADDRESS = '192.0.2.1';

export interface TestAccess {
  readonly control: Control;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly access: Access;
}

/**
 * Access over a control store of its own; over a file that others open too when a path is given. In the suite that runs on
 * PostgreSQL, a database takes the file's place.
 */
export async function openTestAccess({
  path = ':memory:',
  random = systemRandomBytes,
}: {
  path?: string;
  random?: RandomBytes;
} = {}): Promise<TestAccess> {
  const clock = createManualClock(NOW_MS);
  const control = await openControl({ location: await locationOf(path), clock });
  const access = createAccess({
    control,
    clock,
    random,
    sealer: testSealer,
    log: silentLog,
    passwordCost: CHEAP_PASSWORDS,
  });
  return { control, clock, access };
}

async function locationOf(path: string): Promise<ControlLocation> {
  const server = inject('postgresUrl');
  if (server === undefined) return { path };
  const name = sha256Hex(path === ':memory:' ? randomUlid(systemRandomBytes, NOW_MS) : path).slice(0, 32);
  return { url: await createDatabase(server, name) };
}

export async function firstRunOf({ access }: TestAccess, bootstrap: Partial<Bootstrap> = {}): Promise<FirstRun> {
  const made = await access.firstRun({ ...NO_BOOTSTRAP, ...bootstrap });
  if (!made) throw new Error('this control store has had its first run');
  return made;
}

export async function printSetupOf({ access }: TestAccess): Promise<Setup> {
  const made = await access.printSetup();
  if (!made) throw new Error('this control store has had no first run');
  return made;
}

const TICK_MS = 500;

/** Under fake intervals: lets their work, which a database may answer later than at once, settle after each. */
export async function passTime(ms: number): Promise<void> {
  const settleMs = inject('postgresUrl') === undefined ? 0 : 20;
  for (let leftMs = ms; leftMs > 0; leftMs -= TICK_MS) {
    await vi.advanceTimersByTimeAsync(Math.min(leftMs, TICK_MS));
    await new Promise((resolve) => setTimeout(resolve, settleMs));
  }
}

/** A second team with one environment, which no page can make yet. */
export async function addTeam({ control, clock }: TestAccess, slug: string): Promise<Environment> {
  const team: Team = { id: randomUlid(systemRandomBytes, clock.nowMs()), slug, name: slug };
  return control.transaction(async (trx) => {
    await insertTeam(trx, team, clock.nowMs());
    await nextCounter(trx, 'access_version');
    const environment = await insertEnvironment(trx, { teamId: team.id, slug, name: slug }, clock.nowMs());
    if (!environment) throw new Error('a new team has no environments');
    await makeProject({ clock, random: systemRandomBytes, sealer: testSealer }, trx, { environment, createdBy: slug });
    return environment;
  });
}

/** A member who signs in with `PASSWORD`. */
export async function addPerson(
  { control, clock }: TestAccess,
  { email, teamId, role }: { email: string; teamId: string; role: Role },
): Promise<void> {
  const passwordHash = await createPasswords(systemRandomBytes, CHEAP_PASSWORDS).hash(PASSWORD);
  const id = randomUlid(systemRandomBytes, clock.nowMs());
  await control.transaction(async (trx) => {
    await insertUser(trx, { id, email, name: role, passwordHash }, clock.nowMs());
    await insertMembership(trx, { teamId, userId: id, role }, clock.nowMs());
  });
}

/** Signs the person in; `token` is what the cookie holds. */
export async function signIn(
  { access }: TestAccess,
  email: string,
  password = PASSWORD,
): Promise<{ token: string; session: SessionPrincipal }> {
  const { token } = await access.sessions.signIn({ email, password, address: ADDRESS });
  return { token, session: await sessionOfToken(access, token) };
}

export async function signInByLink({ access }: TestAccess, link: string): Promise<SessionPrincipal> {
  const { token } = await access.sessions.signInByLink({ token: link, address: ADDRESS });
  return sessionOfToken(access, token);
}

async function sessionOfToken(access: Access, token: string): Promise<SessionPrincipal> {
  const session = await access.sessions.find(token);
  if (!session) throw new Error('a fresh session is valid');
  return session;
}
