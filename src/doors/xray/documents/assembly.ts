import type { DocumentSpan, XRayDocument } from './document.ts';
import { arrivalOf, isComplete, isSettled, laterOf } from './segment-version.ts';

/** A document as it counts now. */
export interface HeldDocument {
  readonly document: XRayDocument;
  readonly version: bigint;
}

/** The documents of one trace by id. */
export type TraceDocuments = ReadonlyMap<string, HeldDocument>;

/** A span whose rows belong in the store. */
export interface PlannedSpan {
  readonly span: DocumentSpan;
  readonly document: XRayDocument;
  /** The segment it is a part of; undefined while that is not known. */
  readonly segment: XRayDocument | undefined;
  /** Written though the document is still in progress. */
  readonly isIncomplete: boolean;
  /** Of its rows: rises when its own document is replaced, its segment, or one between, because all say something of it. */
  readonly version: bigint;
}

/**
 * The spans that the documents of a trace make, by id, whatever the order in which they came. A document is written when it
 * and the segment it is a part of are complete, or when it has been settled.
 *
 *   segment A ── a1 ── a2          a2 is sent apart, with parent a1: it belongs to A, takes A's name as its service,
 *                       └ a3       and waits for A
 */
export function planSpans(documents: TraceDocuments): Map<string, PlannedSpan> {
  const claims = claimSpans(documents);
  const planned = new Map<string, PlannedSpan>();
  for (const held of documents.values()) {
    const { segment, arrival } = belongingOf(held, claims);
    if (!isReady(held, segment)) continue;
    for (const span of held.document.spans) {
      if (claims.get(span.id) !== held) continue;
      planned.set(span.id, {
        span,
        document: held.document,
        segment: segment?.document,
        isIncomplete: !isComplete(held.version),
        version: arrival,
      });
    }
  }
  return planned;
}

/** Which document speaks for a span: its own; else, of those that embed it, the one with the lowest id. */
function claimSpans(documents: TraceDocuments): ReadonlyMap<string, HeldDocument> {
  const claims = new Map(documents);
  const inOrder = [...documents.values()].sort((a, b) => (a.document.id < b.document.id ? -1 : 1));
  for (const held of inOrder) {
    for (const { id } of held.document.spans) if (!claims.has(id)) claims.set(id, held);
  }
  return claims;
}

interface Belonging {
  /** Undefined while it is not known. */
  readonly segment: HeldDocument | undefined;
  /** The last arrival among the document, its segment and those between: all of them decide where it belongs. */
  readonly arrival: bigint;
}

/** A segment is its own; a subsegment sent apart belongs where its parents lead. They may lead in a circle. */
function belongingOf(held: HeldDocument, claims: ReadonlyMap<string, HeldDocument>): Belonging {
  const passed = new Set<HeldDocument>();
  let arrival = 0n;
  for (let at: HeldDocument | undefined = held; at && !passed.has(at); at = claims.get(at.document.spans[0].parentId)) {
    passed.add(at);
    arrival = laterOf(arrival, arrivalOf(at.version));
    if (!at.document.isSubsegment) return { segment: at, arrival };
  }
  return { segment: undefined, arrival };
}

function isReady({ version }: HeldDocument, segment: HeldDocument | undefined): boolean {
  if (isSettled(version)) return true;
  return isComplete(version) && segment !== undefined && (isComplete(segment.version) || isSettled(segment.version));
}

/** Documents that have no segment, so far as is known. */
export function isOrphan(held: HeldDocument, documents: TraceDocuments): boolean {
  return belongingOf(held, claimSpans(documents)).segment === undefined;
}

/** A span whose rows are in the store, and which of its versions they are of. */
export interface SpanInStore {
  readonly spanId: string;
  readonly version: bigint;
}

export interface TraceChanges {
  readonly write: readonly PlannedSpan[];
  /** Rows of these spans below the version are of older documents. */
  readonly remove: readonly { readonly spanId: string; readonly versionBelow: bigint }[];
  /** Documents whose rows would be older than those they replace: they need a version of now. */
  readonly outrun: readonly XRayDocument[];
}

/** What turns the rows that are there into the rows that belong there. */
export function planChanges(inStore: readonly SpanInStore[], planned: ReadonlyMap<string, PlannedSpan>): TraceChanges {
  const present = new Set<string>();
  const remove: { spanId: string; versionBelow: bigint }[] = [];
  const outrun = new Set<XRayDocument>();
  for (const { spanId, version } of inStore) {
    const wanted = planned.get(spanId);
    if (wanted?.version === version) present.add(spanId);
    else if (wanted && wanted.version < version) outrun.add(wanted.document);
    else remove.push({ spanId, versionBelow: wanted?.version ?? version + 1n });
  }
  const write = [...planned.values()].filter(({ span }) => !present.has(span.id));
  return { write, remove, outrun: [...outrun] };
}
