/** Series tokens there are: `--series-1` to `--series-12`. */
export const SERIES_COUNT = 12;

/** What one browser remembers per environment; beyond it the services first seen give way. */
const SERVICES_MAX = 500;

/** Series number (1 to SERIES_COUNT) of each service, in the order in which they were first seen. */
export type ServiceColours = ReadonlyMap<string, number>;

/** Which series to take next among the least used: neighbours in this order lie far apart in hue. */
const SERIES_ORDER = [1, 3, 6, 2, 4, 12, 9, 8, 7, 5, 10, 11];

/** A service gets its colour at first sight, the least used one, and keeps it. The same map where nothing is new. */
export function withServices(known: ServiceColours, services: readonly string[]): ServiceColours {
  const fresh = [...new Set(services)].filter((service) => !known.has(service)).sort();
  if (fresh.length === 0) return known;
  const colours = new Map(known);
  const useCount = new Map(SERIES_ORDER.map((series) => [series, 0]));
  const use = (series: number) => useCount.set(series, (useCount.get(series) ?? 0) + 1);
  for (const series of known.values()) use(series);
  for (const service of fresh) {
    const series = leastUsed(useCount);
    use(series);
    colours.set(service, series);
  }
  return withinBounds(colours, new Set(services));
}

/** What is asked for now is kept whatever its number: dropped, it would be new again at the next drawing. */
function withinBounds(colours: Map<string, number>, needed: ReadonlySet<string>): ServiceColours {
  for (const service of colours.keys()) {
    if (colours.size <= SERVICES_MAX) break;
    if (!needed.has(service)) colours.delete(service);
  }
  return colours;
}

function leastUsed(useCount: ReadonlyMap<number, number>): number {
  const least = Math.min(...useCount.values());
  return SERIES_ORDER.find((series) => useCount.get(series) === least) ?? 1;
}

export function writeServiceColours(colours: ServiceColours): string {
  return JSON.stringify([...colours]);
}

/** Reads what an older page, or a curious reader, may have left; what does not fit is dropped. */
export function parseServiceColours(text: string | null): ServiceColours {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '[]');
  } catch {
    return new Map();
  }
  return new Map(Array.isArray(value) ? value.filter(isEntry) : []);
}

function isEntry(value: unknown): value is readonly [string, number] {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false;
  return Number.isInteger(value[1]) && value[1] >= 1 && value[1] <= SERIES_COUNT;
}
