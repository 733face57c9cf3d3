/** Series tokens there are: `--series-1` to `--series-12`. */
export const SERIES_COUNT = 12;

/** What one browser remembers per environment; beyond it the services first seen give way. */
const SERVICES_MAX = 500;

/** Series number (1 to SERIES_COUNT) of each service, in the order in which they were first seen. */
export type ServiceColours = ReadonlyMap<string, number>;

/**
 * A service gets its colour at first sight: the least used one, and among those the one its name leads to, so that two
 * readers mostly agree. Whoever has a colour keeps it. The same map where nothing is new.
 */
export function withServices(known: ServiceColours, services: readonly string[]): ServiceColours {
  const fresh = [...new Set(services)].filter((service) => !known.has(service)).sort();
  if (fresh.length === 0) return known;
  const colours = new Map(known);
  const usedCount = new Array<number>(SERIES_COUNT).fill(0);
  for (const series of known.values()) usedCount[series - 1] = (usedCount[series - 1] ?? 0) + 1;
  for (const service of fresh) {
    const series = leastUsed(usedCount, hashOf(service) % SERIES_COUNT);
    usedCount[series] = (usedCount[series] ?? 0) + 1;
    colours.set(service, series + 1);
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

function leastUsed(usedCount: readonly number[], preferred: number): number {
  const least = Math.min(...usedCount);
  for (let step = 0; step < usedCount.length; step++) {
    const series = (preferred + step) % usedCount.length;
    if (usedCount[series] === least) return series;
  }
  return preferred;
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
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
