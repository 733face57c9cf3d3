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

/** Traces for doors that give them back in their own form. */
export interface WholeTraces {
  /** Those that are there, in the order asked for. */
  read(environment: EnvironmentId, traceIds: readonly TraceId[]): Promise<WholeTrace[]>;
  page(environment: EnvironmentId, filter: TracePageFilter): Promise<PagedTrace[]>;
  /** Epoch ns; 0 where nothing has arrived. */
  lastArrivalNs(environment: EnvironmentId): Promise<bigint>;
}

/** Of one trace. With some 1.5 kB each: 15 MB of an answer. */
export const WHOLE_SPANS_MAX = 10_000;
/** Spans with all their attributes that are read at once. */
const BATCH_SPANS_MAX = 20_000;

export function createWholeTraces(store: Pick<TelemetryStore, 'query'>): WholeTraces {
  const segmentsOf = createSegments(store);
  return {
    page: (environment, filter) => readTracePage(store, environment, filter),
    lastArrivalNs: (environment) => lastArrivalNs(store, environment),
    async read(environment, traceIds) {
      const ids = [...new Set(traceIds)];
      if (ids.length === 0) return [];
      const [counts, segments] = await Promise.all([
        countWholeSpans(store, environment, ids),
        segmentsOf.ofTraces(environment, ids),
      ]);
      const spans: WholeSpan[] = [];
      for (const batch of batchesOf(ids, counts)) {
        const filter = { traceIds: batch, spansMax: WHOLE_SPANS_MAX };
        for (const span of await readWholeSpans(store, environment, filter)) spans.push(span);
      }
      const [segmentsById, spansById] = [byTrace(segments), byTrace(spans)];
      return ids.flatMap((traceId) => {
        const trace = { segments: segmentsById.get(traceId) ?? [], spans: spansById.get(traceId) ?? [] };
        if (trace.segments.length + trace.spans.length === 0) return [];
        return [{ traceId, ...trace, isCut: (counts.get(traceId) ?? 0) > WHOLE_SPANS_MAX }];
      });
    },
  };
}

/** Traces that have spans, as many at a time as may be read at once. */
function batchesOf(traceIds: readonly TraceId[], counts: ReadonlyMap<string, number>): TraceId[][] {
  const batches: TraceId[][] = [];
  let room = 0;
  for (const traceId of traceIds) {
    const count = Math.min(counts.get(traceId) ?? 0, WHOLE_SPANS_MAX);
    if (count === 0) continue;
    if (batches.length === 0 || count > room) {
      batches.push([]);
      room = BATCH_SPANS_MAX;
    }
    batches.at(-1)?.push(traceId);
    room -= count;
  }
  return batches;
}

function byTrace<T extends { readonly traceId: string }>(rows: readonly T[]): Map<string, T[]> {
  const rowsOf = new Map<string, T[]>();
  for (const row of rows) {
    const known = rowsOf.get(row.traceId);
    if (known) known.push(row);
    else rowsOf.set(row.traceId, [row]);
  }
  return rowsOf;
}
