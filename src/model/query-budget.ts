/** What one query may cost. The caller passes it as a value; `query/` and `store/` ask nobody. */
export interface QueryBudget {
  readonly timeoutMs: number;
  readonly memoryBytesMax: number;
  readonly rowsMax: number;
  /** Cancels the query in the engine. */
  readonly signal?: AbortSignal;
}

export const INTERACTIVE_BUDGET: QueryBudget = { timeoutMs: 10_000, memoryBytesMax: 256 * 2 ** 20, rowsMax: 200_000 };
