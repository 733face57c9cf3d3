import type { OccurrenceId } from '../../model/ids.ts';
import type { Teller } from '../../model/telling.ts';
import { type Cluster, joinTellings } from './join.ts';
import type { JoinTelling, SpansOf } from './join-telling.ts';

/** `raise` is what a test knows and joining does not. */
export type Told = JoinTelling & { readonly raise: string };

let count = 0;

export function told(teller: Teller, raise: string, given: Partial<JoinTelling> = {}): Told {
  count += 1;
  return {
    id: count as OccurrenceId,
    teller,
    identity: `${teller} ${raise} ${count}`,
    timeMs: 1_000_000,
    traceId: '',
    spanId: '',
    service: '',
    host: '',
    urlPath: '',
    canonicalId: undefined,
    raise,
    ...given,
  };
}

export const NO_SPANS: SpansOf = () => new Map();
export const EVER = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

/** Spans of any trace, from `child < parent < grandparent`; what begins with `~` only relays. */
export function spans(...lines: readonly string[]): SpansOf {
  const places = lines.flatMap((line) => {
    const ids = line.split(' < ');
    return ids.map((id, index) => {
      const spanId = id.replace('~', '');
      return [
        spanId,
        { spanId, parentId: (ids[index + 1] ?? '').replace('~', ''), isRelay: id.startsWith('~') },
      ] as const;
    });
  });
  return () => new Map(places);
}

/** Takes tellings batch by batch, each seeing the links of those before. */
export function joinInBatches(batches: readonly (readonly Told[])[], spansOf: SpansOf = NO_SPANS): readonly Cluster[] {
  let clusters: readonly Cluster[] = [];
  let known: readonly Told[] = [];
  for (const batch of batches) {
    clusters = joinTellings([...known, ...batch], spansOf, EVER).clusters;
    known = clusters.flatMap((cluster) => cluster.map((each) => ({ ...(each as Told), canonicalId: cluster[0].id })));
  }
  return clusters;
}

/** Each occurrence as the raises and tellers it holds: `a: rollbar otlp xray`. */
export function drawn(clusters: readonly Cluster[]): string[] {
  return clusters
    .map((cluster) => {
      const raises = [...new Set(cluster.map((each) => (each as Told).raise))].sort().join('+');
      return `${raises}: ${cluster.map(({ teller }) => teller).join(' ')}`;
    })
    .sort();
}
