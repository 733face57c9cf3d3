import {
  CompiledQuery,
  type DatabaseConnection,
  PostgresDialect,
  PostgresDriver,
  type PostgresPool,
  type PostgresQueryResult,
  type TransactionSettings,
} from 'kysely';
import pg from 'pg';
import { AssertionError, assert } from '../base/assert.ts';
import { MS_PER_SECOND } from '../base/time.ts';
import { CombrayError } from '../model/errors.ts';

const CONNECTIONS_MAX = 8;
const CONNECT_TIMEOUT_MS = 5 * MS_PER_SECOND;
/** Every statement of the control store touches a few rows; one that takes longer waits for a lock nobody gives back. */
const STATEMENT_TIMEOUT_MS = 10 * MS_PER_SECOND;
/** Any number no other program on this database takes; here the bytes of "comb". */
const WRITE_LOCK = 0x636f6d62;

/**
 * One writer at a time on the whole database, from the beginning of a transaction, as in SQLite: rules that read before
 * they write hold on both, and several processes migrate one after the other. Plain reads take no lock.
 */
class OneWriterDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await super.beginTransaction(connection, settings);
    await connection.executeQuery(CompiledQuery.raw(`select pg_advisory_xact_lock(${WRITE_LOCK})`));
  }
}

class OneWriterDialect extends PostgresDialect {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    super({ pool });
    this.#pool = pool;
  }

  override createDriver(): PostgresDriver {
    return new OneWriterDriver({ pool: this.#pool });
  }
}

/** Connects when it is first asked. `url` is `postgres://`. */
export function openPostgres(url: string): PostgresDialect {
  // Kysely's type asks for cursors too, which only `stream()` would use.
  return new OneWriterDialect(new ReportingPool(url) as unknown as PostgresPool);
}

/** A pool whose failures to reach the server are `CombrayError('store-unavailable')`: retryable, and no bug. */
class ReportingPool {
  readonly #pool: pg.Pool;

  constructor(url: string) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS_MAX,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      // A process that was stopped, or cut off, inside a transaction would keep every other from writing.
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      // A server that is gone without a word: the statement's own timeout could not come back either.
      query_timeout: STATEMENT_TIMEOUT_MS + MS_PER_SECOND,
      application_name: 'combray',
      types: { getTypeParser },
    });
    // An idle connection was lost. The pool has dropped it; whoever asks next connects anew or is told.
    this.#pool.on('error', () => undefined);
  }

  async connect(): Promise<ReportingClient> {
    return new ReportingClient(await this.#pool.connect().catch(reportAway));
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

class ReportingClient {
  readonly #client: pg.PoolClient;
  #isLost = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
    client.on('error', this.#lose);
  }

  async query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    try {
      return (await this.#client.query(text, [...values])) as unknown as PostgresQueryResult<R>;
    } catch (error) {
      if (isAway(error)) this.#lose();
      return reportAway(error);
    }
  }

  /** A connection that was lost does not go back to the pool. */
  release(): void {
    this.#client.off('error', this.#lose);
    this.#client.release(this.#isLost);
  }

  readonly #lose = (): void => {
    this.#isLost = true;
  };
}

function reportAway(error: unknown): never {
  if (sqlStateOf(error) === DISK_FULL) {
    throw new CombrayError('disk-full', 'the disk of the PostgreSQL server is full; nothing was changed', {
      cause: error,
    });
  }
  if (!isAway(error)) throw error;
  throw new CombrayError('store-unavailable', `PostgreSQL does not answer: ${(error as Error).message}`, {
    cause: error,
  });
}

// Source of these: postgresql.org "Appendix A. PostgreSQL Error Codes".
const DISK_FULL = '53100';
/**
 * Connection exception, invalid authorization, invalid catalog, transaction rollback (a deadlock), insufficient resources,
 * operator intervention (shutdown, starting up, statement timeout), system error.
 */
const AWAY_CLASSES: ReadonlySet<string> = new Set(['08', '28', '3D', '40', '53', '57', '58']);
/** Read-only (a standby), idle in a transaction for too long, no right to do this (to make tables, most likely). */
const AWAY_STATES: ReadonlySet<string> = new Set(['25006', '25P03', '42501']);

/** Whether the server, not the statement, failed, or does not let us work: what an operator mends, and no bug. */
function isAway(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return AWAY_CLASSES.has(state.slice(0, 2)) || AWAY_STATES.has(state);
  // Without an SQLSTATE it comes from the socket or the driver, or is a bug of ours: a value nobody can bind or read.
  return !(error instanceof AssertionError || error instanceof TypeError || error instanceof RangeError);
}

function sqlStateOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

const INT8 = pg.types.builtins.INT8;

/** int8 as a number, as SQLite gives it: every one of ours is below 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  return oid === INT8 ? readInt8 : pg.types.getTypeParser(oid, format as 'text');
}

function readInt8(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), 'integers of the control store are below 2^53');
  return value;
}
