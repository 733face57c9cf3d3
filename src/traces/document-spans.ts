import { STATUS_UNSET } from '../model/event-batch.ts';
import type { DocumentRow } from './document-rows-repo.ts';
import { KIND_INTERNAL, KIND_SERVER, type SpanRow } from './span-rows.ts';
import { findTwins } from './twins.ts';

/** A span of a trace, and whether an X-Ray document made it. */
export interface StoredSpan extends SpanRow {
  readonly isDocument: boolean;
}

export interface TraceSpans {
  /** What is drawn and counted. */
  readonly rows: readonly SpanRow[];
  /** Segments that are not drawn, by the span whose twin they are. */
  readonly twinOfSpan: ReadonlyMap<string, string>;
  /** The way back. */
  readonly spanOfTwin: ReadonlyMap<string, string>;
  /** Drawn spans whose end is still to come. */
  readonly inProgress: ReadonlySet<string>;
}

/**
 * The spans of a trace with what its documents add. A document has no rows until it and its segment are complete: until
 * then it is drawn as far as it is known. The twin of a server span is left out, and what hangs below it hangs below the span.
 */
export function withDocuments(stored: readonly StoredSpan[], documents: readonly DocumentRow[]): TraceSpans {
  const written = new Set(stored.filter(({ isDocument }) => isDocument).map(({ spanId }) => spanId));
  const waiting = documents.filter(({ segmentId }) => !written.has(segmentId));
  const spans: readonly StoredSpan[] = [...stored, ...spansOfDocuments(waiting, stored)];
  const spanOfTwin = pairTwins(spans);
  const rows = spans
    .filter(({ spanId, isDocument }) => !(isDocument && spanOfTwin.has(spanId)))
    .map((span) => ({ ...span, parentId: spanOfTwin.get(span.parentId) ?? span.parentId }));
  return {
    rows,
    spanOfTwin,
    twinOfSpan: new Map([...spanOfTwin].map(([segment, span]) => [span, segment])),
    inProgress: new Set(documents.filter(({ isInProgress }) => isInProgress).map(({ segmentId }) => segmentId)),
  };
}

function pairTwins(spans: readonly StoredSpan[]): Map<string, string> {
  const served = spans.filter(({ kind }) => kind === KIND_SERVER);
  const segments = served.filter(({ isDocument }) => isDocument);
  if (segments.length === 0) return new Map();
  const others = served.filter(({ isDocument }) => !isDocument);
  const ends = <T extends SpanRow>(span: T) => ({ ...span, endNs: span.startNs + span.durationNs });
  const pairs = findTwins(segments.map(ends), others.map(ends));
  return new Map([...pairs].map(([segment, span]) => [segments[segment]?.spanId ?? '', others[span]?.spanId ?? '']));
}

/** What lasts is drawn to the last moment that is known of the trace. */
function spansOfDocuments(documents: readonly DocumentRow[], stored: readonly SpanRow[]): StoredSpan[] {
  let lastNs = 0n;
  const see = (ns: bigint) => {
    if (ns > lastNs) lastNs = ns;
  };
  for (const { startNs, durationNs } of stored) see(startNs + durationNs);
  for (const { startNs, endNs } of documents) {
    see(startNs);
    see(endNs);
  }
  const serviceOf = servicesOf(documents, stored);
  return documents.map((document) => {
    const { segmentId, parentId, name, startNs, endNs, isSubsegment } = document;
    const untilNs = endNs < 0n ? lastNs : endNs;
    return {
      spanId: segmentId,
      parentId,
      name,
      service: serviceOf(document),
      kind: isSubsegment ? KIND_INTERNAL : KIND_SERVER,
      startNs,
      durationNs: untilNs > startNs ? untilNs - startNs : 0n,
      status: STATUS_UNSET,
      isDocument: true,
    };
  });
}

/** A segment is its own service; a subsegment belongs to that of its parents, '' where they do not lead to one. */
function servicesOf(documents: readonly DocumentRow[], stored: readonly SpanRow[]): (of: DocumentRow) => string {
  const byId = new Map(documents.map((document) => [document.segmentId, document]));
  const known = new Map(stored.map(({ spanId, service }) => [spanId, service]));
  const found = new Map<string, string>();
  // Of several on one way each is looked at once: subsegments that are sent apart may make a long chain.
  return (document) => {
    const way = new Set<string>();
    let service: string | undefined;
    let at: DocumentRow | undefined = document;
    while (at && service === undefined && !way.has(at.segmentId)) {
      way.add(at.segmentId);
      service = found.get(at.segmentId) ?? (at.isSubsegment ? known.get(at.parentId) : at.name);
      at = byId.get(at.parentId);
    }
    for (const id of way) found.set(id, service ?? '');
    return service ?? '';
  };
}

/** Which document tells of a span: its own, its twin, or the one that embeds it. '' where none does. */
export function documentIdOf(
  spanId: string,
  { stored, documents }: { stored: readonly StoredSpan[]; documents: readonly DocumentRow[] },
): string {
  const ids = new Set(documents.map(({ segmentId }) => segmentId));
  const { twinOfSpan } = withDocuments(stored, documents);
  const parentOf = new Map(
    stored.filter(({ isDocument }) => isDocument).map((span) => [span.spanId, span.parentId] as const),
  );
  let at = twinOfSpan.get(spanId) ?? spanId;
  for (let step = 0; step <= stored.length; step++) {
    if (ids.has(at)) return at;
    const above = parentOf.get(at);
    if (above === undefined) return '';
    at = above;
  }
  return '';
}
