import { useMemo } from 'react';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { useTokens } from '../../ui/read-tokens.ts';
import { SERIES_TOKENS } from '../../ui/series.ts';

const TOKENS = [...SERIES_TOKENS, 'ink-3'] as const;

/** Colour of each service as a canvas takes it, by its position in the list. */
export function useSpanColours(services: readonly string[], colours: ServiceColours): readonly string[] {
  const tokens: Readonly<Record<string, string>> = useTokens(TOKENS);
  return useMemo(
    () => services.map((service) => tokens[`series-${colours.get(service)}`] ?? tokens['ink-3'] ?? ''),
    [services, colours, tokens],
  );
}
