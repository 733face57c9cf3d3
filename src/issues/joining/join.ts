import type { OccurrenceId } from '../../model/ids.ts';
import { TELLERS, type Teller } from '../../model/telling.ts';
import { apart, type JoinNode, nodesOf, tells } from './join-node.ts';
import { byTime, JOIN_MS, type JoinTelling, type SpansOf, type TimeRange, timeRangeOf } from './join-telling.ts';
import { matchNearest } from './match-nearest.ts';
import { TimeIndex } from './time-index.ts';

/** All tellings of one failure that happened once; the richest first. */
export type Cluster = readonly [JoinTelling, ...JoinTelling[]];

export interface JoinResult {
  readonly clusters: readonly Cluster[];
  /** Traces of which more spans could change the answer. */
  readonly unsureTraceIds: readonly string[];
}

/** From here to there every telling of the failure is at hand; what is matched nearer to the ends than 5 s stays. */
export interface JoinRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `rejoins`: somebody has left, so that whoever was alone beside them may have a partner now. */
export interface JoinOptions extends JoinRange {
  readonly rejoins?: boolean;
}

/**
 * Which tellings of one failure are of the same occurrence of it. First what one trace says, then, where a side has no
 * trace, the clock: Rollbar's with OpenTelemetry's, both with X-Ray's. Each one to one, nearest first.
 */
export function joinTellings(tellings: readonly JoinTelling[], spansOf: SpansOf, options: JoinOptions): JoinResult {
  const { rejoins = false, ...range } = options;
  const { nodes, unsureTraceIds } = nodesOf(tellings, spansOf);
  const isInside = (node: JoinNode) =>
    node.tellings.some(({ timeMs }) => timeMs - range.fromMs > JOIN_MS && range.toMs - timeMs > JOIN_MS);
  const rules = { isInside, isSettled: rejoins ? () => false : settledAmong(tellings) };
  const told = joinGroups(
    nodes.filter((node) => tells(node, 'rollbar') && !tells(node, 'otlp')).map((node) => [node]),
    nodes.filter((node) => tells(node, 'otlp') && !tells(node, 'rollbar')),
    rules,
  );
  const both = nodes.filter((node) => tells(node, 'rollbar') && tells(node, 'otlp'));
  const rest = nodes.filter((node) => !tells(node, 'rollbar') && !tells(node, 'otlp'));
  const all = [...told, ...both.map((node) => [node])];
  const lacksXray = (group: readonly JoinNode[]) => !group.some((node) => tells(node, 'xray'));
  const withXray = joinGroups(all.filter(lacksXray), rest, rules);
  const groups = [...all.filter((group) => !lacksXray(group)), ...withXray];
  return { clusters: groups.map(clusterOf), unsureTraceIds };
}

interface Rules {
  readonly isInside: (node: JoinNode) => boolean;
  readonly isSettled: IsSettled;
}

/** Each group with at most one of the nodes: the nearest to any of its nodes. */
function joinGroups(
  groups: readonly (readonly JoinNode[])[],
  nodes: readonly JoinNode[],
  { isInside, isSettled }: Rules,
): JoinNode[][] {
  const left = groups.map((members) => ({ members }));
  const right = nodes.map((node) => ({ members: [node] }));
  const matched = matchedSoFar(left, right);
  const paired = new Set([...matched].flat());
  // What lies at the end of the range may have its partner beyond it.
  const mayMatch = (side: Side) => paired.has(side) || side.members.every(isInside);
  const sides = { left: left.filter(mayMatch), right: right.filter(mayMatch) };
  const pairs = matchNearest<Side>({
    ...sides,
    distance: apartOfSides,
    near: nearAmong(sides),
    matched,
    isFixed: (a, b) => ![...a.members, ...b.members].every(isInside),
    isSettled,
  });
  const taken = new Set(pairs.values());
  return [
    ...left.map((side) => [...side.members, ...(pairs.get(side)?.members ?? [])]),
    ...right.filter((side) => !taken.has(side)).map(({ members }) => [...members]),
  ];
}

interface Side {
  readonly members: readonly JoinNode[];
}

function apartOfSides(left: Side, right: Side): number | undefined {
  let nearest: number | undefined;
  for (const a of left.members) {
    for (const b of right.members) {
      const between = apart(a, b);
      if (between !== undefined && between < (nearest ?? Number.POSITIVE_INFINITY)) nearest = between;
    }
  }
  return nearest;
}

/** Of each side those who tell of a time that is nearer than so much. */
function nearAmong({ left, right }: { left: readonly Side[]; right: readonly Side[] }) {
  const [lefts, rights] = [new TimeIndex(left, timesOf), new TimeIndex(right, timesOf)];
  const isLeft = new Set(left);
  return (side: Side, within: number): Set<Side> => {
    const others = isLeft.has(side) ? rights : lefts;
    return new Set(timesOf(side).flatMap((time) => [...others.near(time, Math.min(within, JOIN_MS))]));
  };
}

const timesOf = (side: Side): TimeRange[] => tellingsOf(side).map(timeRangeOf);

/** Pairs that were one occurrence before and still may be. */
function matchedSoFar(left: readonly Side[], right: readonly Side[]): Map<Side, Side> {
  const byCanonical = new Map<OccurrenceId, Side>();
  for (const side of right) for (const id of canonicalIds(side)) byCanonical.set(id, side);
  const matched = new Map<Side, Side>();
  const taken = new Set<Side>();
  for (const side of left) {
    for (const id of canonicalIds(side)) {
      const other = byCanonical.get(id);
      if (!other || taken.has(other) || apartOfSides(side, other) === undefined) continue;
      matched.set(side, other);
      taken.add(other);
      break;
    }
  }
  return matched;
}

type IsSettled = (side: Side) => boolean;

/** Whether a side is an occurrence as it was, whole and without others. */
function settledAmong(tellings: readonly JoinTelling[]): IsSettled {
  const counts = new Map<OccurrenceId | undefined, number>();
  for (const { canonicalId } of tellings) counts.set(canonicalId, (counts.get(canonicalId) ?? 0) + 1);
  return (side) => {
    const own = tellingsOf(side);
    const id = own[0]?.canonicalId;
    return id !== undefined && own.every(({ canonicalId }) => canonicalId === id) && counts.get(id) === own.length;
  };
}

const tellingsOf = ({ members }: Side): JoinTelling[] => members.flatMap(({ tellings }) => [...tellings]);

function canonicalIds({ members }: Side): Set<OccurrenceId> {
  const ids = members.flatMap(({ tellings }) => tellings.map(({ canonicalId }) => canonicalId));
  return new Set(ids.filter((id) => id !== undefined));
}

const rankOf = (teller: Teller): number => TELLERS.indexOf(teller);

function clusterOf(nodes: readonly JoinNode[]): Cluster {
  const tellings = nodes.flatMap((node) => node.tellings);
  return tellings.sort((a, b) => rankOf(b.teller) - rankOf(a.teller) || byTime(a, b)) as [
    JoinTelling,
    ...JoinTelling[],
  ];
}
