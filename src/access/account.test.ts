import { beforeEach, describe, expect, it } from 'vitest';
import { MS_PER_MINUTE } from '../base/time.ts';
import {
  addPerson,
  firstRunOf,
  openTestAccess,
  PASSWORD,
  signIn,
  signInByLink,
  type TestAccess,
} from './access.kit.ts';
import type { AccountChange } from './account.ts';
import type { SessionPrincipal } from './principal.ts';

const NEW_PASSWORD = 'tarte aux pommes';

let test: TestAccess;
let teamId: string;
let owner: SessionPrincipal;
beforeEach(async () => {
  test = await openTestAccess();
  const made = await firstRunOf(test);
  teamId = made.environment.teamId;
  owner = await signInByLink(test, made.signInToken);
  await addPerson(test, { email: 'ada@example.com', teamId, role: 'member' });
});

const change = (session: SessionPrincipal, what: AccountChange) => test.access.account.change(session, what);

describe('an account', () => {
  it('of the first owner takes an address and a password, and both open the door afterwards', async () => {
    await change(owner, { name: 'Grace', email: ' Grace@Example.com', newPassword: NEW_PASSWORD });
    const { session } = await signIn(test, 'grace@example.com', NEW_PASSWORD);
    expect(session).toMatchObject({ role: 'owner', user: { name: 'Grace', email: 'grace@example.com' } });
  });

  it('needs an address with its password', async () => {
    const refused = change(owner, { newPassword: NEW_PASSWORD });
    await expect(refused).rejects.toMatchObject({ code: 'request-invalid', message: expect.stringMatching(/^email:/) });
  });

  it('does not take the address of another', async () => {
    await expect(change(owner, { email: 'ADA@example.com' })).rejects.toMatchObject({ code: 'already-exists' });
    const { session } = await signIn(test, 'ada@example.com');
    await change(session, { email: 'Ada@Example.com' });
  });

  it('changes nothing that is not named', async () => {
    const { session } = await signIn(test, 'ada@example.com');
    await change(session, { name: 'Ada' });
    expect((await signIn(test, 'ada@example.com')).session.user).toMatchObject({ name: 'Ada', hasPassword: true });
  });

  it('keeps both of two changes made at the same moment', async () => {
    const { session } = await signIn(test, 'ada@example.com');
    await Promise.all([
      change(session, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }),
      change(session, { name: 'Ada' }),
    ]);
    expect((await signIn(test, 'ada@example.com', NEW_PASSWORD)).session.user.name).toBe('Ada');
  });

  it('is told in the audit log by its fields, never by their secret values', async () => {
    await change(owner, { name: 'Grace', email: 'grace@example.com', newPassword: NEW_PASSWORD });
    const [entry] = await test.access.audit.list(teamId);
    expect(entry).toMatchObject({
      actor: 'Owner',
      action: 'account.change',
      subject: 'grace@example.com',
      detail: 'name, email, password',
    });
  });
});

describe('a change of address', () => {
  it.each([undefined, 'not it'])('needs the current password (%s)', async (currentPassword) => {
    const { session } = await signIn(test, 'ada@example.com');
    const refused = change(session, { email: 'thief@example.com', currentPassword });
    await expect(refused).rejects.toMatchObject({ code: 'request-invalid' });
    await change(session, { email: 'countess@example.com', currentPassword: PASSWORD });
    await signIn(test, 'countess@example.com', PASSWORD);
  });
});

describe('a change of password', () => {
  it('ends the person’s other sessions, and nobody else’s', async () => {
    const here = await signIn(test, 'ada@example.com');
    const there = await signIn(test, 'ada@example.com');
    await addPerson(test, { email: 'bob@example.com', teamId, role: 'viewer' });
    const bob = await signIn(test, 'bob@example.com');
    await change(here.session, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    const { sessions } = test.access;
    expect(await sessions.find(there.token)).toBeUndefined();
    expect(await sessions.find(here.token)).toBeDefined();
    expect(await sessions.find(bob.token)).toBeDefined();
    await expect(signIn(test, 'ada@example.com', PASSWORD)).rejects.toMatchObject({ code: 'sign-in-failed' });
    await signIn(test, 'ada@example.com', NEW_PASSWORD);
  });

  it.each([undefined, '', 'not it'])('needs the current one (%s)', async (currentPassword) => {
    const { session } = await signIn(test, 'ada@example.com');
    const refused = change(session, { currentPassword, newPassword: NEW_PASSWORD });
    await expect(refused).rejects.toMatchObject({
      code: 'request-invalid',
      message: expect.stringMatching(/^currentPassword:/),
    });
    await signIn(test, 'ada@example.com', PASSWORD);
  });

  it('cannot be guessed at through a stolen session', async () => {
    const { session } = await signIn(test, 'ada@example.com');
    const guess = (currentPassword: string) => change(session, { currentPassword, newPassword: NEW_PASSWORD });
    for (let index = 0; index < 10; index++) {
      await expect(guess(`guess ${index}`)).rejects.toMatchObject({ code: 'request-invalid' });
    }
    await expect(guess(PASSWORD)).rejects.toMatchObject({ code: 'rate-limited' });
    test.clock.advance(5 * MS_PER_MINUTE);
    await guess(PASSWORD);
  });
});
