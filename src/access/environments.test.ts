import { beforeEach, describe, expect, it } from 'vitest';
import { addTeam, firstRunOf, openTestAccess, signInByLink, type TestAccess } from './access.kit.ts';
import type { SessionPrincipal } from './principal.ts';

let test: TestAccess;
let owner: SessionPrincipal;
beforeEach(async () => {
  test = await openTestAccess();
  owner = await signInByLink(test, (await firstRunOf(test)).signInToken);
});

const create = (name: string) => test.access.environments.create(owner, name);
const slugs = () => test.access.environments.list(owner.team.id).map(({ slug }) => slug);

describe('environments', () => {
  it('are known when their making is answered, oldest first, by a slug of their name', async () => {
    const made = await create('EU West');
    expect(made).toMatchObject({ slug: 'eu-west', name: 'EU West', teamId: owner.team.id });
    expect(slugs()).toEqual(['bootcamp', 'eu-west']);
    expect(test.access.directory.findEnvironment(owner.team.id, 'eu-west')).toEqual(made);
    expect(test.access.directory.firstEnvironment()?.slug).toBe('bootcamp');
  });

  it('have one slug each in their team; another team may have the same', async () => {
    await expect(create(' BOOTCAMP! ')).rejects.toMatchObject({ code: 'already-exists' });
    await addTeam(test, 'foreign');
    await create('foreign');
    expect(slugs()).toEqual(['bootcamp', 'foreign']);
  });

  it('do not take an id that a failed attempt used or that another has', async () => {
    const [first] = test.access.environments.list(owner.team.id);
    await expect(create('bootcamp')).rejects.toMatchObject({ code: 'already-exists' });
    const second = await create('second');
    const third = await create('third');
    expect(new Set([first?.id, second.id, third.id]).size).toBe(3);
  });

  it('need a letter or digit in their name', async () => {
    await expect(create('--- 🧁')).rejects.toMatchObject({ code: 'request-invalid' });
  });

  it('stand in the audit log, failed attempts do not', async () => {
    await create('Second');
    await create('second').catch(() => undefined);
    const entries = (await test.access.audit.list(owner.team.id)).filter(({ action }) => action.startsWith('env'));
    expect(entries).toEqual([
      expect.objectContaining({ actor: 'Owner', action: 'environment.create', subject: 'second', detail: 'Second' }),
    ]);
  });
});
