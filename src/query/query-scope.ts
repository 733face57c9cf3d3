import type { EnvironmentId } from '../model/ids.ts';

/** Whose records are asked: the caller has checked that the asker may. */
export interface QueryScope {
  readonly environment: EnvironmentId;
  /** Slugs; absent: every dataset of the environment. */
  readonly datasets?: readonly string[] | undefined;
}
