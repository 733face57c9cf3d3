import type { Log } from '../base/log.ts';
import type { Control } from '../control/index.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { SERIES_ORDER } from '../model/service-series.ts';
import { insertColours, readColours } from './service-colours-repo.ts';

/** The colour of each service of an environment: given at first sight, the same on every screen and in every browser. */
export interface ServiceColours {
  /** Series (1 to SERIES_COUNT) of each service that has one. */
  list(environment: EnvironmentId): Promise<ReadonlyMap<string, number>>;
  /** Gives a colour to each of these that has none, soon and in the background: for every batch that is kept. */
  see(environment: EnvironmentId, services: readonly string[]): void;
  /** Resolves when what was seen so far has its colour. */
  settled(): Promise<void>;
}

/** Of one environment; a sender that makes up names must not fill the control store. Others get a colour from their name. */
export const COLOURED_SERVICES_MAX = 1_000;
/** A longer name, or one with a NUL, is no key for every database. */
const NAME_CHARS_MAX = 200;

export function createServiceColours({ control, log }: { control: Control; log: Log }): ServiceColours {
  const known = new Map<EnvironmentId, Set<string>>();
  const waiting = new Map<EnvironmentId, Set<string>>();
  let running: Promise<void> | undefined;

  const giveColours = async () => {
    for (const [environment, services] of waiting) {
      waiting.delete(environment);
      try {
        known.set(environment, await colour(control, environment, services));
      } catch (error) {
        // Their next batch tells of them again; /readyz says that the control store does not answer.
        log.warn({ err: error, environment }, 'services seen for the first time have no colour yet');
      }
    }
    running = undefined;
  };
  return {
    list: (environment) => readColours(control.db, environment),
    see(environment, services) {
      const coloured = known.get(environment);
      if (coloured && coloured.size >= COLOURED_SERVICES_MAX) return;
      let last: string | undefined;
      for (const service of services) {
        // Rows of one resource follow each other.
        if (service === last) continue;
        last = service;
        if (coloured?.has(service) || !isColourable(service)) continue;
        const fresh = waiting.get(environment) ?? new Set();
        if (fresh.size < COLOURED_SERVICES_MAX) waiting.set(environment, fresh.add(service));
      }
      if (waiting.size > 0) running ??= giveColours();
    },
    settled: async () => running,
  };
}

function isColourable(service: string): boolean {
  return service.length <= NAME_CHARS_MAX && !service.includes('\0');
}

/** All services of the environment that have a colour now. */
async function colour(control: Control, environment: EnvironmentId, seen: ReadonlySet<string>): Promise<Set<string>> {
  return control.transaction(async (trx) => {
    const before = await readColours(trx, environment);
    const fresh = withColours(before, seen, COLOURED_SERVICES_MAX - before.size);
    if (fresh.size > 0) await insertColours(trx, environment, fresh);
    return new Set([...before.keys(), ...fresh.keys()]);
  });
}

/** The least used series for each service that has none, in the order of their names; `countMax` services at most. */
export function withColours(
  before: ReadonlyMap<string, number>,
  services: Iterable<string>,
  countMax: number,
): ReadonlyMap<string, number> {
  const useCount = new Map<number, number>(SERIES_ORDER.map((series) => [series, 0]));
  const use = (series: number) => useCount.set(series, (useCount.get(series) ?? 0) + 1);
  for (const series of before.values()) use(series);
  const fresh = [...services].filter((service) => !before.has(service)).sort();
  return new Map(
    fresh.slice(0, Math.max(0, countMax)).map((service) => {
      const least = Math.min(...useCount.values());
      const series = SERIES_ORDER.find((each) => useCount.get(each) === least) ?? SERIES_ORDER[0];
      use(series);
      return [service, series];
    }),
  );
}
