import type { AttributeTable } from './attributes.ts';
import { KIND_CLIENT, KIND_CONSUMER, KIND_INTERNAL, KIND_PRODUCER, KIND_SERVER, type SeedSpanKind } from './record.ts';
import { always, among, between, type MakeValue, oneOf, type Scene, sometimes, unique } from './scene.ts';
import type { ServiceName } from './services.ts';

/** A span and what it causes. */
export interface Operation {
  readonly service: ServiceName;
  readonly name: string;
  readonly kind: SeedSpanKind;
  /** Of its own work, what it waits for left out. */
  readonly medianMs: number;
  /** How often its own work fails. */
  readonly failShare: number;
  /** Attribute that says how an HTTP call went. */
  readonly isHttp: boolean;
  readonly attributes: AttributeTable;
  readonly steps: readonly Step[];
  readonly logs: readonly LogLine[];
  /** Asked by a machine: no shopper, no session. */
  readonly isProbe: boolean;
}

/** One after another; those marked parallel begin with the step before them. */
export interface Step {
  readonly operation: Operation;
  /** How often it happens. */
  readonly share: number;
  readonly repeatsMax: number;
  readonly isParallel: boolean;
  /** Its failure does not fail the caller. */
  readonly isOptional: boolean;
  /** Later and in a trace of its own, linked to the caller. */
  readonly isAsync: boolean;
}

export interface LogLine {
  readonly severity: 'INFO' | 'WARN';
  readonly share: number;
  readonly text: (scene: Scene) => string;
}

const own = (service: ServiceName, name: string, kind: SeedSpanKind, medianMs: number): Operation => ({
  service,
  name,
  kind,
  medianMs,
  failShare: 0,
  isHttp: false,
  attributes: {},
  steps: [],
  logs: [],
  isProbe: false,
});

export const step = (operation: Operation, options: Partial<Step> = {}): Step => ({
  share: 1,
  repeatsMax: 1,
  isParallel: false,
  isOptional: false,
  isAsync: false,
  ...options,
  operation,
});

type More = Partial<Pick<Operation, 'failShare' | 'attributes' | 'steps' | 'logs'>>;

/** `name` as OpenTelemetry wants it: method and route. */
export function serve(service: ServiceName, name: string, medianMs: number, more: More = {}): Operation {
  const [method = '', route = ''] = name.split(' ');
  return {
    ...own(service, name, KIND_SERVER, medianMs),
    failShare: 0.003,
    isHttp: true,
    ...more,
    attributes: {
      'http.request.method': always(method),
      'http.route': always(route),
      'url.path': ({ sku }) => route.replace(':sku', sku),
      ...more.attributes,
    },
  };
}

/** The orchestrator's question, whether an instance still answers. */
export const probe = (service: ServiceName): Operation => ({
  ...serve(service, 'GET /healthz', 0.4, { attributes: { 'user_agent.original': always('kube-probe/1.31') } }),
  failShare: 0,
  isProbe: true,
});

/** The caller's half of an HTTP call, around the other's. */
export function call(service: ServiceName, target: Operation): Operation {
  const [method = ''] = target.name.split(' ');
  const path = String(target.attributes['http.route']?.({} as Scene) ?? '');
  return {
    ...own(service, method, KIND_CLIENT, service === 'web' ? 45 : 0.8),
    isHttp: true,
    attributes: {
      'http.request.method': always(method),
      'server.address': always(`${target.service}.shop.internal`),
      'url.full': always(`https://${target.service}.shop.internal${path}`),
    },
    steps: [step(target)],
  };
}

/** The caller's half of a gRPC call. */
export function callGrpc(service: ServiceName, target: Operation): Operation {
  return {
    ...own(service, target.name, KIND_CLIENT, 0.6),
    attributes: { ...rpcAttributes(target.name), 'server.address': always(`${target.service}.shop.internal`) },
    steps: [step(target)],
  };
}

export function serveGrpc(service: ServiceName, name: string, medianMs: number, more: More = {}): Operation {
  return {
    ...own(service, name, KIND_SERVER, medianMs),
    failShare: 0.003,
    ...more,
    attributes: { ...rpcAttributes(name), ...more.attributes },
  };
}

const rpcAttributes = (name: string): AttributeTable => ({
  'rpc.system': always('grpc'),
  'rpc.service': always(name.split('/')[0] ?? ''),
  'rpc.method': always(name.split('/')[1] ?? ''),
});

export const work = (service: ServiceName, name: string, medianMs: number, more: More = {}): Operation => ({
  ...own(service, name, KIND_INTERNAL, medianMs),
  ...more,
});

const COLUMNS: MakeValue<string> = among('id', 'sku', 'updated_at');

/** A statement of PostgreSQL: `SELECT products`. */
export function sql(service: ServiceName, name: string, medianMs: number): Operation {
  const [verb = '', table = ''] = name.split(' ');
  return {
    ...own(service, name, KIND_CLIENT, medianMs),
    failShare: 0.0003,
    attributes: {
      'db.system.name': always('postgresql'),
      'db.namespace': always(`${service}_production`),
      'db.operation.name': always(verb),
      'db.collection.name': always(table),
      'db.query.text': (scene) => `${verb} ... ${table} WHERE ${COLUMNS(scene)} = $1`,
      'db.response.returned_rows': between(0, 40, 2),
      'db.client.connection.pool.name': among('primary', 'replica'),
      'server.address': always(`${service}-db.shop.internal`),
    },
  };
}

/** A command of Redis or a query of Elasticsearch. */
export function ask(
  service: ServiceName,
  system: 'redis' | 'elasticsearch',
  verb: string,
  medianMs: number,
): Operation {
  return {
    ...own(service, verb, KIND_CLIENT, medianMs),
    failShare: 0.0002,
    attributes: {
      'db.system.name': always(system),
      'db.operation.name': always(verb),
      'db.namespace': always(system === 'redis' ? '0' : 'products'),
      'server.address': always(`${service}-${system}.shop.internal`),
      ...(system === 'redis' ? { 'app.redis.hit': oneOf([true, 9], [false, 1]) } : { 'app.shards': among(3, 5) }),
    },
  };
}

/** Sends to a topic; each consumer's work is a trace of its own that links back. */
export function publish(service: ServiceName, topic: string, consumers: readonly Operation[]): Operation {
  return {
    ...own(service, `send ${topic}`, KIND_PRODUCER, 2),
    attributes: { ...messagingAttributes(topic, 'send'), 'messaging.message.id': unique('msg-') },
    steps: consumers.map((operation) => step(operation, { isAsync: true })),
  };
}

export function consume(service: ServiceName, topic: string, medianMs: number, more: More): Operation {
  return {
    ...own(service, `process ${topic}`, KIND_CONSUMER, medianMs),
    failShare: 0.002,
    ...more,
    attributes: { ...messagingAttributes(topic, 'process'), ...more.attributes },
  };
}

const messagingAttributes = (topic: string, type: string): AttributeTable => ({
  'messaging.system': always('kafka'),
  'messaging.destination.name': always(topic),
  'messaging.operation.type': always(type),
  'messaging.destination.partition.id': among('0', '1', '2', '3'),
  'messaging.message.body.size': sometimes(0.9, between(200, 2_000, 100)),
});

/** What a page does in the browser around the requests it makes. */
export function page(name: string, medianMs: number, steps: readonly Step[], more: More = {}): Operation {
  return { ...own('web', name, KIND_INTERNAL, medianMs), failShare: 0.002, ...more, steps };
}

export const say = (severity: 'INFO' | 'WARN', share: number, text: (scene: Scene) => string): LogLine => ({
  severity,
  share,
  text,
});
