import type { Sql } from '../sql/sql.ts';

/** One aggregate function of the engine over a group's rows. Its states of two groups can be merged into that of both. */
export interface Accumulator {
  /** With its parameters apart: `quantilesExactWeighted`, `(0.5, 0.99)`. */
  readonly fn: string;
  readonly parameters?: string;
  readonly args: readonly Sql[];
}

/** How a calculation is computed: from accumulators, and from their results by an expression. */
export interface Aggregate {
  readonly accumulators: readonly Accumulator[];
  /** From the accumulators' results, each by its place. NULL where there is nothing to compute from. */
  readonly finish: (result: (index: number) => Sql) => Sql;
}

/** What a calculation computes with, in the rows its own filter lets through. */
export interface AggregateInput {
  /** The finite number of the field, or NULL. */
  readonly number: () => Sql;
  /** A text for each distinct value of the field, or NULL. */
  readonly key: () => Sql;
  /** The row's weight where the row has the field (any row, where there is no field), else 0. */
  readonly weight: () => Sql;
  /** The row's weight. */
  readonly rowWeight: Sql;
  /** Levels of all percentiles over the same numbers, in ascending order: they share an accumulator. */
  readonly levels: readonly number[];
}
