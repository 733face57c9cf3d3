import { Kysely, sql, type Transaction } from 'kysely';
import type { Clock } from '../base/clock.ts';
import { migrate } from './migrate.ts';
import { PortableValuePlugin } from './portable-values.ts';
import type { ControlSchema } from './schema.ts';
import { openSqlite } from './sqlite.ts';

export type ControlDb = Kysely<ControlSchema>;

/**
 * What writes take, so that several rules can share one transaction: SQLite has one connection, and whoever used the
 * database itself inside a transaction would wait for ever.
 */
export type ControlTransaction = Transaction<ControlSchema>;

export interface Control {
  readonly db: ControlDb;
  /** Runs `work` in a transaction that holds the write lock from its start. */
  transaction<T>(work: (trx: ControlTransaction) => Promise<T>): Promise<T>;
  /** Resolves when the database really answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens and migrates. Throws `ControlOpenError` with one clear line. `path` may be `:memory:`. */
export async function openControl(options: { path: string; clock: Clock }): Promise<Control> {
  const db = new Kysely<ControlSchema>({ dialect: openSqlite(options.path), plugins: [new PortableValuePlugin()] });
  try {
    await migrate(db, options.clock);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    db,
    transaction: (work) => db.transaction().execute(work),
    ping: async () => {
      await sql`select value from counter limit 1`.execute(db);
    },
    close: () => db.destroy(),
  };
}
