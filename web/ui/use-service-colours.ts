import { useEffect, useMemo, useRef } from 'react';
import { useStoredColours } from '../data/service-colours.ts';
import { type ServiceColours, withFallbacks } from '../lib/service-colours.ts';

/** A service gets its colour in the moment after its first batch was kept, and a page may have seen it before. */
const ASK_AGAIN_AFTER_MS = 500;
const NONE: ServiceColours = new Map();

/** Series token of each service, the same on every screen and in every browser: `var(--series-3)` is 3. */
export function useServiceColours(environment: string, services: readonly string[]): ServiceColours {
  const { data: stored, refetch } = useStoredColours(environment);
  const missing = useMemo(
    () => (stored ? [...new Set(services)].filter((service) => !stored.has(service)).sort() : []),
    [stored, services],
  );
  // Asked once for one set of names: some have no stored colour, ever.
  const missingNames = JSON.stringify(missing);
  const asked = useRef('[]');
  useEffect(() => {
    if (missingNames === '[]' || missingNames === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = missingNames;
      void refetch();
    }, ASK_AGAIN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [missingNames, refetch]);
  return useMemo(() => (stored ? withFallbacks(stored, services) : NONE), [stored, services]);
}
