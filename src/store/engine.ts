import type { QueryBudget } from '../model/query-budget.ts';
import type { NativeBlock } from './native-block.ts';
import type { SqlAnswer, SqlQuery, SqlRow } from './store.ts';

/** What differs between embedded ClickHouse and a cluster: how SQL and blocks reach it. Everything else is `telemetry-store.ts`. */
export interface Engine {
  /** What stands for `{engine:MergeTree}` in a migration. */
  tableEngine(name: string): string;
  /**
   * A statement of our own without a result. Not held up by queries. Without `timeoutMs` it may take minutes; with it a
   * server that does not answer is given up seconds later (`store-unavailable`).
   */
  command(sql: string, options?: { timeoutMs: number }): Promise<void>;
  /**
   * Rejects with `CombrayError`: `query-timeout`, `query-too-large` (memory or rows), `overloaded` when too many wait,
   * `shutting-down` when the engine is closed meanwhile, `store-unavailable` for anything else the engine says; with the
   * signal's reason when that aborts.
   */
  query(query: SqlQuery, budget: QueryBudget): Promise<SqlRow[]>;
  /** As `query`, with what it took. */
  ask(query: SqlQuery, budget: QueryBudget): Promise<SqlAnswer>;
  /**
   * Commits one block as one part and syncs it. A block with a token that the table has already taken is dropped, so the
   * same insert may be tried again whatever became of it. Rejects with `store-unavailable`, or `disk-full`. One insert at a time.
   */
  insert(insert: { table: string; block: NativeBlock; token: string }): Promise<void>;
  /** Ends queries that run or wait. */
  close(): Promise<void>;
}
