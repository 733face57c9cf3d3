import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { hexFromBytes } from '../../base/hex.ts';
import { NS_PER_MS } from '../../base/time.ts';
import type { Control } from '../../control/index.ts';
import type { IssueId, OccurrenceId } from '../../model/ids.ts';
import type { OccurrenceRow } from '../../model/side-rows.ts';
import { REPEAT_WINDOW_MS, type TelemetryStore } from '../../store/index.ts';
import { decideIssues } from '../deciding/decide-issues.ts';
import type { DecidedCluster, Decisions } from '../deciding/decided-cluster.ts';
import { readFirstSeen } from '../deciding/first-seen-repo.ts';
import type { Cluster } from '../joining/join.ts';
import type { IncomingTelling, Taken } from '../occurrence.ts';
import { decidedCluster } from './cluster-key.ts';
import { type FreshTelling, findClusters } from './find-clusters.ts';
import { readKnown, readRowsById } from './neighbours-repo.ts';
import type { OccurrenceIds } from './occurrence-ids.ts';
import { type PreparedTelling, prepareTelling, storedRow } from './prepared-telling.ts';
import type { RecentSpans } from './recent-spans.ts';
import { relinkDetached, vanish } from './relinks.ts';
import { emptyIssues, relinkMerged } from './relinks-repo.ts';
import type { ProjectScope } from './scope.ts';

export interface TakeParts {
  readonly store: TelemetryStore;
  readonly control: Control;
  readonly clock: Clock;
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
  const { store, control, clock } = parts;
  const clusters = await findClusters(store, scope, fresh, parts.spans);
  const rows = await rowsOf(store, scope, clusters, fresh);
  const decided = clusters.map((cluster) => {
    const [first, ...rest] = cluster.map(({ id }) => rowOf(rows, id));
    assert(first !== undefined, 'an occurrence has a telling');
    return decidedCluster(
      [first, ...rest],
      cluster.every(({ canonicalId }) => canonicalId === undefined),
    );
  });
  const decisions = await decide(parts, scope, decided);
  const changed = clusters.flatMap((cluster) => linkedRows(cluster, rows, decisions));
  const freshIds = new Set(fresh.map(({ id }) => id));
  const payloads = fresh.flatMap(({ id, incoming: { payload } }) =>
    payload === undefined ? [] : [{ ...scope, occurrenceId: id, version: 1n, payload }],
  );
  // In this order: whoever sees an occurrence finds its payload.
  await store.append('occurrence_payloads', payloads);
  await store.append('occurrences', changed);
  await relinkMerged(store, scope, decisions.merges);
  await relinkDetached({ store, control, nowMs: () => clock.nowMs() }, scope, decisions.detachments);
  await vanishEmpty(parts, scope, rows, changed, decisions);
  return changed.filter(({ occurrenceId }) => freshIds.has(occurrenceId));
}

/** Of all tellings concerned, the new ones included; those have no issue yet. */
async function rowsOf(
  store: TelemetryStore,
  scope: ProjectScope,
  clusters: readonly Cluster[],
  fresh: readonly FreshTelling[],
): Promise<Map<OccurrenceId, OccurrenceRow>> {
  const stored = clusters.flatMap((cluster) => cluster.filter(({ canonicalId }) => canonicalId !== undefined));
  const rows = await readRowsById(
    store,
    scope,
    stored.map(({ id }) => id),
  );
  const none = { canonicalId: 0, issueId: 0 as IssueId } as const;
  const made = fresh.map((telling) => storedRow(telling, { occurrenceId: telling.id, ...none }));
  return new Map([...rows, ...made].map((row) => [row.occurrenceId, row]));
}

function rowOf(rows: ReadonlyMap<OccurrenceId, OccurrenceRow>, id: OccurrenceId): OccurrenceRow {
  const row = rows.get(id);
  assert(row !== undefined, 'every telling of an occurrence has a row');
  return row;
}

async function decide(parts: TakeParts, scope: ProjectScope, clusters: readonly DecidedCluster[]): Promise<Decisions> {
  const firstSeenMs = await readFirstSeen(parts, scope, clusters);
  const inOrder = [...clusters].sort((a, b) => a.occurrenceId - b.occurrenceId);
  const nowMs = parts.clock.nowMs();
  return parts.control.transaction((trx) => decideIssues(trx, { ...scope, nowMs, clusters: inOrder, firstSeenMs }));
}

/** Rows of the tellings that are new, or whose occurrence or issue is another one now. */
function linkedRows(
  [canonical, ...rest]: Cluster,
  rows: ReadonlyMap<OccurrenceId, OccurrenceRow>,
  { issueIds }: Decisions,
): OccurrenceRow[] {
  const issueId = issueIds.get(canonical.id);
  assert(issueId !== undefined, 'every occurrence has its issue');
  return [canonical, ...rest].flatMap(({ id, canonicalId }) => {
    const row = rowOf(rows, id);
    if (row.canonicalId === canonical.id && row.issueId === issueId) return [];
    const version = canonicalId === undefined ? row.version : row.version + 1n;
    return [{ ...row, version, canonicalId: canonical.id, issueId }];
  });
}

/** An issue may have lost its last occurrence to another one. */
async function vanishEmpty(
  { store, control, clock }: TakeParts,
  scope: ProjectScope,
  rows: ReadonlyMap<OccurrenceId, OccurrenceRow>,
  changed: readonly OccurrenceRow[],
  { merges }: Decisions,
): Promise<void> {
  const into = new Map<IssueId, IssueId>();
  for (const { occurrenceId, issueId } of changed) {
    const from = rows.get(occurrenceId)?.issueId;
    if (from && from !== issueId) into.set(from, issueId);
  }
  for (const { from } of merges) into.delete(from);
  for (const from of await emptyIssues(store, scope, [...into.keys()])) {
    const target = into.get(from);
    assert(target !== undefined, 'what was left was left for another issue');
    await vanish(control, from, target, clock.nowMs());
  }
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
