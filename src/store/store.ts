import type { EventBatch } from '../model/event-batch.ts';
import type { EnvironmentId, RequestHash } from '../model/ids.ts';
import type { QueryBudget } from '../model/query-budget.ts';
import type { SideRows, SideTable } from '../model/side-rows.ts';

/** One request's rows: kept whole or not at all. */
export interface WriteRequest {
  readonly environment: EnvironmentId;
  /** Set for protocols whose clients resend whole requests (OTLP). */
  readonly requestHash?: RequestHash;
  /** Door and mapping version: `otlp/1`. */
  readonly source: string;
  readonly batch: EventBatch;
  /** Of rows that tell of errors, one each per row of the batch; 0 for the others. */
  readonly errors?: { readonly issueId: BigUint64Array; readonly occurrenceId: BigUint64Array };
  /** Of the X-Ray document the rows were made from: of all, or of each row. */
  readonly documentVersion?: bigint | BigUint64Array;
}

/** Spans that a newer version of an X-Ray document has replaced. */
export interface ReplacedSpans {
  readonly environment: EnvironmentId;
  /** 16 bytes. */
  readonly traceId: Uint8Array;
  /** 8 bytes each. */
  readonly spanIds: readonly Uint8Array[];
  readonly versionBelow: bigint;
}

export interface WriteOutcome {
  /** False when the store recognised a repeat of the last 10 minutes and stored nothing again. */
  readonly isNew: boolean;
}

/** Values of `{name:Type}` placeholders. They reach the engine bound, or through the one literal printer. */
export type SqlValue = string | number | bigint | boolean | Uint8Array | readonly SqlValue[];

export interface SqlQuery {
  /** ClickHouse SQL with `{name:Type}` placeholders. */
  readonly sql: string;
  readonly params: Readonly<Record<string, SqlValue>>;
}

/** 64-bit integers come as text, floats as numbers (`nan`, `inf` as text), FixedString as the SQL made it. */
export type SqlRow = Readonly<Record<string, unknown>>;

export interface SqlAnswer {
  readonly rows: SqlRow[];
  /** Rows of tables that the engine read for it: what its indexes ruled out it did not read. */
  readonly rowsRead: number;
}

/**
 * The telemetry engine. `store.kit.ts` is the contract every implementation must pass.
 *
 * `write` MUST resolve only after the rows are committed and synced to disk, and MUST keep all rows of a request or none.
 * A repeat (same request hash within 10 minutes, also across restarts, also while the first is still being written) MUST
 * resolve with `isNew: false` once the first is on disk, and MUST reject if the first does.
 * `write` rejects with `CombrayError('overloaded')` when its queue is full, `'body-too-large'` when the rows of the one
 * request are more than the engine can keep whole, `'store-unavailable'` when the engine refuses, `'disk-full'` when its
 * disk has no room, `'shutting-down'` after `close` began.
 * `query` rejects with `'query-timeout'` past the budget's deadline (counted from its turn, for which it waits as long at
 * most), `'query-too-large'` past its memory or rows, `'overloaded'` when too many wait or its turn does not come,
 * `'shutting-down'` when `close` begins, and with the signal's reason when that aborts; then it no longer runs.
 */
export interface TelemetryStore {
  write(request: WriteRequest): Promise<WriteOutcome>;
  /** Adds rows to a table beside the events; resolves and rejects as `write` does. Rows of one call are kept whole or not at all. */
  append<Table extends SideTable>(table: Table, rows: readonly SideRows[Table][]): Promise<void>;
  /** Takes back the rows of these spans, their events and links, where an older version of their document made them. */
  removeSpans(spans: readonly ReplacedSpans[]): Promise<void>;
  query(query: SqlQuery, budget: QueryBudget): Promise<SqlRow[]>;
  /** As `query`, with what it took. */
  ask(query: SqlQuery, budget: QueryBudget): Promise<SqlAnswer>;
  /** A statement of the store's own upkeep (retention); never made from what a client sent. */
  command(sql: string): Promise<void>;
  /** Resolves when the engine really answered. */
  ping(): Promise<void>;
  stats(): StoreStats;
  /** Stops accepting, commits what is queued, ends queries, closes the engine. Idempotent. */
  close(): Promise<void>;
}

export interface StoreStats {
  readonly queuedBytes: number;
  readonly insertCount: number;
  readonly insertSeconds: number;
  readonly insertedRows: number;
}
