import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../base/log.ts';
import { systemRandomBytes } from '../base/random.ts';
import { createSealer } from '../base/seal.ts';
import { addPerson, firstRunOf, openTestAccess, passTime, signIn, type TestAccess, testSealer } from './access.kit.ts';
import { createDirectory, type Directory, startDirectoryRefresh } from './directory.ts';
import type { FirstRun } from './first-run.ts';
import { readValidKeys } from './keys-repo.ts';

// Real, but for the test that holds one answer back.
vi.mock('./keys-repo.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('./keys-repo.ts')>();
  return { ...original, readValidKeys: vi.fn(original.readValidKeys) };
});

let test: TestAccess;
let firstRun: FirstRun;
/** As another process would have it, over the same control store. */
let directory: Directory;

beforeEach(async () => {
  test = await openTestAccess();
  firstRun = await firstRunOf(test);
  directory = createDirectory({ ...test, sealer: testSealer, log: silentLog });
  await directory.refresh();
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await test.control.close();
});

async function revokeIngestKey(): Promise<void> {
  const { environment, ingestKey } = firstRun;
  await addPerson(test, { email: 'ada@example.com', teamId: environment.teamId, role: 'owner' });
  const { session } = await signIn(test, 'ada@example.com');
  await test.access.keys.revoke(session, environment, ingestKey.slice(0, 32));
}

describe('the directory', () => {
  it('asks the database nothing to let a key in', () => {
    const select = vi.spyOn(test.control.db, 'selectFrom');
    expect(directory.authenticate(firstRun.ingestKey)).toBeDefined();
    expect(directory.findEnvironment(firstRun.environment.teamId, 'bootcamp')).toBeDefined();
    expect(select).not.toHaveBeenCalled();
  });

  it('reads everything again only when something has changed', async () => {
    vi.mocked(readValidKeys).mockClear();
    for (let count = 0; count < 5; count++) await directory.refresh();
    expect(readValidKeys).not.toHaveBeenCalled();
    await test.access.printSetup();
    for (let count = 0; count < 5; count++) await directory.refresh();
    expect(readValidKeys).toHaveBeenCalledTimes(1);
  });

  it('does not bring a revoked key back when a refresh that began before ends last', async () => {
    await test.access.printSetup();
    let resume: () => void = () => undefined;
    const isHeld = new Promise<void>((resolve) => {
      resume = resolve;
    });
    const readNow = vi.mocked(readValidKeys).getMockImplementation()!;
    vi.mocked(readValidKeys).mockClear();
    vi.mocked(readValidKeys).mockImplementationOnce(async (db) => {
      const found = await readNow(db);
      await isHeld;
      return found;
    });
    const early = directory.refresh();
    await expect.poll(() => vi.mocked(readValidKeys).mock.calls.length).toBe(1);
    await revokeIngestKey();
    await directory.refresh();
    expect(directory.authenticate(firstRun.ingestKey)).toBeUndefined();
    resume();
    await early;
    expect(directory.authenticate(firstRun.ingestKey)).toBeUndefined();
    expect(directory.authenticate(firstRun.configurationKey)).toBeDefined();
  });

  it('refuses AWS keys that were sealed under another secret key, and names them in the log', async () => {
    const log = { ...silentLog, error: vi.fn() };
    const sealer = createSealer('another key', systemRandomBytes);
    const other = createDirectory({ ...test, sealer, log });
    await other.refresh();
    const { id } = firstRun.awsKey;
    expect(directory.findAwsKey(id)).toBeDefined();
    expect(other.findAwsKey(id)).toBeUndefined();
    expect(other.authenticate(firstRun.rollbarServerToken)).toBeDefined();
    expect(log.error).toHaveBeenCalledExactlyOnceWith({ keys: [id] }, expect.stringContaining('another secret key'));
  });

  it('keeps what it knows while the control store does not answer, says so once, and comes back', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const log = { ...silentLog, error: vi.fn() };
    const refresh = vi.spyOn(directory, 'refresh').mockRejectedValue(new Error('disk on fire'));
    const refreshing = startDirectoryRefresh(directory, log);
    await revokeIngestKey();
    await passTime(5_000);
    expect(refresh).toHaveBeenCalledTimes(10);
    expect(log.error).toHaveBeenCalledTimes(1);
    expect(directory.authenticate(firstRun.ingestKey)).toBeDefined();
    refresh.mockRestore();
    await passTime(1_000);
    expect(directory.authenticate(firstRun.ingestKey)).toBeUndefined();
    await refreshing.close();
  });
});
