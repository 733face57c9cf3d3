import { groupBy } from '../../base/group-by.ts';
import { hexFromBytes } from '../../base/hex.ts';
import { NS_PER_MS } from '../../base/time.ts';
import type { OccurrenceId } from '../../model/ids.ts';
import type { OccurrenceRow } from '../../model/side-rows.ts';
import type { TelemetryStore } from '../../store/index.ts';
import { type Cluster, type JoinOptions, joinTellings } from '../joining/join.ts';
import { JOIN_MS, type JoinTelling } from '../joining/join-telling.ts';
import {
  type FailureWindow,
  NEIGHBOURS_MAX,
  readNeighbours,
  readNeighboursById,
  readSpanPlaces,
  type StoredNeighbour,
  timeMsOf,
} from './neighbours-repo.ts';
import type { PreparedTelling } from './prepared-telling.ts';
import type { RecentSpans } from './recent-spans.ts';
import type { ProjectScope } from './scope.ts';

/** Three times what joins: a telling that is pushed out of its place finds the next one, and that one the next. */
const WINDOW_NS = 3n * BigInt(JOIN_MS) * NS_PER_MS;

export interface FreshTelling extends PreparedTelling {
  readonly id: OccurrenceId;
}

type Neighbour = JoinTelling & { readonly failure: string };

/** The occurrences that new tellings make, belong to or change. */
export async function findClusters(
  store: TelemetryStore,
  scope: ProjectScope,
  fresh: readonly FreshTelling[],
  spans: RecentSpans,
): Promise<Cluster[]> {
  // Only exceptions are told of by several.
  const joinable = fresh.filter(({ row }) => row.kind === 'exception');
  const alone = fresh.filter(({ row }) => row.kind !== 'exception').map((telling): Cluster => [neighbourOf(telling)]);
  if (joinable.length === 0) return alone;
  const byFailure = groupBy(joinable.map(neighbourOf), ({ failure }) => failure);
  const windows = [...byFailure].map(([failure, tellings]) => windowOf(failure, tellings));
  const traceIds = [...new Set(joinable.map(neighbourOf).map(({ traceId }) => traceId))].filter((id) => id !== '');
  const stored = await withCanonicals(store, scope, await readNeighbours(store, scope, windows, traceIds));
  const storedByFailure = groupBy(stored, ({ failure }) => failure);
  const clusters = [...alone];
  for (const window of windows) {
    const known = storedByFailure.get(window.failure) ?? [];
    const all = [...known, ...(byFailure.get(window.failure) ?? [])];
    clusters.push(...changedOnly(await joinSurely(store, scope, all, rangeOf(window, known), spans), known));
  }
  return clusters;
}

/** The occurrences of whom these tellings leave behind: those they were joined with, and who may have a partner now. */
export async function findRejoined(
  store: TelemetryStore,
  scope: ProjectScope,
  gone: readonly OccurrenceRow[],
  spans: RecentSpans,
): Promise<Cluster[]> {
  const left = new Set(gone.map(({ occurrenceId }) => occurrenceId));
  const byFailure = groupBy(gone, ({ failure }) => hexFromBytes(failure));
  const windows = [...byFailure].map(([failure, rows]): FailureWindow => {
    const times = rows.map(({ time }) => ({ timeMs: timeMsOf(time), traceId: '' }));
    return windowOf(failure, times);
  });
  const traceIds = [...new Set(gone.map(({ traceId }) => hexFromBytes(traceId)))];
  const found = await withCanonicals(store, scope, await readNeighbours(store, scope, windows, traceIds));
  const stored = groupBy(
    found.filter(({ id }) => !left.has(id)),
    ({ failure }) => failure,
  );
  const clusters: Cluster[] = [];
  for (const window of windows) {
    const known = stored.get(window.failure) ?? [];
    const options = { ...rangeOf(window, known), rejoins: true };
    clusters.push(...changedOnly(await joinSurely(store, scope, known, options, spans), known));
  }
  return clusters;
}

function neighbourOf({ id, row, identity, failure, incoming: { telling } }: FreshTelling): Neighbour {
  return {
    id,
    failure,
    identity,
    teller: row.teller,
    timeMs: timeMsOf(row.time),
    traceId: telling.traceId ? hexFromBytes(telling.traceId) : '',
    spanId: telling.spanId ? hexFromBytes(telling.spanId) : '',
    service: row.service,
    host: row.host,
    urlPath: row.urlPath,
    canonicalId: undefined,
  };
}

function windowOf(failure: string, tellings: readonly Pick<Neighbour, 'timeMs' | 'traceId'>[]): FailureWindow {
  const times = tellings.map(({ timeMs }) => timeMs);
  return {
    failure,
    fromNs: BigInt(Math.floor(least(times))) * NS_PER_MS - WINDOW_NS,
    toNs: BigInt(Math.ceil(greatest(times))) * NS_PER_MS + WINDOW_NS,
    hasUntraced: tellings.some(({ traceId }) => traceId === ''),
  };
}

/** Narrower than asked for where a flood was cut: only the nearest are at hand. */
function rangeOf({ fromNs, toNs }: FailureWindow, known: readonly StoredNeighbour[]) {
  const [fromMs, toMs] = [timeMsOf(fromNs), timeMsOf(toNs)];
  if (known.length < NEIGHBOURS_MAX) return { fromMs, toMs };
  const middleMs = (fromMs + toMs) / 2;
  const apartMs = greatest(known.map(({ timeMs }) => Math.abs(timeMs - middleMs)));
  return { fromMs: Math.max(fromMs, middleMs - apartMs), toMs: Math.min(toMs, middleMs + apartMs) };
}

/** Joins again where stored spans could show that raises are one. */
async function joinSurely(
  store: TelemetryStore,
  scope: ProjectScope,
  tellings: readonly Neighbour[],
  options: JoinOptions,
  spans: RecentSpans,
): Promise<readonly Cluster[]> {
  const result = joinTellings(tellings, spans.of, options);
  if (result.unsureTraceIds.length === 0) return result.clusters;
  const unsure = new Set(result.unsureTraceIds);
  const timesNs = tellings
    .filter(({ traceId }) => unsure.has(traceId))
    .map(({ timeMs }) => BigInt(Math.floor(timeMs)) * NS_PER_MS);
  const places = await readSpanPlaces(store, scope, result.unsureTraceIds, timesNs);
  for (const [traceId, found] of places) spans.add(traceId, found);
  return joinTellings(tellings, spans.of, options).clusters;
}

/** The occurrence that a telling belongs to may itself lie outside of the window. */
async function withCanonicals(
  store: TelemetryStore,
  scope: ProjectScope,
  stored: readonly StoredNeighbour[],
): Promise<StoredNeighbour[]> {
  const ids = new Set(stored.map(({ id }) => id));
  const missing = new Set(stored.map(({ canonicalId }) => canonicalId).filter((id) => !ids.has(id)));
  return [...stored, ...(await readNeighboursById(store, scope, [...missing]))];
}

/** Without those of which every telling is where it was. */
function changedOnly(clusters: readonly Cluster[], known: readonly StoredNeighbour[]): Cluster[] {
  const sizes = new Map([...groupBy(known, ({ canonicalId }) => canonicalId)].map(([id, { length }]) => [id, length]));
  return clusters.filter((cluster) => {
    const [canonical] = cluster;
    const isSame = cluster.every(({ canonicalId }) => canonicalId === canonical.id);
    return !isSame || sizes.get(canonical.id) !== cluster.length;
  });
}

const least = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.min(a, b));
const greatest = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b));
