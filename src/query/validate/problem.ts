/** Why a query cannot be asked. */
export interface QueryProblem {
  /** Where in the specification: `calculations[0].column`. */
  readonly path: string;
  readonly reason: string;
}

/** Adds a problem. */
export type Report = (path: string, reason: string) => void;
