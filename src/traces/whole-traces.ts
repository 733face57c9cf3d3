import { groupBy } from '../base/group-by.ts';
import type { EnvironmentId, TraceId } from '../model/ids.ts';
import type { TelemetryStore } from '../store/index.ts';
import { createSegments, type StoredSegment } from './segments-repo.ts';
import { lastArrivalNs, type PagedTrace, readTracePage, type TracePageFilter } from './trace-pages-repo.ts';
import { countWholeSpans, readWholeSpans, type WholeSpan } from './whole-spans-repo.ts';

/** A trace with all it holds: documents as they came, and spans that no document made. */
export interface WholeTrace {
  readonly traceId: TraceId;
  readonly segments: readonly StoredSegment[];
  readonly spans: readonly WholeSpan[];
  /** Whether it has more than WHOLE_SPANS_MAX spans, of which the earliest are here. */
  readonly isCut: boolean;
}

export interface WholeTraceBatch {
  readonly traces: readonly WholeTrace[];
  /** How many of the ids it answers; the rest are asked for again. */
  readonly idCount: number;
}

/** Traces for doors that give them back in their own form. */
export interface WholeTraces {
  /** Those that are there, in the order asked for: of the first ones, as many as `BATCH_SPANS_MAX` leaves room for, but one. */
  read(environment: EnvironmentId, traceIds: readonly TraceId[]): Promise<WholeTraceBatch>;
  page(environment: EnvironmentId, filter: TracePageFilter): Promise<PagedTrace[]>;
  /** Epoch ns; 0 where nothing has arrived. */
  lastArrivalNs(environment: EnvironmentId): Promise<bigint>;
}

/** Of one trace. With some 1.5 kB each: 15 MB of an answer. */
export const WHOLE_SPANS_MAX = 10_000;
/** Spans and documents, with all they hold, that one reader has in memory: some 30 MB. */
const BATCH_SPANS_MAX = 20_000;

export function createWholeTraces(store: Pick<TelemetryStore, 'query'>): WholeTraces {
  const segmentsOf = createSegments(store);
  return {
    page: (environment, filter) => readTracePage(store, environment, filter),
    lastArrivalNs: (environment) => lastArrivalNs(store, environment),
    async read(environment, traceIds) {
      if (traceIds.length === 0) return { traces: [], idCount: 0 };
      const [counts, states] = await Promise.all([
        countWholeSpans(store, environment, traceIds),
        segmentsOf.states(environment, traceIds),
      ]);
      const documentsOf = groupBy(states, ({ traceId }) => traceId);
      const sizeOf = (traceId: TraceId) => (counts.get(traceId) ?? 0) + (documentsOf.get(traceId)?.length ?? 0);
      const ids = traceIds.slice(0, roomFor(traceIds.map(sizeOf)));
      const [spans, segments] = await Promise.all([
        readWholeSpans(store, environment, { traceIds: ids, spansMax: WHOLE_SPANS_MAX }),
        segmentsOf.ofTraces(environment, ids),
      ]);
      const spansById = groupBy(spans, ({ traceId }) => traceId);
      const segmentsById = groupBy(segments, ({ traceId }) => traceId);
      const traces = ids.flatMap((traceId) => {
        const trace = { segments: segmentsById.get(traceId) ?? [], spans: spansById.get(traceId) ?? [] };
        if (trace.segments.length + trace.spans.length === 0) return [];
        return [{ traceId, ...trace, isCut: (counts.get(traceId) ?? 0) > WHOLE_SPANS_MAX }];
      });
      return { traces, idCount: ids.length };
    },
  };
}

/** How many of the first fit; one does, whatever its size. */
function roomFor(sizes: readonly number[]): number {
  let sum = 0;
  const over = sizes.findIndex((size, index) => {
    sum += size;
    return index > 0 && sum > BATCH_SPANS_MAX;
  });
  return over === -1 ? sizes.length : over;
}
