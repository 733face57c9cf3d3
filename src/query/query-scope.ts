import type { CountedSource } from '../model/counted-source.ts';
import type { EnvironmentId } from '../model/ids.ts';

/** Whose records are asked: the caller has checked that the asker may. */
export interface QueryScope {
  readonly environment: EnvironmentId;
  /** Slugs; absent: every dataset of the environment. */
  readonly datasets?: readonly string[] | undefined;
  /** Services that send both OpenTelemetry and X-Ray, of which one counts. */
  readonly doubledServices?: readonly string[] | undefined;
  /** Which; OpenTelemetry by default. */
  readonly counted?: CountedSource | undefined;
}
