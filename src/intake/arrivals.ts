import type { EnvironmentId } from '../model/ids.ts';

/** Whether anything new has arrived in an environment, for less than a query: pages ask twice a second. */
export interface Arrivals {
  note(environment: EnvironmentId): void;
  /** A text that is another one whenever more has been kept since; it says nothing else. */
  cursor(environment: EnvironmentId): string;
}

/** `random`: a cursor of an earlier run of this process must not look like one of this run. */
export function createArrivals(random: () => number): Arrivals {
  const run = Math.floor(random() * 2 ** 32).toString(36);
  const counts = new Map<EnvironmentId, number>();
  return {
    note: (environment) => void counts.set(environment, (counts.get(environment) ?? 0) + 1),
    cursor: (environment) => `${run}.${counts.get(environment) ?? 0}`,
  };
}
