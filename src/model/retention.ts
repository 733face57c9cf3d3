import type { EnvironmentId } from './ids.ts';

/**
 * How long the records of an environment, or of one dataset in it, are kept. A dataset's rule replaces its environment's;
 * neither outlasts the server's general retention, which drops whole days.
 */
export interface RetentionRule {
  readonly environment: EnvironmentId;
  /** Undefined: every dataset without a rule of its own. */
  readonly dataset: string | undefined;
  /** Whole days after the end of the day of arrival, at least 1. */
  readonly days: number;
}
