import { type Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../base/clock.ts';
import { type Control, ControlOpenError, nextCounter, readCounter } from './index.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';

/** Opens the same control store each time it is called, as several processes would. */
export type OpenControl = () => Promise<Control>;

const team = (id: string, name = 'Team') => ({ id, slug: id, name, created_at_ms: 1 });

const makesTable = (number: number, table: string): Migration => ({
  number,
  name: `makes ${table}`,
  up: async (db) => void (await db.schema.createTable(table).addColumn('id', 'text').execute()),
});

const fails = (number: number): Migration => ({
  number,
  name: 'fails halfway',
  up: async (db) => {
    await db.schema.createTable('half').addColumn('id', 'text').execute();
    throw new Error('no more');
  },
});

/** What every database behind `Control` has to do. `make` gives an empty one. */
export function controlContract(make: () => OpenControl): void {
  let open: OpenControl;
  let control: Control;
  const opened: Control[] = [];
  const openAnother = async () => {
    const another = await open();
    opened.push(another);
    return another;
  };

  beforeEach(async () => {
    open = make();
    control = await openAnother();
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });

  const insertTeam = (id: string, name?: string) => control.db.insertInto('team').values(team(id, name)).execute();
  const teamIds = async (of: Control) =>
    (await of.db.selectFrom('team').select('id').orderBy('id').execute()).map(({ id }) => id);

  describe('migrations', () => {
    const applied = () => sql<{ number: number }>`select * from migration order by number`.execute(control.db);
    const migrateWith = (...more: Migration[]) => migrate(control.db, createManualClock(77), [...MIGRATIONS, ...more]);
    const query = (table: string) =>
      (control.db as unknown as Kysely<Record<string, { id: string }>>).selectFrom(table);

    it('are numbered 1, 2, 3 and recorded once, however often the store is opened', async () => {
      const { rows } = await applied();
      expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, index) => index + 1));
      expect(rows.map(({ number }) => number)).toEqual(MIGRATIONS.map(({ number }) => number));
      await openAnother();
      expect((await applied()).rows).toEqual(rows);
    });

    it('run only from where the store stands, and keep its rows', async () => {
      await insertTeam('kept');
      await migrateWith(makesTable(MIGRATIONS.length + 1, 'later'));
      expect(await query('later').selectAll().execute()).toEqual([]);
      expect(await teamIds(control)).toEqual(['kept']);
      expect((await applied()).rows.at(-1)).toEqual({
        number: MIGRATIONS.length + 1,
        name: 'makes later',
        applied_at_ms: 77,
      });
    });

    it('leave the old schema when one of them fails', async () => {
      const next = MIGRATIONS.length + 1;
      await expect(migrateWith(makesTable(next, 'whole'), fails(next + 1))).rejects.toThrow('no more');
      expect((await applied()).rows).toHaveLength(MIGRATIONS.length);
      await expect(query('whole').selectAll().execute()).rejects.toThrow();
      await expect(query('half').selectAll().execute()).rejects.toThrow();
    });

    it('of a newer program are refused in one line, without touching anything', async () => {
      await migrateWith(makesTable(MIGRATIONS.length + 1, 'later'));
      const refusal = await open().catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(ControlOpenError);
      const { message } = refusal as Error;
      expect(message).toContain(`schema ${MIGRATIONS.length + 1}, this program knows up to ${MIGRATIONS.length}`);
      expect(message).not.toContain('\n');
    });
  });

  describe('transactions', () => {
    it('keep all or nothing', async () => {
      const failing = control.transaction(async (trx) => {
        await trx.insertInto('team').values(team('gone')).execute();
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      await control.transaction(async (trx) => {
        for (const id of ['a', 'b']) await trx.insertInto('team').values(team(id)).execute();
      });
      expect(await teamIds(control)).toEqual(['a', 'b']);
    });

    it('count without gaps and without repeats, and give a rolled-back number out again', async () => {
      const next = () => control.transaction((trx) => nextCounter(trx, 'audit_id'));
      await expect(
        control.transaction(async (trx) => {
          expect(await nextCounter(trx, 'audit_id')).toBe(1);
          throw new Error('back');
        }),
      ).rejects.toThrow('back');
      const numbers = await Promise.all(Array.from({ length: 20 }, next));
      expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      expect(await readCounter(control.db, 'audit_id')).toBe(20);
      expect(await readCounter(control.db, 'environment_id')).toBe(0);
    });
  });

  describe('values', () => {
    it('NUL in text becomes U+FFFD when it is written and when it is looked for', async () => {
      await insertTeam('t', 'a\0b');
      const found = (name: string) => control.db.selectFrom('team').select('name').where('name', '=', name).execute();
      expect(await found('a\0b')).toEqual([{ name: 'a\uFFFDb' }]);
      const inList = control.db.selectFrom('team').select('id').where('name', 'in', ['x', 'a\0b']);
      expect(await inList.execute()).toEqual([{ id: 't' }]);
      await control.db.updateTable('team').set({ name: 'c\0' }).execute();
      expect(await found('c\uFFFD')).toHaveLength(1);
    });

    it('booleans are 1 and 0', async () => {
      const set = (value: boolean) =>
        control.db
          .updateTable('counter')
          .set({ value: value as unknown as number })
          .where('name', '=', 'audit_id')
          .execute();
      await set(true);
      expect(await readCounter(control.db, 'audit_id')).toBe(1);
      await set(false);
      expect(await readCounter(control.db, 'audit_id')).toBe(0);
    });

    it('milliseconds come back as numbers, text as it was', async () => {
      const row = { ...team('t', "Robert'); drop table team; -- \u{1F9C1}"), created_at_ms: 1_790_000_000_123 };
      await control.db.insertInto('team').values(row).execute();
      expect(await control.db.selectFrom('team').selectAll().execute()).toEqual([row]);
    });
  });

  it('refuses what belongs to nobody and deletes what belonged to the deleted', async () => {
    const environment = { id: 1, team_id: 't', slug: 's', name: 'S', created_at_ms: 1 };
    const insert = () => control.db.insertInto('environment').values(environment).execute();
    await expect(insert()).rejects.toThrow();
    await insertTeam('t');
    await insert();
    await control.db.deleteFrom('team').execute();
    expect(await control.db.selectFrom('environment').selectAll().execute()).toEqual([]);
  });

  it('shows the writes of one connection to another', async () => {
    const other = await openAnother();
    await insertTeam('a');
    expect(await teamIds(other)).toEqual(['a']);
    await other.db.insertInto('team').values(team('b')).execute();
    expect(await teamIds(control)).toEqual(['a', 'b']);
  });

  it('answers a ping while it is open, and only then', async () => {
    const other = await open();
    await other.ping();
    await other.close();
    await expect(other.ping()).rejects.toThrow();
    await control.ping();
  });
}
