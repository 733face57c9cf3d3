import { SAMPLE_RATE_MAX } from './sample-rate.ts';

const THRESHOLD_DIGITS = 14;
/** A threshold has 56 bits. */
const THRESHOLD_END = 2n ** 56n;

/**
 * How many spans the sampler's threshold in a W3C tracestate says this one stands for: `ot=th:c` is 4. Not rounded: a
 * weight may have a fraction. undefined where there is no threshold, or one that is none.
 * Source: opentelemetry.io "TraceState: Probability Sampling"; forms and their order as husky 0.43 otlp/common.go.
 */
export function weightOfTraceState(traceState: string): number | undefined {
  if (!traceState.includes('th')) return undefined;
  const threshold = openTelemetryThreshold(traceState) ?? legacyThreshold(traceState);
  if (threshold === undefined || !/^[0-9a-fA-F]{1,14}$/.test(threshold)) return undefined;
  const kept = THRESHOLD_END - BigInt(`0x${threshold.padEnd(THRESHOLD_DIGITS, '0')}`);
  return Math.min(Number(THRESHOLD_END) / Number(kept), SAMPLE_RATE_MAX);
}

/** `ot=rv:...;th:c` among the vendors' entries; the first that has one. */
function openTelemetryThreshold(traceState: string): string | undefined {
  for (const entry of traceState.split(',').map((text) => text.trim())) {
    if (!entry.startsWith('ot=')) continue;
    const found = entry
      .slice('ot='.length)
      .split(';')
      .find((pair) => pair.startsWith('th:'));
    if (found !== undefined) return found.slice('th:'.length);
  }
  return undefined;
}

/** `th=c` before the specification: between semicolons, or as a vendor's entry. */
function legacyThreshold(traceState: string): string | undefined {
  const parts = traceState.split(/[;,]/).map((text) => text.trim());
  return parts.find((part) => part.startsWith('th='))?.slice('th='.length);
}
