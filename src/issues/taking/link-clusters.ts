import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import type { Control } from '../../control/index.ts';
import type { IssueId, OccurrenceId } from '../../model/ids.ts';
import type { OccurrenceRow, PayloadRow } from '../../model/side-rows.ts';
import type { TelemetryStore } from '../../store/index.ts';
import { decideIssues } from '../deciding/decide-issues.ts';
import type { DecidedCluster, Decisions } from '../deciding/decided-cluster.ts';
import { readFirstSeen } from '../deciding/first-seen-repo.ts';
import type { Cluster } from '../joining/join.ts';
import { decidedCluster } from './cluster-key.ts';
import { readRowsById } from './neighbours-repo.ts';
import { relinkDetached, vanish } from './relinks.ts';
import { emptyIssues, relinkMerged } from './relinks-repo.ts';
import type { ProjectScope } from './scope.ts';

export interface LinkParts {
  readonly store: TelemetryStore;
  readonly control: Control;
  readonly clock: Clock;
}

/** Rows that are written with those of the clusters. */
export interface RowsBeside {
  /** Of new tellings in the clusters; they have no issue yet. */
  readonly fresh?: readonly OccurrenceRow[];
  readonly payloads?: readonly PayloadRow[];
  /** Of tellings that were taken back, which are in no cluster. */
  readonly gone?: readonly OccurrenceRow[];
}

/** Finds the issue of each occurrence, and writes what has changed: all of it, or none. Gives the rows of the clusters. */
export async function linkClusters(
  parts: LinkParts,
  scope: ProjectScope,
  clusters: readonly Cluster[],
  { fresh = [], payloads = [], gone = [] }: RowsBeside,
): Promise<OccurrenceRow[]> {
  const { store, control, clock } = parts;
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
  // In this order: whoever sees an occurrence finds its payload.
  await store.append('occurrence_payloads', payloads);
  await store.append('occurrences', [...gone, ...changed]);
  await relinkMerged(store, scope, decisions.merges);
  await relinkDetached({ store, control, nowMs: () => clock.nowMs() }, scope, decisions.detachments);
  await vanishEmpty(parts, scope, rows, changed, decisions);
  return changed;
}

/** Of all tellings concerned, the new ones included; those have no issue yet. */
async function rowsOf(
  store: TelemetryStore,
  scope: ProjectScope,
  clusters: readonly Cluster[],
  fresh: readonly OccurrenceRow[],
): Promise<Map<OccurrenceId, OccurrenceRow>> {
  const stored = clusters.flatMap((cluster) => cluster.filter(({ canonicalId }) => canonicalId !== undefined));
  const rows = await readRowsById(
    store,
    scope,
    stored.map(({ id }) => id),
  );
  return new Map([...rows, ...fresh].map((row) => [row.occurrenceId, row]));
}

function rowOf(rows: ReadonlyMap<OccurrenceId, OccurrenceRow>, id: OccurrenceId): OccurrenceRow {
  const row = rows.get(id);
  assert(row !== undefined, 'every telling of an occurrence has a row');
  return row;
}

async function decide(parts: LinkParts, scope: ProjectScope, clusters: readonly DecidedCluster[]): Promise<Decisions> {
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
  { store, control, clock }: LinkParts,
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
