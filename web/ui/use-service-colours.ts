import { useEffect, useMemo } from 'react';
import { usePreference } from '../data/preferences.ts';
import { parseServiceColours, type ServiceColours, withServices, writeServiceColours } from '../lib/service-colours.ts';

/** Series token of each service, the same on every screen of this browser: `var(--series-3)` is 3. */
export function useServiceColours(environment: string, services: readonly string[]): ServiceColours {
  const [text, write] = usePreference(`service-colours.${environment}`);
  const known = useMemo(() => parseServiceColours(text), [text]);
  const colours = useMemo(() => withServices(known, services), [known, services]);
  useEffect(() => {
    if (colours !== known) write(writeServiceColours(colours));
  }, [colours, known, write]);
  return colours;
}
