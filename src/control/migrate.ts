import { type Kysely, sql } from 'kysely';
import type { Clock } from '../base/clock.ts';
import { ControlOpenError } from './control-open-error.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';

interface MigrationSchema {
  migration: { number: number; name: string; applied_at_ms: number };
}

/**
 * Brings the schema up to date, all in one transaction: two processes that start at once run it one after the other,
 * and one that is killed leaves the old schema.
 */
export async function migrate<Schema>(
  db: Kysely<Schema>,
  clock: Clock,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const trx = transaction as unknown as Kysely<MigrationSchema>;
    await sql`create table if not exists migration (
      number bigint primary key not null, name text not null, applied_at_ms bigint not null)`.execute(trx);
    const { latest } = await trx
      .selectFrom('migration')
      .select(({ fn }) => fn.max<number | null>('number').as('latest'))
      .executeTakeFirstOrThrow();
    const applied = latest ?? 0;
    if (applied > migrations.length) {
      throw new ControlOpenError(
        `the control store has schema ${applied}, this program knows up to ${migrations.length}: start a newer Combray`,
      );
    }
    for (const migration of migrations.slice(applied)) {
      await migration.up(trx as unknown as Kysely<unknown>);
      await trx
        .insertInto('migration')
        .values({ number: migration.number, name: migration.name, applied_at_ms: clock.nowMs() })
        .execute();
    }
  });
}
