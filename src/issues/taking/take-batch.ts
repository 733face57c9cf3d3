import { assert } from '../../base/assert.ts';
import { hexFromBytes } from '../../base/hex.ts';
import { NS_PER_MS } from '../../base/time.ts';
import type { IssueId, OccurrenceId } from '../../model/ids.ts';
import type { OccurrenceRow } from '../../model/side-rows.ts';
import { REPEAT_WINDOW_MS } from '../../store/index.ts';
import type { IncomingTelling, Taken } from '../occurrence.ts';
import { type FreshTelling, findClusters } from './find-clusters.ts';
import { type LinkParts, linkClusters } from './link-clusters.ts';
import { readKnown, readRowsById } from './neighbours-repo.ts';
import type { OccurrenceIds } from './occurrence-ids.ts';
import { type PreparedTelling, prepareTelling, storedRow } from './prepared-telling.ts';
import type { RecentSpans } from './recent-spans.ts';
import type { ProjectScope } from './scope.ts';

export interface TakeParts extends LinkParts {
  readonly ids: OccurrenceIds;
  readonly spans: RecentSpans;
}

/** One after the other: what two calls see must not overlap. */
export async function takeBatch(
  parts: TakeParts,
  scope: ProjectScope,
  incoming: readonly IncomingTelling[],
): Promise<Taken[]> {
  const receivedNs = parts.clock.nowNs();
  const prepared = incoming.map((telling) => prepareTelling(telling, scope, receivedNs));
  for (const { telling, lineage } of incoming) {
    if (telling.traceId && lineage) parts.spans.add(hexFromBytes(telling.traceId), lineage);
  }
  const distinct = [...new Map(prepared.map((telling) => [telling.identity, telling])).values()];
  const known = await readKnown(
    parts.store,
    scope,
    distinct.map(({ identity, row }) => ({ identity, teller: row.teller, timeNs: row.time })),
  );
  const unknown = distinct.filter(({ identity }) => !known.has(identity));
  const ids = await parts.ids.next(unknown.length);
  const fresh = unknown.map((telling, index): FreshTelling => ({ ...telling, id: ids[index] as OccurrenceId }));
  const written = fresh.length > 0 ? await takeFresh(parts, scope, fresh) : [];
  return answers(parts, scope, prepared, known, written);
}

async function takeFresh(
  parts: TakeParts,
  scope: ProjectScope,
  fresh: readonly FreshTelling[],
): Promise<OccurrenceRow[]> {
  const clusters = await findClusters(parts.store, scope, fresh, parts.spans);
  const unlinked = { canonicalId: 0, issueId: 0 as IssueId } as const;
  const payloads = fresh.flatMap(({ id, incoming: { payload } }) =>
    payload === undefined ? [] : [{ ...scope, occurrenceId: id, version: 1n, payload }],
  );
  const changed = await linkClusters(parts, scope, clusters, {
    fresh: fresh.map((telling) => storedRow(telling, { occurrenceId: telling.id, ...unlinked })),
    payloads,
  });
  const freshIds = new Set(fresh.map(({ id }) => id));
  return changed.filter(({ occurrenceId }) => freshIds.has(occurrenceId));
}

const REPEAT_WINDOW_NS = BigInt(REPEAT_WINDOW_MS) * NS_PER_MS;

/** In the order of the tellings; of those that were known, what they belong to by now. */
async function answers(
  { store, clock }: TakeParts,
  scope: ProjectScope,
  prepared: readonly PreparedTelling[],
  known: ReadonlyMap<string, OccurrenceId>,
  written: readonly OccurrenceRow[],
): Promise<Taken[]> {
  const before = await readRowsById(store, scope, [...known.values()]);
  const byIdentity = new Map([...before, ...written].map((row) => [hexFromBytes(row.identity), row]));
  return prepared.map(({ identity }) => {
    const row = byIdentity.get(identity);
    assert(row !== undefined && row.canonicalId !== 0, 'a telling that was taken belongs to an occurrence');
    const isLongKnown = known.has(identity) && clock.nowNs() - row.received > REPEAT_WINDOW_NS;
    return { occurrenceId: row.canonicalId, issueId: row.issueId, isLongKnown };
  });
}
