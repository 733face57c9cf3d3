import type { EnvironmentId } from '../model/ids.ts';

/** Whose records are asked: the caller has checked that the asker may. */
export interface QueryScope {
  readonly environment: EnvironmentId;
  /** Slugs; absent: every dataset of the environment. */
  readonly datasets?: readonly string[] | undefined;
  /** Services that send both OpenTelemetry and X-Ray: of these, rows that X-Ray's documents made are left out. */
  readonly doubledServices?: readonly string[] | undefined;
}
