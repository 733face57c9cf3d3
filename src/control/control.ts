import { Kysely, sql, type Transaction } from 'kysely';
import type { Clock } from '../base/clock.ts';
import { migrate } from './migrate.ts';
import { PortableValuePlugin } from './portable-values.ts';
import { openPostgres } from './postgres.ts';
import type { ControlSchema } from './schema.ts';
import { openSqlite } from './sqlite.ts';

export type ControlDb = Kysely<ControlSchema>;

/**
 * What writes take, so that several rules can share one transaction: SQLite has one connection, and whoever used the
 * database itself inside a transaction would wait for ever.
 */
export type ControlTransaction = Transaction<ControlSchema>;

/** A file of SQLite, or a PostgreSQL server's `postgres://` address. `path` may be `:memory:`. */
export type ControlLocation = { readonly path: string } | { readonly url: string };

export interface Control {
  readonly db: ControlDb;
  /** Runs `work` in a transaction that holds the write lock from its start. */
  transaction<T>(work: (trx: ControlTransaction) => Promise<T>): Promise<T>;
  /** Resolves when the database really answers. */
  ping(): Promise<void>;
  /** Brings the schema up to date. Rejects with `ControlOpenError` when a newer program has made it. */
  migrate(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The control store before its schema is known to be there: call `migrate` first. A file that cannot be opened throws
 * `ControlOpenError` with one clear line. A server is asked when it is needed: while it is away, everything rejects with
 * `CombrayError('store-unavailable')`.
 */
export function connectControl({ location, clock }: { location: ControlLocation; clock: Clock }): Control {
  const dialect = 'path' in location ? openSqlite(location.path) : openPostgres(location.url);
  const db = new Kysely<ControlSchema>({ dialect, plugins: [new PortableValuePlugin()] });
  return {
    db,
    transaction: (work) => db.transaction().execute(work),
    ping: async () => {
      await sql`select value from counter limit 1`.execute(db);
    },
    migrate: () => migrate(db, clock),
    close: () => db.destroy(),
  };
}

/** Connects and migrates; closes again when that fails. */
export async function openControl(options: { location: ControlLocation; clock: Clock }): Promise<Control> {
  const control = connectControl(options);
  try {
    await control.migrate();
    return control;
  } catch (error) {
    await control.close();
    throw error;
  }
}
