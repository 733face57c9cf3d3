import { type JsonObject, objectOf } from '../json.ts';
import { present } from './attributes.ts';
import { type DocumentNode, nodesBelow } from './document-node.ts';
import { printTraceId, roundSeconds } from './names.ts';
import {
  CLIENT_TYPE,
  calleeOf,
  distinctServices,
  isRemoteCall,
  type ServiceIdentity,
  serviceId,
  textMember,
} from './service-of-node.ts';
import {
  allNodes,
  countedTrace,
  isPartial,
  segmentsOf,
  type TraceDocuments,
  unansweredCalls,
} from './trace-documents.ts';

/** One trace as `GetTraceSummaries` gives it; undefined where there is no segment nor subsegment of it. */
export function summarizeTrace(trace: TraceDocuments): JsonObject | undefined {
  const { roots } = trace;
  const [first] = roots;
  if (!first) return undefined;
  const counted = countedTrace(trace);
  const root = rootOf(counted);
  const flags = root ? flagsOf(root) : NO_FLAGS;
  return {
    Id: printTraceId(trace.traceId),
    StartTime: first.start,
    Duration: durationOf(roots),
    ...present({ ResponseTime: responseTimeOf(root) }),
    HasFault: flags.fault,
    HasError: flags.error,
    HasThrottle: segmentsOf(trace).some((segment) => flagsOf(segment).throttle),
    IsPartial: isPartial(trace),
    Http: root ? httpOf(root) : {},
    Annotations: annotationsOf(trace),
    Users: usersOf(trace),
    ServiceIds: servicesOf(counted).map((service) => serviceId(service)),
    ...resourcesOf(segmentsOf(trace)),
    ...present({ EntryPoint: entryPointOf(counted, root) }),
  };
}

/**
 * The segment with which the trace began: the earliest without a parent; where all have one, as behind a caller that sends
 * nothing, the earliest whose parent is not there.
 */
export function rootOf({ roots }: TraceDocuments): DocumentNode | undefined {
  const segments = roots.filter(({ isSegment }) => isSegment);
  const known = new Set(roots.flatMap(nodesBelow).map(({ id }) => id));
  return (
    segments.find(({ parentId }) => parentId === '') ??
    segments.find(({ parentId }) => !known.has(parentId)) ??
    segments[0]
  );
}

export interface Flags {
  readonly error: boolean;
  readonly fault: boolean;
  readonly throttle: boolean;
}
const NO_FLAGS: Flags = { error: false, fault: false, throttle: false };

/** By the flags as sent; a status that speaks louder counts too. */
export function flagsOf({ body }: DocumentNode): Flags {
  const status = statusOf(body) ?? 0;
  return {
    error: body.error === true || (status >= 400 && status < 500),
    fault: body.fault === true || status >= 500,
    throttle: body.throttle === true || status === 429,
  };
}

function statusOf({ http }: JsonObject): number | undefined {
  const { status } = objectOf(objectOf(http).response);
  const number = typeof status === 'string' ? Number(status) : status;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

/** From the earliest start to the last end that is known, seconds. */
export function durationOf(roots: readonly DocumentNode[]): number {
  let last = Number.NEGATIVE_INFINITY;
  let start = Number.POSITIVE_INFINITY;
  for (const { start: from, end } of roots.flatMap(nodesBelow)) {
    if (from < start) start = from;
    if (end !== undefined && end > last) last = end;
  }
  return last > start ? roundSeconds(last - start) : 0;
}

/** Of a segment without a parent: what it answers to is who waits. */
function responseTimeOf(root: DocumentNode | undefined): number | undefined {
  if (root?.parentId !== '' || root.end === undefined || root.isInProgress) return undefined;
  return roundSeconds(Math.max(0, root.end - root.start));
}

/** Always an object: clients read into it. */
function httpOf({ body }: DocumentNode): JsonObject {
  const request = objectOf(objectOf(body.http).request);
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  return (
    present({
      HttpURL: text(request.url),
      HttpStatus: statusOf(body),
      HttpMethod: text(request.method),
      UserAgent: text(request.user_agent),
      ClientIp: text(request.client_ip),
    }) ?? {}
  );
}

function entryPointOf({ services }: TraceDocuments, root: DocumentNode | undefined): object | undefined {
  const service = root && services.get(root);
  return service && serviceId(service);
}

/** With the service that each node belongs to, where that is known: annotations and users are told with theirs. */
function withServices(trace: TraceDocuments): [DocumentNode, ServiceIdentity | undefined][] {
  return allNodes(trace).map((node) => [node, trace.services.get(node)]);
}

interface Told {
  readonly value: unknown;
  readonly services: ServiceIdentity[];
}

/** Collects values with who told them, each value once. */
class Tellers {
  readonly #byKey = new Map<string, Told>();

  add(value: unknown, service: ServiceIdentity | undefined): void {
    const key = `${typeof value} ${String(value)}`;
    const told = this.#byKey.get(key) ?? { value, services: [] };
    this.#byKey.set(key, told);
    if (service) told.services.push(service);
  }

  /** In the order of the values. */
  list(): Told[] {
    return [...this.#byKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, told]) => told);
  }
}

const serviceIds = (services: readonly ServiceIdentity[]) =>
  distinctServices(services).map((service) => serviceId(service));

function annotationsOf(trace: TraceDocuments): JsonObject {
  const byKey = new Map<string, Tellers>();
  for (const [{ body }, service] of withServices(trace)) {
    for (const [key, value] of Object.entries(objectOf(body.annotations))) {
      if (annotationValue(value) === undefined) continue;
      const tellers = byKey.get(key) ?? new Tellers();
      byKey.set(key, tellers);
      tellers.add(value, service);
    }
  }
  const keys = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    keys.map(([key, tellers]) => [
      key,
      tellers.list().map(({ value, services }) => ({
        AnnotationValue: annotationValue(value),
        ServiceIds: serviceIds(services),
      })),
    ]),
  );
}

function annotationValue(value: unknown): JsonObject | undefined {
  switch (typeof value) {
    case 'string':
      return { StringValue: value };
    case 'number':
      return { NumberValue: value };
    case 'boolean':
      return { BooleanValue: value };
    default:
      return undefined;
  }
}

function usersOf(trace: TraceDocuments): JsonObject[] {
  const users = new Tellers();
  for (const [{ body }, service] of withServices(trace)) {
    const user = textMember(body.user);
    if (user !== '') users.add(user, service);
  }
  return users.list().map(({ value, services }) => ({ UserName: value, ServiceIds: serviceIds(services) }));
}

/** Every node of the map that the trace touches. */
export function servicesOf(trace: TraceDocuments): ServiceIdentity[] {
  const servicesOfAll = (nodes: readonly DocumentNode[]) => nodes.flatMap((node) => trace.services.get(node) ?? []);
  const own = servicesOfAll(segmentsOf(trace));
  const calls = (node: DocumentNode) => !node.isSegment && (isRemoteCall(node) || trace.answered.has(node.id));
  // A part of a service need not repeat what the service runs on.
  const known = new Map(own.map((service) => [service.name, service]));
  const callers = servicesOfAll(allNodes(trace).filter(calls)).map((service) => known.get(service.name) ?? service);
  const clients = servicesOfAll(segmentsOf(trace).filter(({ parentId }) => parentId === '')).map(({ name }) => ({
    name,
    type: CLIENT_TYPE,
  }));
  return distinctServices([...own, ...callers, ...clients, ...unansweredCalls(trace).map(calleeOf)]);
}

function resourcesOf(segments: readonly DocumentNode[]): JsonObject {
  const distinct = (read: (body: JsonObject) => unknown) =>
    [...new Set(segments.map(({ body }) => textMember(read(body))))].filter((text) => text !== '').sort();
  const ec2 = ({ aws }: JsonObject) => objectOf(objectOf(aws).ec2);
  return {
    ResourceARNs: distinct((body) => body.resource_arn).map((arn) => ({ ARN: arn })),
    InstanceIds: distinct((body) => ec2(body).instance_id).map((id) => ({ Id: id })),
    AvailabilityZones: distinct((body) => ec2(body).availability_zone).map((zone) => ({ Name: zone })),
  };
}
