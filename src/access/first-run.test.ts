import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type RandomBytes, systemRandomBytes } from '../base/random.ts';
import { MS_PER_DAY } from '../base/time.ts';
import type { Control } from '../control/index.ts';
import { KEY_PERMISSIONS, ROLLBAR_SCOPES } from '../model/credentials.ts';
import { ADDRESS, firstRunOf, NO_BOOTSTRAP, openTestAccess, printSetupOf, signIn, signInByLink } from './access.kit.ts';

const BOOTSTRAP = {
  configurationKey: 'abc123DEF456ghi789jklm',
  managementKey: { id: `hcxmk_${'0'.repeat(26)}`, secret: 's'.repeat(32) },
  rollbarToken: 'r'.repeat(32),
  rollbarAccountToken: 'a'.repeat(32),
  awsKey: { id: 'AKIAGIVEN', secret: 'z'.repeat(40) },
  admin: { email: ' Ada@Example.COM ', password: 'a long enough password' },
};

/** One of each kind of Honeycomb's and AWS's, a token of each Rollbar scope, and the two given. */
const KEYS_OF_FIRST_RUN = 4 + 4 + 2;

/** Every value of every table as one text. */
async function dump({ db }: Control): Promise<string> {
  const tables = await db.introspection.getTables();
  const rows = tables.map(async ({ name }) => (await sql`select * from ${sql.table(name)}`.execute(db)).rows);
  return JSON.stringify(await Promise.all(rows));
}

describe('the first run', () => {
  it('makes a team, the environment bootcamp, its owner, one key of each kind and a sign-in link', async () => {
    const test = await openTestAccess();
    const made = await firstRunOf(test);
    expect(made.environment).toMatchObject({ slug: 'bootcamp', name: 'bootcamp' });
    const { directory } = test.access;
    expect(directory.firstEnvironment()).toEqual(made.environment);
    const { environment } = made;
    expect(directory.authenticate(made.ingestKey)).toMatchObject({
      keyKind: 'ingest',
      permissions: ['create_datasets'],
      environment,
    });
    const configurationKey = { keyKind: 'configuration', permissions: [...KEY_PERMISSIONS], environment };
    expect(directory.authenticate(made.configurationKey)).toMatchObject(configurationKey);
    const managementKey = directory.authenticate(made.managementKey);
    expect(managementKey).toMatchObject({ keyKind: 'management', permissions: [] });
    expect(managementKey?.environment).toBeUndefined();
    const owner = await signInByLink(test, made.signInToken);
    expect(owner).toMatchObject({ role: 'owner', user: { email: '', name: 'Owner', hasPassword: false } });
  });

  it('happens once, also when two ask for it at the same moment', async () => {
    const { access, control } = await openTestAccess();
    const both = await Promise.all([access.firstRun(BOOTSTRAP), access.firstRun(BOOTSTRAP)]);
    expect(both.filter((made) => made !== undefined)).toHaveLength(1);
    expect(await access.firstRun(BOOTSTRAP)).toBeUndefined();
    for (const table of ['team', 'environment', 'user'] as const) {
      expect(await control.db.selectFrom(table).selectAll().execute()).toHaveLength(1);
    }
    expect(await control.db.selectFrom('key').selectAll().execute()).toHaveLength(KEYS_OF_FIRST_RUN);
  });

  it('leaves nothing behind when it fails at its last step, and succeeds the next time', async () => {
    let countdown = Number.POSITIVE_INFINITY;
    let draws = 0;
    const random: RandomBytes = (count) => {
      draws += 1;
      countdown -= 1;
      if (countdown < 0) throw new Error('no more randomness');
      // No byte that a secret would draw again for: every run draws as often.
      return systemRandomBytes(count).map((byte) => byte % 128);
    };
    await firstRunOf(await openTestAccess({ random }));
    const drawsOfFirstRun = draws;
    const test = await openTestAccess({ random });
    const before = await dump(test.control);
    // The last is the token of the sign-in link.
    countdown = drawsOfFirstRun - 1;
    await expect(test.access.firstRun(NO_BOOTSTRAP)).rejects.toThrow('no more randomness');
    expect(await dump(test.control)).toBe(before);
    countdown = Number.POSITIVE_INFINITY;
    await firstRunOf(test);
  });

  it('takes the keys and the owner it is given, then never again', async () => {
    const test = await openTestAccess();
    const made = await firstRunOf(test, BOOTSTRAP);
    const managementText = `${BOOTSTRAP.managementKey.id}:${BOOTSTRAP.managementKey.secret}`;
    expect(made).toMatchObject({ configurationKey: BOOTSTRAP.configurationKey, managementKey: managementText });
    const { directory } = test.access;
    expect(directory.authenticate(BOOTSTRAP.configurationKey)?.permissions).toEqual(KEY_PERMISSIONS);
    expect(directory.authenticate(managementText)?.keyId).toBe(BOOTSTRAP.managementKey.id);
    const [project] = test.access.projects.list(made.environment.id);
    const given = { keyKind: 'rollbar_project', permissions: [...ROLLBAR_SCOPES], project };
    expect(directory.authenticate(BOOTSTRAP.rollbarToken)).toMatchObject(given);
    expect(directory.authenticate(BOOTSTRAP.rollbarAccountToken)).toMatchObject({ permissions: ['read', 'write'] });
    expect(directory.findAwsKey(BOOTSTRAP.awsKey.id)?.secret).toBe(BOOTSTRAP.awsKey.secret);
    const { session } = await signIn(test, 'ada@example.com', BOOTSTRAP.admin.password);
    expect(session).toMatchObject({ role: 'owner', user: { email: 'ada@example.com', hasPassword: true } });

    const later = { ...BOOTSTRAP, configurationKey: 'other123DEF456ghi789jk' };
    expect(await test.access.firstRun(later)).toBeUndefined();
    expect(directory.authenticate(later.configurationKey)).toBeUndefined();
  });

  it('keeps no secret in any table, only what it takes to recognise one', async () => {
    const test = await openTestAccess();
    const made = await firstRunOf(test, BOOTSTRAP);
    const { token } = await signIn(test, BOOTSTRAP.admin.email, BOOTSTRAP.admin.password);
    const setup = await printSetupOf(test);
    const everything = await dump(test.control);
    const secrets = [
      made.signInToken,
      made.ingestKey.slice(-32),
      made.configurationKey,
      BOOTSTRAP.managementKey.secret,
      BOOTSTRAP.rollbarToken,
      BOOTSTRAP.rollbarAccountToken,
      BOOTSTRAP.awsKey.secret,
      made.rollbarServerToken,
      setup.rollbarClientToken,
      setup.awsKey.secret,
      BOOTSTRAP.admin.password,
      setup.signInToken,
      setup.ingestKey.slice(-32),
      token,
    ];
    for (const secret of secrets) expect(everything).not.toContain(secret);
    expect(everything).toContain(BOOTSTRAP.managementKey.id);
    expect(everything).toContain('ada@example.com');
  });

  it('is told in the audit log', async () => {
    const test = await openTestAccess();
    const { environment } = await firstRunOf(test);
    const entries = await test.access.audit.list(environment.teamId);
    expect(entries.map(({ actor, action }) => `${actor}: ${action}`)).toEqual([
      'first run: sign-in-link.create',
      ...Array<string>(8).fill('first run: key.create'),
    ]);
  });
});

describe('--print-setup', () => {
  it('makes a new link for the owner and a fresh ingest key, and leaves the old ones good', async () => {
    const test = await openTestAccess();
    const made = await firstRunOf(test);
    const first = await printSetupOf(test);
    const second = await printSetupOf(test);
    expect(first.environment).toEqual(made.environment);
    expect(new Set([made, first, second].map(({ ingestKey }) => ingestKey)).size).toBe(3);
    for (const { signInToken } of [made, first, second]) {
      expect(await signInByLink(test, signInToken)).toMatchObject({ role: 'owner' });
    }
    const entries = await test.access.audit.list(made.environment.teamId);
    expect(entries.filter(({ actor }) => actor === 'print-setup')).toHaveLength(10);
  });

  it('makes nothing where nothing is set up yet', async () => {
    const { access } = await openTestAccess();
    expect(await access.printSetup()).toBeUndefined();
  });
});

describe('a one-time link', () => {
  it('works once', async () => {
    const test = await openTestAccess();
    const { signInToken: token } = await firstRunOf(test);
    await signInByLink(test, token);
    await expect(signInByLink(test, token)).rejects.toMatchObject({ code: 'sign-in-failed' });
    await expect(signInByLink(test, `${token}x`)).rejects.toMatchObject({ code: 'sign-in-failed' });
  });

  it('works once also for two browsers at the same moment', async () => {
    const test = await openTestAccess();
    const { signInToken: token } = await firstRunOf(test);
    const both = await Promise.allSettled([signInByLink(test, token), signInByLink(test, token)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it.each([
    [MS_PER_DAY - 1, 'fulfilled'],
    [MS_PER_DAY, 'rejected'],
  ])('after %d ms is %s', async (ageMs, status) => {
    const test = await openTestAccess();
    const { signInToken: token } = await firstRunOf(test);
    test.clock.advance(ageMs);
    const [result] = await Promise.allSettled([test.access.sessions.signInByLink({ token, address: ADDRESS })]);
    expect(result.status).toBe(status);
  });
});
