import { groupBy } from '../../base/group-by.ts';
import type { Teller } from '../../model/telling.ts';
import { byTime, distanceMs, JOIN_MS, type JoinTelling, type SpansOf, timeRangeOf } from './join-telling.ts';
import { matchNearest } from './match-nearest.ts';
import { needsMoreSpans, type Raise, raisesOf } from './raises.ts';
import { TimeIndex } from './time-index.ts';

/** Tellings that belong together for what one trace says, or one telling without a trace. */
export interface JoinNode {
  readonly tellings: readonly JoinTelling[];
  readonly isTraced: boolean;
}

export const tells = (node: JoinNode, teller: Teller): boolean =>
  node.tellings.some((telling) => telling.teller === teller);

export interface NodesOfTraces {
  readonly nodes: readonly JoinNode[];
  /** Traces of which more spans could change the nodes. */
  readonly unsureTraceIds: readonly string[];
}

/** The first stage: what is known without looking at the clock. */
export function nodesOf(tellings: readonly JoinTelling[], spansOf: SpansOf): NodesOfTraces {
  const nodes: JoinNode[] = [];
  const unsureTraceIds: string[] = [];
  for (const [traceId, members] of groupBy(tellings, ({ traceId }) => traceId)) {
    if (traceId === '') {
      nodes.push(...members.map((telling) => ({ tellings: [telling], isTraced: false })));
      continue;
    }
    const spans = spansOf(traceId);
    const raises = [...groupBy(members, ({ teller }) => teller).values()].map((told) => raisesOf(told, spans));
    if (raises.some((told) => needsMoreSpans(told, spans))) unsureTraceIds.push(traceId);
    nodes.push(...joinInTrace(raises.flat()).map((tellings) => ({ tellings, isTraced: true })));
  }
  return { nodes, unsureTraceIds };
}

/** One trace holds them: each teller's raises are matched with the others', nearest first. */
function joinInTrace(raises: readonly Raise[]): Raise[] {
  const of = (teller: Teller) => raises.filter(([first]) => first?.teller === teller);
  const told = joinRaises(of('rollbar'), of('otlp'));
  return joinRaises(told, of('xray'));
}

function joinRaises(left: readonly Raise[], right: readonly Raise[]): Raise[] {
  if (left.length === 0 || right.length === 0) return [...left, ...right];
  const never = () => false;
  const request = { left, right, distance: apartInTrace, matched: new Map(), isFixed: never, isSettled: never };
  const isFlood = left.length * right.length > PAIRS_MAX;
  const pairs = matchNearest(isFlood ? { ...request, near: nearAmong(left, right) } : request);
  const taken = new Set(pairs.values());
  return [
    ...left.map((raise) => [...raise, ...(pairs.get(raise) ?? [])].sort(byTime)),
    ...right.filter((raise) => !taken.has(raise)),
  ];
}

/** Of one trace; each takes some 100 bytes. Of more, only those are looked at that share a span or are near in time. */
const PAIRS_MAX = 1_000_000;

function nearAmong(left: readonly Raise[], right: readonly Raise[]) {
  const [lefts, rights] = [placesOf(left), placesOf(right)];
  const isLeft = new Set(left);
  return (raise: Raise, within: number): Set<Raise> => {
    const { onSpan, atTime } = isLeft.has(raise) ? rights : lefts;
    const near = raise.flatMap((telling) => [
      ...(onSpan.get(telling.spanId) ?? []),
      ...atTime.near(timeRangeOf(telling), Math.min(within, JOIN_MS)),
    ]);
    return new Set(near);
  };
}

function placesOf(raises: readonly Raise[]) {
  const onSpan = new Map<string, Set<Raise>>();
  for (const raise of raises) {
    for (const { spanId } of raise) if (spanId !== '') onSpan.set(spanId, (onSpan.get(spanId) ?? new Set()).add(raise));
  }
  return { onSpan, atTime: new TimeIndex(raises, (raise) => raise.map(timeRangeOf)) };
}

/** Another service may fail alike in the same trace: its own telling is nearer, however late. */
const OTHER_SERVICE_MS = 1e9;

function apartInTrace(left: Raise, right: Raise): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const a of left) {
    for (const b of right) {
      if (a.spanId !== '' && a.spanId === b.spanId) return 0;
      const isOther = a.service !== '' && b.service !== '' && a.service !== b.service;
      nearest = Math.min(nearest, distanceMs(a, b) + (isOther ? OTHER_SERVICE_MS : 0));
    }
  }
  return nearest;
}

/**
 * How far apart two nodes are where a side has no trace id; undefined where they do not agree, as far as both name service,
 * host and path, or are 5 s apart.
 */
export function apart(left: JoinNode, right: JoinNode): number | undefined {
  if (left.isTraced && right.isTraced) return undefined;
  let nearest: number | undefined;
  for (const a of left.tellings) {
    for (const b of right.tellings) {
      if (!agree(a, b)) return undefined;
      if (Math.abs(a.timeMs - b.timeMs) < JOIN_MS) nearest = Math.min(nearest ?? JOIN_MS, distanceMs(a, b));
    }
  }
  return nearest;
}

function agree(a: JoinTelling, b: JoinTelling): boolean {
  return areAlike(a.service, b.service) && areAlike(a.host, b.host) && areAlike(a.urlPath, b.urlPath);
}

const areAlike = (a: string, b: string): boolean => a === '' || b === '' || a === b;
