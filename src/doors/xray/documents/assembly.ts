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
  const belongingOf = belongings(claims);
  const planned = new Map<string, PlannedSpan>();
  for (const held of documents.values()) {
    const { segment, arrival } = belongingOf(held);
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

/**
 * A segment is its own; a subsegment sent apart belongs where its parents lead. They may lead in a circle, and far: of
 * several on one way each is looked at once.
 */
function belongings(claims: ReadonlyMap<string, HeldDocument>): (held: HeldDocument) => Belonging {
  const known = new Map<HeldDocument, Belonging>();
  return (held) => {
    const way = new Set<HeldDocument>();
    let at: HeldDocument | undefined = held;
    while (at && !known.has(at) && !way.has(at)) {
      way.add(at);
      at = at.document.isSubsegment ? claims.get(at.document.spans[0].parentId) : undefined;
    }
    const steps = [...way];
    const circle = at && way.has(at) ? steps.slice(steps.indexOf(at)) : [];
    let belonging = (at && known.get(at)) ?? { segment: undefined, arrival: lastArrival(circle, 0n) };
    for (const step of steps.reverse()) {
      const segment = step.document.isSubsegment ? belonging.segment : step;
      belonging = { segment, arrival: lastArrival([step], belonging.arrival) };
      known.set(step, belonging);
    }
    return belonging;
  };
}

function lastArrival(among: readonly HeldDocument[], least: bigint): bigint {
  return among.reduce((last, { version }) => laterOf(last, arrivalOf(version)), least);
}

function isReady({ version }: HeldDocument, segment: HeldDocument | undefined): boolean {
  if (isSettled(version)) return true;
  return isComplete(version) && segment !== undefined && (isComplete(segment.version) || isSettled(segment.version));
}

/** Those that have no segment, so far as is known. */
export function orphansOf(documents: TraceDocuments): ReadonlySet<XRayDocument> {
  const belongingOf = belongings(claimSpans(documents));
  const orphans = [...documents.values()].filter((held) => belongingOf(held).segment === undefined);
  return new Set(orphans.map(({ document }) => document));
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
