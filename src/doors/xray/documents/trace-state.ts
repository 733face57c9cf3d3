import type { StoredSegment } from '../../../traces/index.ts';
import {
  type HeldDocument,
  orphansOf,
  type PlannedSpan,
  planChanges,
  planSpans,
  type SpanInStore,
  type TraceChanges,
} from './assembly.ts';
import { readDocument, type XRayDocument } from './document.ts';
import { arrivalOf, isComplete, isSettled, laterOf, nextVersion } from './segment-version.ts';

/** How long is waited, in nanoseconds, until rows are written all the same. */
export interface Patience {
  /** For the end of a document in progress. */
  readonly forEndNs: bigint;
  /** For the segment of a subsegment that was sent apart. */
  readonly forSegmentNs: bigint;
}

/** The documents of one trace while a group of documents is taken in. */
export class TraceState {
  readonly #held: Map<string, HeldDocument>;
  readonly #inStore: readonly SpanInStore[];
  readonly #changed = new Set<string>();
  /** Whether it was read what the store holds, because it could not be told from the documents. */
  readonly isUnsure: boolean;

  /** `inStore` undefined: what the documents held so far must have made. */
  constructor(stored: readonly StoredSegment[], inStore: readonly SpanInStore[] | undefined) {
    this.#held = new Map(stored.flatMap(readStored));
    this.isUnsure = inStore !== undefined;
    this.#inStore = inStore ?? inStoreOf(planSpans(this.#held));
  }

  /** A repeat changes nothing, and nothing in progress replaces what is complete. */
  take(document: XRayDocument, nowNs: bigint): void {
    const current = this.#held.get(document.id);
    if (current && isComplete(current.version) && document.isInProgress) return;
    if (current?.document.text === document.text) return;
    this.#hold(document, nextVersion(current?.version, { nowNs, isInProgress: document.isInProgress }));
  }

  /** Lets go what has waited long enough. */
  settle(nowNs: bigint, { forEndNs, forSegmentNs }: Patience): void {
    const orphans = orphansOf(this.#held);
    for (const { document, version } of [...this.#held.values()]) {
      if (isSettled(version)) continue;
      const waitedNs = nowNs - arrivalOf(version);
      const isDue = isComplete(version) ? waitedNs >= forSegmentNs && orphans.has(document) : waitedNs >= forEndNs;
      if (!isDue) continue;
      this.#hold(document, nextVersion(version, { nowNs, isInProgress: document.isInProgress, isSettled: true }));
    }
  }

  changes(nowNs: bigint): TraceChanges {
    const changes = planChanges(this.#inStore, planSpans(this.#held));
    if (changes.outrun.length === 0) return changes;
    // Later than all rows that are there, also where the clock was set back.
    const latestNs = this.#inStore.reduce((latest, { version }) => laterOf(version, latest), nowNs) + 1n;
    for (const document of changes.outrun) {
      const current = this.#held.get(document.id)?.version;
      this.#hold(document, nextVersion(current, { nowNs: latestNs, isInProgress: document.isInProgress }));
    }
    return planChanges(this.#inStore, planSpans(this.#held));
  }

  /** The spans that belong in the store by now. */
  planned(): ReadonlyMap<string, PlannedSpan> {
    return planSpans(this.#held);
  }

  /** Documents to keep, as they count from now on. */
  changedDocuments(): readonly HeldDocument[] {
    return [...this.#changed].flatMap((id) => this.#held.get(id) ?? []);
  }

  #hold(document: XRayDocument, version: bigint): void {
    this.#held.set(document.id, { document, version });
    this.#changed.add(document.id);
  }
}

/** What was kept can be read, unless an older version of the program was more lenient: such a document stays as it is. */
function readStored({ document: text, version }: StoredSegment): [string, HeldDocument][] {
  const result = readDocument(text);
  return result.ok ? [[result.document.id, { document: result.document, version }]] : [];
}

function inStoreOf(planned: ReadonlyMap<string, PlannedSpan>): SpanInStore[] {
  return [...planned].map(([spanId, { version }]) => ({ spanId, version }));
}
