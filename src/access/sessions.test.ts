import { beforeEach, describe, expect, it } from 'vitest';
import { MS_PER_DAY, MS_PER_MINUTE } from '../base/time.ts';
import type { CombrayError } from '../model/errors.ts';
import { ADDRESS, addPerson, firstRunOf, openTestAccess, PASSWORD, signIn, type TestAccess } from './access.kit.ts';

let test: TestAccess;
let teamId: string;
beforeEach(async () => {
  test = await openTestAccess();
  teamId = (await firstRunOf(test)).environment.teamId;
  await addPerson(test, { email: 'ada@example.com', teamId, role: 'member' });
});

const attempt = (email: string, password: string, address = ADDRESS) =>
  test.access.sessions.signIn({ email, password, address });
const refusal = async (email: string, password: string, address?: string) => {
  const error = (await attempt(email, password, address).catch((caught: unknown) => caught)) as CombrayError;
  return { code: error.code, message: error.message };
};

describe('signing in', () => {
  it('gives a session of the person, their team and role', async () => {
    const { session } = await signIn(test, ' ADA@example.com ');
    expect(session).toMatchObject({
      role: 'member',
      user: { email: 'ada@example.com', hasPassword: true },
      team: { id: teamId, slug: 'bootcamp' },
    });
  });

  it('fails in the same words for a wrong password, an unknown address and a person without a password', async () => {
    const wrong = await refusal('ada@example.com', 'not it');
    expect(wrong).toEqual({ code: 'sign-in-failed', message: 'the e-mail address or the password is wrong' });
    expect(await refusal('nobody@example.com', PASSWORD)).toEqual(wrong);
    // The owner of a first run has neither address nor password.
    expect(await refusal('', '')).toEqual(wrong);
    expect(await refusal("' or 1=1 --", "' or 1=1 --")).toEqual(wrong);
  });

  it('is refused to one who was taken out of every team, and so are the sessions they had', async () => {
    const { token } = await signIn(test, 'ada@example.com');
    await test.control.db.deleteFrom('membership').where('role', '=', 'member').execute();
    expect(await test.access.sessions.find(token)).toBeUndefined();
    expect(await refusal('ada@example.com', PASSWORD)).toMatchObject({ code: 'sign-in-failed' });
  });

  it('stands in the audit log with its way in', async () => {
    await signIn(test, 'ada@example.com');
    const [entry] = await test.access.audit.list(teamId);
    expect(entry).toMatchObject({ actor: 'ada@example.com', action: 'session.sign-in', detail: 'password' });
  });
});

describe('guessing', () => {
  const guess = async (times: number, email: string, address?: string) => {
    for (let index = 0; index < times; index++) await refusal(email, `guess ${index}`, address);
  };

  it.each(['ada@example.com', 'nobody@example.com'])('at %s ends after ten tries, for five minutes', async (email) => {
    await guess(9, email);
    expect(await refusal(email, 'tenth')).toMatchObject({ code: 'sign-in-failed' });
    // From another address and in another spelling too; the right password does not help.
    expect(await refusal(` ${email.toUpperCase()}`, PASSWORD, '198.51.100.7')).toMatchObject({ code: 'rate-limited' });
    test.clock.advance(5 * MS_PER_MINUTE - 1);
    expect(await refusal(email, 'again')).toMatchObject({ code: 'rate-limited' });
    test.clock.advance(1);
    expect(await refusal(email, 'again')).toMatchObject({ code: 'sign-in-failed' });
  });

  it('is forgotten once the person is in', async () => {
    for (let round = 0; round < 3; round++) {
      await guess(9, 'ada@example.com');
      await signIn(test, 'ada@example.com');
    }
  });

  it('from one address ends after fifty tries, also at links, and others go on', async () => {
    for (let index = 0; index < 50; index++) await refusal(`person-${index}@example.com`, 'x');
    expect(await refusal('ada@example.com', PASSWORD)).toMatchObject({ code: 'rate-limited' });
    const byLink = test.access.sessions.signInByLink({ token: 'x', address: ADDRESS });
    await expect(byLink).rejects.toMatchObject({ code: 'rate-limited' });
    await attempt('ada@example.com', PASSWORD, '198.51.100.7');
  });
});

describe('a session', () => {
  it('lasts 30 days, to the millisecond', async () => {
    const { token } = await signIn(test, 'ada@example.com');
    test.clock.advance(30 * MS_PER_DAY - 1);
    expect(await test.access.sessions.find(token)).toBeDefined();
    test.clock.advance(1);
    expect(await test.access.sessions.find(token)).toBeUndefined();
  });

  it('is deleted when it is over and somebody signs in', async () => {
    const hashes = async () =>
      (await test.control.db.selectFrom('session').select('token_hash').execute()).map((row) => row.token_hash);
    await signIn(test, 'ada@example.com');
    test.clock.advance(30 * MS_PER_DAY);
    const { session } = await signIn(test, 'ada@example.com');
    expect(await hashes()).toEqual([session.sessionHash]);
  });

  it('ends with the sign-out, the person’s others stay', async () => {
    const here = await signIn(test, 'ada@example.com');
    const there = await signIn(test, 'ada@example.com');
    await test.access.sessions.signOut(here.session);
    expect(await test.access.sessions.find(here.token)).toBeUndefined();
    expect(await test.access.sessions.find(there.token)).toBeDefined();
    const [entry] = await test.access.audit.list(teamId);
    expect(entry).toMatchObject({ actor: 'ada@example.com', action: 'session.sign-out' });
  });

  it.each(['', 'x', "' or 1=1 --", '\0', 'x'.repeat(100_000)])('is not made of any text (%#)', async (token) => {
    expect(await test.access.sessions.find(token)).toBeUndefined();
  });
});
