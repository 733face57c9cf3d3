import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../base/clock.ts';
import { controlContract } from './control.kit.ts';
import { ControlOpenError, openControl } from './index.ts';

const clock = createManualClock(1_790_000_000_000);
const newPath = () => join(mkdtempSync(join(tmpdir(), 'combray-control-')), 'control.db');

describe('the control store on SQLite', () => {
  controlContract(() => {
    const path = newPath();
    return () => openControl({ location: { path }, clock });
  });

  it('is on disk when a write is answered: WAL with a sync at each commit', async () => {
    const control = await openControl({ location: { path: newPath() }, clock });
    const pragma = async (name: string) => (await sql.raw(`pragma ${name}`).execute(control.db)).rows;
    expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await pragma('synchronous')).toEqual([{ synchronous: 2 }]);
    expect(await pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    await control.close();
  });

  it('is for its owner’s eyes only', async () => {
    const path = newPath();
    const control = await openControl({ location: { path }, clock });
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(path + suffix).mode & 0o777).toBe(0o600);
    await control.close();
  });

  it('says so when the disk is full, changes nothing, and goes on when there is room', async () => {
    const control = await openControl({ location: { path: newPath() }, clock });
    const limitPages = (count: number) => sql.raw(`pragma max_page_count = ${count}`).execute(control.db);
    const insert = () =>
      control.transaction(async (trx) => {
        for (const id of ['a', 'b']) {
          await trx
            .insertInto('team')
            .values({ id, slug: id, name: 'x'.repeat(50_000), created_at_ms: 1 })
            .execute();
        }
      });
    await limitPages(1);
    await expect(insert()).rejects.toMatchObject({ code: 'disk-full', cause: { code: 'SQLITE_FULL' } });
    expect(await control.db.selectFrom('team').selectAll().execute()).toEqual([]);
    await limitPages(1_000_000);
    await insert();
    await control.close();
  });

  it('takes the write lock at the beginning of a transaction, and lets others read', async () => {
    const path = newPath();
    const control = await openControl({ location: { path }, clock });
    const other = new Database(path, { timeout: 0 });
    await control.transaction(async () => {
      expect(() => other.exec('begin immediate')).toThrow(/locked/);
      expect(other.prepare('select count(*) as count from team').get()).toEqual({ count: 0 });
    });
    other.exec('begin immediate; rollback');
    other.close();
    await control.close();
  });

  it.each<[string, () => string]>([
    ['a folder that is not there', () => join(newPath(), 'missing', 'control.db')],
    [
      'a folder in its place',
      () => {
        const path = newPath();
        mkdirSync(path);
        return path;
      },
    ],
    [
      'a file of something else',
      () => {
        const path = newPath();
        writeFileSync(path, 'this is no database, however long it is'.repeat(100));
        return path;
      },
    ],
  ])('refuses %s in one line', async (_what, makePath) => {
    const path = makePath();
    const refusal = await openControl({ location: { path }, clock }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ControlOpenError);
    expect((refusal as Error).message).toContain(`cannot open the control store ${path}`);
    expect((refusal as Error).message).not.toContain('\n');
  });
});
