import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type KeyKind, type Permission, ROLLBAR_SCOPES, type Role } from '../model/credentials.ts';
import {
  addPerson,
  addTeam,
  firstRunOf,
  NOW_MS,
  openTestAccess,
  passTime,
  signIn,
  signInByLink,
  type TestAccess,
} from './access.kit.ts';
import type { Environment, SessionPrincipal } from './principal.ts';

let path: string;
let test: TestAccess;
let environment: Environment;
let owner: SessionPrincipal;
beforeEach(async () => {
  path = join(mkdtempSync(join(tmpdir(), 'combray-access-')), 'control.db');
  test = await openTestAccess({ path });
  const made = await firstRunOf(test);
  environment = made.environment;
  owner = await signInByLink(test, made.signInToken);
});
afterEach(() => test.control.close());

const create = (kind: KeyKind, permissions?: readonly Permission[], by = owner) =>
  test.access.keys.create(by, environment, { kind, name: `my ${kind}`, permissions });
const revoke = (keyId: string, by = owner, at = environment) => test.access.keys.revoke(by, at, keyId);
const known = (text: string) => test.access.directory.authenticate(text);

async function personWith(role: Role): Promise<SessionPrincipal> {
  await addPerson(test, { email: `${role}@example.com`, teamId: environment.teamId, role });
  return (await signIn(test, `${role}@example.com`)).session;
}

describe('a new key', () => {
  it.each<[KeyKind, readonly Permission[] | undefined, readonly Permission[]]>([
    ['ingest', undefined, ['create_datasets']],
    // An ingest key is there to send, whatever it asks for.
    ['ingest', ['run_queries'], ['create_datasets']],
    ['configuration', ['run_queries', 'send_events'], ['run_queries', 'send_events']],
    ['configuration', [], []],
    ['management', ['run_queries'], []],
    ['rollbar_project', undefined, ROLLBAR_SCOPES],
    ['rollbar_project', ['read', 'post_server_item'], ['read', 'post_server_item']],
    ['rollbar_account', undefined, ['read', 'write']],
  ])('of kind %s that asks for %j holds %j', async (kind, asked, permissions) => {
    const { key, text } = await create(kind, asked);
    expect(key).toMatchObject({ kind, permissions, createdAtMs: NOW_MS, createdBy: 'Owner', revokedAtMs: null });
    expect(known(text)).toMatchObject({
      keyId: key.id,
      keyKind: kind,
      permissions,
      environment: kind === 'management' ? undefined : environment,
    });
  });

  it('of AWS is known by its id, not by its secret', async () => {
    const { key, text } = await create('aws');
    expect(key).toMatchObject({ id: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/), permissions: [] });
    expect(test.access.directory.findAwsKey(key.id)).toMatchObject({ secret: text, key: { environment } });
    expect(known(text)).toBeUndefined();
    await revoke(key.id);
    expect(test.access.directory.findAwsKey(key.id)).toBeUndefined();
  });

  it.each<[KeyKind, Permission]>([
    ['configuration', 'read'],
    ['rollbar_project', 'send_events'],
    ['rollbar_account', 'post_server_item'],
  ])('of kind %s is not granted %s, which it does not know', async (kind, permission) => {
    await expect(create(kind, [permission])).rejects.toMatchObject({ code: 'request-invalid' });
  });

  it('has a rate limit only where it is a project’s token', async () => {
    const rateLimit = { windowSeconds: 60, count: 1_000 };
    const limited = (kind: KeyKind) => test.access.keys.create(owner, environment, { kind, name: 'x', rateLimit });
    const { key, text } = await limited('rollbar_project');
    expect([key.rateLimit, known(text)?.rateLimit]).toEqual([rateLimit, rateLimit]);
    for (const kind of ['ingest', 'rollbar_account', 'aws'] as const) {
      await expect(limited(kind)).rejects.toMatchObject({ code: 'request-invalid' });
    }
  });

  it('of Rollbar stands in a project of its environment and in no other', async () => {
    const second = await test.access.environments.create(owner, 'Second');
    const { projects, keys } = test.access;
    const [own] = projects.list(environment.id);
    const [other] = projects.list(second.id);
    expect(known((await create('rollbar_project')).text)?.project).toEqual(own);
    const request = { kind: 'rollbar_project', name: 'x', projectId: other!.id } as const;
    await expect(keys.create(owner, environment, request)).rejects.toMatchObject({ code: 'not-found' });
    expect((await keys.create(owner, second, request)).key.projectId).toBe(other!.id);
  });

  it('is no other key: ids, hints, parts and neighbours are unknown', async () => {
    const { key, text } = await create('ingest');
    for (const other of [key.id, key.hint, text.slice(0, -1), `${text} `, text.toUpperCase(), '', '\0']) {
      expect(known(other)).toBeUndefined();
    }
  });

  it.each<[Role, KeyKind, boolean]>([
    ['admin', 'management', true],
    ['member', 'management', false],
    ['member', 'configuration', true],
    ['member', 'rollbar_project', true],
    ['member', 'aws', true],
    ['admin', 'rollbar_account', true],
    ['member', 'rollbar_account', false],
  ])('by a person who is %s, kind %s: %s', async (role, kind, isAllowed) => {
    const made = create(kind, undefined, await personWith(role));
    if (isAllowed) await expect(made).resolves.toMatchObject({ key: { kind, createdBy: `${role}@example.com` } });
    else await expect(made).rejects.toMatchObject({ code: 'scope-missing' });
  });
});

describe('keys for senders', () => {
  it('are one of each kind that an SDK sends with, and work', async () => {
    const made = await test.access.keys.createForSenders(owner, environment, 'shop');
    const { directory } = test.access;
    expect(known(made.ingestKey)).toMatchObject({ keyKind: 'ingest', environment, name: 'shop' });
    expect(known(made.rollbarServerToken)).toMatchObject({ permissions: ['post_server_item'], environment });
    expect(known(made.rollbarClientToken)).toMatchObject({ permissions: ['post_client_item'], environment });
    expect(directory.findAwsKey(made.awsKey.id)?.secret).toBe(made.awsKey.secret);
  });
});

describe('the text of a key', () => {
  const show = (keyId: string, by = owner, at = environment) => test.access.keys.reveal(by, at, keyId);

  it('of Rollbar is shown again to whoever may make one, and the audit log says so', async () => {
    const member = await personWith('member');
    const project = await create('rollbar_project');
    const account = await create('rollbar_account');
    expect(await show(project.key.id, member)).toBe(project.text);
    const [shown] = await test.access.audit.list(environment.teamId);
    expect(shown).toMatchObject({ actor: 'member@example.com', action: 'key.show', subject: project.key.id });
    expect(await show(account.key.id)).toBe(account.text);
    await expect(show(account.key.id, member)).rejects.toMatchObject({ code: 'scope-missing' });
  });

  it('is not shown of other kinds, in other environments, or when it is revoked', async () => {
    for (const kind of ['ingest', 'configuration', 'management', 'aws'] as const) {
      const { key } = await create(kind);
      await expect(show(key.id)).rejects.toMatchObject({ code: 'not-found' });
    }
    const { key } = await create('rollbar_project');
    const second = await test.access.environments.create(owner, 'Second');
    await expect(show(key.id, owner, second)).rejects.toMatchObject({ code: 'not-found' });
    await revoke(key.id);
    await expect(show(key.id)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the list of keys', () => {
  it('has valid ones first, newest first, those of the environment and of the team', async () => {
    test.clock.advance(1);
    const old = await create('ingest');
    test.clock.advance(1);
    const young = await create('management');
    const list = async (of = environment) => (await test.access.keys.list(of)).map(({ id }) => id);
    expect((await list()).slice(0, 2)).toEqual([young.key.id, old.key.id]);
    await revoke(young.key.id);
    expect((await list())[0]).toBe(old.key.id);
    expect((await list()).at(-1)).toBe(young.key.id);
    const second = await test.access.environments.create(owner, 'Second');
    expect(await list(second)).not.toContain(old.key.id);
    const own = new Set(await list());
    expect((await list(await addTeam(test, 'foreign'))).filter((id) => own.has(id))).toEqual([]);
  });
});

describe('a revoked key', () => {
  it('is refused when the revocation is answered, and stays in the list', async () => {
    const { key, text } = await create('configuration');
    await revoke(key.id);
    expect(known(text)).toBeUndefined();
    const listed = (await test.access.keys.list(environment)).find(({ id }) => id === key.id);
    expect(listed?.revokedAtMs).toBe(NOW_MS);
    await expect(revoke(key.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is only ever one of one’s own environment', async () => {
    const { key, text } = await create('ingest');
    const second = await test.access.environments.create(owner, 'Second');
    const foreign = await addTeam(test, 'foreign');
    for (const at of [second, foreign]) {
      await expect(revoke(key.id, owner, at)).rejects.toMatchObject({ code: 'not-found' });
    }
    expect(known(text)).toBeDefined();
  });

  it('of the management kind needs an admin', async () => {
    const { key } = await create('management');
    await expect(revoke(key.id, await personWith('member'))).rejects.toMatchObject({ code: 'scope-missing' });
    await revoke(key.id, await personWith('admin'));
  });

  it('is told in the audit log, as its making was', async () => {
    const { key } = await create('ingest');
    test.clock.advance(5);
    await revoke(key.id);
    const [revoked, created] = await test.access.audit.list(environment.teamId);
    const told = { actor: 'Owner', subject: key.id, detail: 'ingest: my ingest' };
    expect(revoked).toEqual({ ...told, action: 'key.revoke', atMs: NOW_MS + 5 });
    expect(created).toEqual({ ...told, action: 'key.create', atMs: NOW_MS });
  });
});

describe('another process', () => {
  let other: TestAccess;
  let refresh: { close(): Promise<void> };
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    other = await openTestAccess({ path });
    refresh = await other.access.start();
  });
  afterEach(async () => {
    await refresh.close();
    await other.control.close();
    vi.useRealTimers();
  });

  it('knows keys and environments within a second, and forgets revoked ones as fast', async () => {
    const { key, text } = await create('ingest');
    const made = await test.access.environments.create(owner, 'Second');
    expect(other.access.directory.authenticate(text)).toBeUndefined();
    await passTime(1_000);
    expect(other.access.directory.authenticate(text)?.keyId).toBe(key.id);
    expect(other.access.directory.findEnvironment(environment.teamId, 'second')).toEqual(made);
    await revoke(key.id);
    await passTime(1_000);
    expect(other.access.directory.authenticate(text)).toBeUndefined();
  });

  const lastUsed = async (keyId: string) =>
    (await test.access.keys.list(environment)).find(({ id }) => id === keyId)?.lastUsedAtMs;

  it('writes when a key was last used after a minute at most', async () => {
    const { key, text } = await create('ingest');
    await passTime(1_000);
    other.access.directory.authenticate(text);
    other.clock.advance(7);
    other.access.directory.authenticate(text);
    expect(await lastUsed(key.id)).toBeNull();
    await passTime(60_000);
    await expect.poll(() => lastUsed(key.id)).toBe(NOW_MS + 7);
  });

  it('writes it too when it ends', async () => {
    const { key, text } = await create('ingest');
    await passTime(1_000);
    other.access.directory.authenticate(text);
    await refresh.close();
    expect(await lastUsed(key.id)).toBe(NOW_MS);
  });
});
