import type { KnownSpans } from '../joining/join-telling.ts';
import type { SpanPlace } from '../occurrence.ts';

/** Traces with errors, of the last seconds of a busy server. */
const TRACES_MAX = 10_000;
/** Of one trace: deep recursion with an error at every level. */
const SPANS_MAX = 10_000;
/** Of all traces: some 100 MB. */
const ALL_SPANS_MAX = 500_000;

/** Where spans of traces that failed lately stand: their events may be on their way to the store still. */
export interface RecentSpans {
  add(traceId: string, places: readonly SpanPlace[]): void;
  of(traceId: string): KnownSpans;
}

const NONE: KnownSpans = new Map();

export function createRecentSpans(): RecentSpans {
  const traces = new Map<string, Map<string, SpanPlace>>();
  let spanCount = 0;
  return {
    add(traceId, places) {
      if (places.length === 0) return;
      const known = traces.get(traceId) ?? new Map<string, SpanPlace>();
      spanCount -= known.size;
      for (const place of places) if (known.size < SPANS_MAX) known.set(place.spanId, place);
      spanCount += known.size;
      // Last used is last in order: the first are who go.
      traces.delete(traceId);
      traces.set(traceId, known);
      for (const [oldest, { size }] of traces) {
        if (traces.size <= TRACES_MAX && spanCount <= ALL_SPANS_MAX) break;
        traces.delete(oldest);
        spanCount -= size;
      }
    },
    of: (traceId) => traces.get(traceId) ?? NONE,
  };
}
