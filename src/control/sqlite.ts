import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteDialect,
  SqliteDriver,
} from 'kysely';
import { CombrayError } from '../model/errors.ts';
import { ControlOpenError } from './control-open-error.ts';

const BUSY_TIMEOUT_MS = 5_000;

/**
 * Takes the write lock when a transaction begins. A deferred one that reads before it writes fails at once with
 * SQLITE_BUSY if another process (`--print-setup`) wrote in between; the busy timeout does not apply to it.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    super({ database });
    this.#database = database;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return reportingFullDisk(await super.acquireConnection());
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** A full disk has rolled back by itself; doing it again would fail and hide why. Source: sqlite.org/lang_transaction.html, 3.1 */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** A disk without room is no bug: whoever asked may come again. */
function reportingFullDisk(connection: DatabaseConnection): DatabaseConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      try {
        return await connection.executeQuery<Row>(query);
      } catch (cause) {
        if ((cause as { code?: unknown }).code !== 'SQLITE_FULL') throw cause;
        throw new CombrayError('disk-full', 'the disk of the server is full; nothing was changed', { cause });
      }
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  };
}

class ImmediateSqliteDialect extends SqliteDialect {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    super({ database });
    this.#database = database;
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#database);
  }
}

export function openSqlite(path: string): SqliteDialect {
  try {
    // Names, addresses and hashes: for the owner's eyes. SQLite gives its -wal and -shm files the same mode.
    if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
    const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    database.pragma('journal_mode = WAL');
    // What is answered is on disk: WAL alone would only promise that for `FULL`.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    return new ImmediateSqliteDialect(database);
  } catch (cause) {
    throw new ControlOpenError(`cannot open the control store ${path}: ${(cause as Error).message}`, { cause });
  }
}
