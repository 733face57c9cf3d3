/**
 * A server that runs the SDKs of OpenTelemetry and of X-Ray tells of one request twice: as a server span and as a segment
 * with the same parent, which both took from the request's headers. The segment is the span's twin: it is not drawn nor
 * counted beside it.
 *
 *   span      |--------------|      service backend, parent P
 *   segment     |----------|        service backend, parent P
 */
export interface PossibleTwin {
  readonly service: string;
  /** '' where there is none. */
  readonly parentId: string;
  /** Epoch ns. */
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/**
 * Of the entry spans of one trace: which segment is the twin of which span, as index of the segment -> index of the span.
 * One to one, the longest overlap first: two requests of one parent at once are two.
 */
export function findTwins(segments: readonly PossibleTwin[], spans: readonly PossibleTwin[]): Map<number, number> {
  const spansOf = new Map<string, number[]>();
  spans.forEach((span, index) => {
    const key = twinKey(span);
    const known = spansOf.get(key);
    if (known) known.push(index);
    else spansOf.set(key, [index]);
  });
  const pairs = segments.flatMap((segment, at) =>
    (spansOf.get(twinKey(segment)) ?? []).slice(0, SIBLINGS_MAX).flatMap((index) => {
      const overlapNs = overlapOf(segment, spans[index]);
      return overlapNs < 0n ? [] : [{ segment: at, span: index, overlapNs }];
    }),
  );
  // Stable: among equals the order of the trace decides.
  pairs.sort((a, b) => (a.overlapNs > b.overlapNs ? -1 : a.overlapNs < b.overlapNs ? 1 : 0));
  const twins = new Map<number, number>();
  const taken = new Set<number>();
  for (const { segment, span } of pairs) {
    if (twins.has(segment) || taken.has(span)) continue;
    twins.set(segment, span);
    taken.add(span);
  }
  return twins;
}

/** Requests of one parent to one service that are looked at; each takes a comparison with each. */
const SIBLINGS_MAX = 1_000;

const twinKey = ({ service, parentId }: PossibleTwin) => `${parentId} ${service}`;

/** Negative where they do not touch. */
function overlapOf(a: PossibleTwin, b: PossibleTwin | undefined): bigint {
  if (!b) return -1n;
  const [later, earlier] = a.startNs > b.startNs ? [a, b] : [b, a];
  return later.endNs < earlier.endNs ? later.endNs - later.startNs : earlier.endNs - later.startNs;
}
