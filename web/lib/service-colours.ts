import { SERIES_ORDER } from '../../src/api/contract/index.ts';

/** Series number (1 to SERIES_COUNT) of each service. */
export type ServiceColours = ReadonlyMap<string, number>;

/**
 * The stored colours, and one made of its name for each of `services` that has none: the server stores no more than a
 * number of them, and none of very long names. Made of the name, it is the same everywhere too.
 */
export function withFallbacks(stored: ServiceColours, services: readonly string[]): ServiceColours {
  const missing = services.filter((service) => !stored.has(service));
  if (missing.length === 0) return stored;
  return new Map([...stored, ...missing.map((service) => [service, seriesOfName(service)] as const)]);
}

/** FNV-1a over UTF-16 units. */
function seriesOfName(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  return SERIES_ORDER[hash % SERIES_ORDER.length] ?? SERIES_ORDER[0];
}
