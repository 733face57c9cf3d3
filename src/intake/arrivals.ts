import type { Clock } from '../base/clock.ts';
import type { EnvironmentId } from '../model/ids.ts';

/** Whether anything new has arrived in an environment, for less than a page's queries: pages ask twice a second. */
export interface Arrivals {
  note(environment: EnvironmentId): void;
  /** A text that is another one whenever more has been kept since; it says nothing else. */
  cursor(environment: EnvironmentId): Promise<string>;
}

/** What this process has kept. `random`: a cursor of an earlier run must not look like one of this run. */
export function createArrivals(random: () => number): Arrivals {
  const run = Math.floor(random() * 2 ** 32).toString(36);
  const counts = new Map<EnvironmentId, number>();
  return {
    note: (environment) => void counts.set(environment, (counts.get(environment) ?? 0) + 1),
    cursor: async (environment) => `${run}.${counts.get(environment) ?? 0}`,
  };
}

/** However many pages are open: each process asks the node twice a second for each environment that is looked at. */
const ASK_EVERY_MS = 500;

/**
 * Beside what this process has kept, what others have: where several write into one ClickHouse node. `newest` gives the time
 * of the last arrival as text, '' where there was none lately.
 */
export function withOtherProcesses(
  own: Arrivals,
  { newest, clock }: { newest: (environment: EnvironmentId) => Promise<string>; clock: Clock },
): Arrivals {
  const asked = new Map<EnvironmentId, { readonly atMs: number; readonly answer: Promise<string> }>();
  const last = new Map<EnvironmentId, string>();
  const ask = async (environment: EnvironmentId) => {
    const time = await newest(environment);
    if (time !== '') last.set(environment, time);
    return last.get(environment) ?? '';
  };
  return {
    note: own.note,
    async cursor(environment) {
      let known = asked.get(environment);
      if (!known || clock.monotonicMs() - known.atMs >= ASK_EVERY_MS) {
        known = { atMs: clock.monotonicMs(), answer: ask(environment) };
        asked.set(environment, known);
      }
      return `${await own.cursor(environment)}.${await known.answer}`;
    },
  };
}
