import {
  type MapEdge,
  type MapLink,
  type MapNode,
  type RequestStatistics,
  requestCount,
  type ServiceMap,
} from '../../../traces/index.ts';
import type { JsonObject } from '../json.ts';
import { cleanName, roundSeconds, secondsOf } from './names.ts';
import { CLIENT_TYPE } from './service-of-node.ts';

/** A map as `GetServiceGraph` and `GetTraceGraph` give it: with those who call from outside as nodes of type `client`. */
export function printServices({ nodes, edges, links }: Pick<ServiceMap, 'nodes' | 'edges' | 'links'>): JsonObject[] {
  const referenceOf = new Map(nodes.map(({ id }, index) => [id, index]));
  const reference = (id: string) => referenceOf.get(id) ?? -1;
  const services = nodes.map((node, index) =>
    printService(node, index, [
      ...edges.filter(({ sourceId }) => sourceId === node.id).map((edge) => printEdge(edge, reference(edge.targetId))),
      ...links.filter(({ sourceId }) => sourceId === node.id).map((link) => printLink(link, reference(link.targetId))),
    ]),
  );
  const clients = nodes.flatMap((node) => (node.roots ? [{ node, roots: node.roots }] : []));
  return [
    ...services,
    ...clients.map(({ node, roots }, index) => printClient(node, roots, [nodes.length + index, reference(node.id)])),
  ];
}

function printService({ name, type, isInferred, statistics, roots }: MapNode, id: number, edges: JsonObject[]) {
  const clean = cleanName(name);
  return {
    ReferenceId: id,
    Name: clean,
    Names: [clean],
    ...(roots ? { Root: true } : {}),
    ...(type === '' ? {} : { Type: type }),
    State: isInferred ? 'unknown' : 'active',
    ...times(statistics),
    Edges: edges,
    SummaryStatistics: summaryStatistics(statistics),
    DurationHistogram: histogram(statistics),
    ResponseTimeHistogram: histogram(statistics),
  };
}

function printClient({ name }: MapNode, roots: RequestStatistics, [id, target]: readonly [number, number]): JsonObject {
  const clean = cleanName(name);
  return {
    ReferenceId: id,
    Name: clean,
    Names: [clean],
    Type: CLIENT_TYPE,
    State: 'unknown',
    ...times(roots),
    Edges: [printEdge({ statistics: roots }, target)],
  };
}

function printEdge({ statistics }: Pick<MapEdge, 'statistics'>, target: number): JsonObject {
  return {
    ReferenceId: target,
    ...times(statistics),
    SummaryStatistics: summaryStatistics(statistics),
    ResponseTimeHistogram: histogram(statistics),
    Aliases: [],
  };
}

/** Nobody waits: there is no response time, but an age. */
function printLink({ statistics }: Pick<MapLink, 'statistics'>, target: number): JsonObject {
  return {
    ReferenceId: target,
    ...times(statistics),
    SummaryStatistics: summaryStatistics(statistics),
    ReceivedEventAgeHistogram: histogram(statistics),
    EdgeType: 'link',
    Aliases: [],
  };
}

/** Where a node has no request of its own, as one that only calls, there is no time either. */
function times(statistics: RequestStatistics): JsonObject {
  if (requestCount(statistics) === 0) return {};
  return { StartTime: secondsOf(statistics.firstNs), EndTime: secondsOf(statistics.lastNs) };
}

/** Whole numbers that add up: weights may be fractions. */
function summaryStatistics({ ok, error, throttle, fault, totalSeconds }: RequestStatistics): JsonObject {
  const [okCount, errorCount, throttleCount, faultCount] = [ok, error, throttle, fault].map(Math.round) as [
    number,
    number,
    number,
    number,
  ];
  return {
    OkCount: okCount,
    ErrorStatistics: {
      ThrottleCount: throttleCount,
      OtherCount: errorCount,
      TotalCount: throttleCount + errorCount,
    },
    FaultStatistics: { OtherCount: faultCount, TotalCount: faultCount },
    TotalCount: okCount + errorCount + throttleCount + faultCount,
    TotalResponseTime: roundSeconds(totalSeconds),
  };
}

function histogram(statistics: RequestStatistics): JsonObject[] {
  return statistics.histogram.map(({ seconds, count }) => ({ Value: seconds, Count: Math.max(1, Math.round(count)) }));
}
