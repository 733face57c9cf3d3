import { type AttributeTable, COMMON, OF_KIND, OF_SERVICE } from './attributes.ts';
import { pickHex, pickInteger, pickLatencyUs } from './chance.ts';
import { incidentOf, type SeedException } from './incidents.ts';
import type { Operation, Step } from './operations.ts';
import {
  KIND_CONSUMER,
  KIND_SERVER,
  type SeedLink,
  type SeedLog,
  type SeedResource,
  type SeedSpan,
  type SeedSpanEvent,
  type SeedValue,
} from './record.ts';
import type { Scene } from './scene.ts';
import { type Resources, SERVICES, type ServiceName } from './services.ts';

/** Takes what a trace consists of, in no promised order. */
export interface Listener {
  span(resource: SeedResource, span: SeedSpan): void;
  log(resource: SeedResource, log: SeedLog): void;
}

export interface TraceOptions {
  readonly scene: Scene;
  readonly startUs: number;
  /** Share of the day that has passed at the start. */
  readonly dayShare: number;
  readonly resources: Resources;
  readonly listener: Listener;
}

interface Caller {
  readonly traceId: string;
  readonly spanId: string;
  readonly service: ServiceName | undefined;
  readonly resource: SeedResource | undefined;
  readonly links: readonly SeedLink[];
}

interface Outcome {
  readonly endUs: number;
  readonly hasFailed: boolean;
}

/** A trace from its root down; what it causes in other traces (consumers) comes with it. */
export function tellTrace(root: Operation, options: TraceOptions): void {
  new Trace(options).tell(root, startOfTrace(options, []), options.startUs);
}

const startOfTrace = ({ scene }: TraceOptions, links: readonly SeedLink[]): Caller => ({
  traceId: pickHex(scene.random, 32),
  spanId: '',
  service: undefined,
  resource: undefined,
  links,
});

const OWN_FAILURE: SeedException = { type: 'InternalError', message: 'unexpected state' };
/** Between the fast end of a message queue and its slow one. */
const QUEUE_US = [20_000, 900_000] as const;
const GAP_US = 60;

class Trace {
  readonly #options: TraceOptions;
  /** Services whose spans this trace does not keep. */
  readonly #dropped = new Map<ServiceName, boolean>();

  constructor(options: TraceOptions) {
    this.#options = options;
  }

  tell(operation: Operation, caller: Caller, startUs: number): Outcome {
    const { scene, dayShare } = this.#options;
    const { random } = scene;
    const { service, name } = operation;
    const resource = this.#resourceOf(service, caller);
    const spanId = pickHex(random, 16);
    const attributes = this.#attributesOf(operation, caller);
    const incident = incidentOf({ service, name, dayShare }, attributes, resource.attributes);
    const symptom = incident?.symptom;
    const ownUs =
      pickLatencyUs(random, operation.medianMs) + (symptom && 'slowMs' in symptom ? symptom.slowMs * 1_000 : 0);
    const self = { traceId: caller.traceId, spanId, service, resource, links: [] };
    const below = this.#steps(operation.steps, self, startUs + Math.round(ownUs * 0.4));
    const exception = this.#exceptionOf(operation, symptom && 'exception' in symptom ? symptom.exception : undefined);
    const endUs = below.endUs + Math.round(ownUs * 0.6);
    const hasFailed = below.hasFailed || exception !== undefined;
    if (operation.isHttp) attributes['http.response.status_code'] = statusOf(hasFailed, exception, random());
    if (hasFailed) attributes['error.type'] = exception?.type ?? '502';
    this.#span(operation, caller, { spanId, startUs, endUs, attributes, hasFailed, exception }, resource);
    this.#logs(operation, { self, resource, endUs, exception });
    return { endUs, hasFailed };
  }

  #steps(steps: readonly Step[], self: Caller, startUs: number): Outcome {
    const { random } = this.#options.scene;
    let [beginUs, endUs, hasFailed] = [startUs, startUs, false];
    for (const { operation, share, repeatsMax, isParallel, isOptional, isAsync } of steps) {
      if (share < 1 && random() >= share) continue;
      if (isAsync) {
        this.#later(operation, self, endUs);
        continue;
      }
      for (let left = pickInteger(random, 1, repeatsMax); left > 0; left--) {
        if (!isParallel) beginUs = endUs + GAP_US;
        const outcome = this.tell(operation, self, beginUs);
        endUs = Math.max(endUs, outcome.endUs);
        if (outcome.hasFailed && !isOptional) hasFailed = true;
      }
      // Nothing that comes after is tried.
      if (hasFailed) break;
    }
    return { endUs, hasFailed };
  }

  #later(operation: Operation, { traceId, spanId }: Caller, sentUs: number): void {
    const link = { traceId, spanId, attributes: { 'messaging.link.reason': 'produced-by' } };
    const startUs = sentUs + pickInteger(this.#options.scene.random, ...QUEUE_US);
    new Trace(this.#options).tell(operation, startOfTrace(this.#options, [link]), startUs);
  }

  /** Calls inside a service stay in the instance that was asked. */
  #resourceOf(service: ServiceName, caller: Caller): SeedResource {
    if (caller.resource && caller.service === service) return caller.resource;
    return this.#options.resources(service, this.#options.scene, this.#options.dayShare);
  }

  #attributesOf({ attributes, kind, service, isProbe }: Operation, { spanId }: Caller): Record<string, SeedValue> {
    const made: Record<string, SeedValue> = {};
    const add = (table: AttributeTable) => {
      for (const [name, make] of Object.entries(table)) {
        const value = make(this.#options.scene);
        if (value !== undefined) made[name] = value;
      }
    };
    if (!isProbe) {
      add(COMMON);
      add(OF_KIND[kind]);
      if (kind === KIND_SERVER || kind === KIND_CONSUMER || spanId === '') add(OF_SERVICE[service]);
    }
    add(attributes);
    const { sampleRate } = SERVICES[service];
    if (sampleRate > 1) made.SampleRate = sampleRate;
    return made;
  }

  #exceptionOf({ failShare }: Operation, planted: SeedException | undefined): SeedException | undefined {
    const hasFailed = failShare > 0 && this.#options.scene.random() < failShare;
    return planted ?? (hasFailed ? OWN_FAILURE : undefined);
  }

  #span(
    { service, name, kind }: Operation,
    { traceId, spanId: parentSpanId, links }: Caller,
    { spanId, startUs, endUs, attributes, hasFailed, exception }: SpanFacts,
    resource: SeedResource,
  ): void {
    if (this.#isDropped(service)) return;
    const { sampleRate } = SERVICES[service];
    this.#options.listener.span(resource, {
      traceId,
      spanId,
      parentSpanId,
      name,
      kind,
      startUs,
      durationUs: endUs - startUs,
      attributes,
      events: exception ? [exceptionEvent(exception, name, endUs)] : [],
      links,
      hasError: hasFailed,
      statusMessage: exception?.message ?? '',
      weight: sampleRate,
    });
  }

  #logs({ service, name, logs }: Operation, { self, resource, endUs, exception }: LogFacts): void {
    if (this.#isDropped(service)) return;
    const { scene, listener } = this.#options;
    const { traceId, spanId } = self;
    const log = { traceId, spanId, timeUs: endUs - 1 };
    const attributes = { 'log.logger': `shop.${service}` };
    for (const { severity, share, text } of logs) {
      if (scene.random() < share) listener.log(resource, { ...log, severity, body: text(scene), attributes });
    }
    if (!exception) return;
    listener.log(resource, {
      ...log,
      severity: 'ERROR',
      body: `${name} failed: ${exception.message}`,
      attributes: { ...attributes, 'exception.type': exception.type, 'exception.message': exception.message },
    });
  }

  #isDropped(service: ServiceName): boolean {
    const { sampleRate } = SERVICES[service];
    if (sampleRate === 1) return false;
    const known = this.#dropped.get(service);
    if (known !== undefined) return known;
    const isDropped = this.#options.scene.random() >= 1 / sampleRate;
    this.#dropped.set(service, isDropped);
    return isDropped;
  }
}

interface SpanFacts extends Outcome {
  readonly spanId: string;
  readonly startUs: number;
  readonly attributes: Record<string, SeedValue>;
  readonly exception: SeedException | undefined;
}

interface LogFacts {
  readonly self: Caller;
  readonly resource: SeedResource;
  readonly endUs: number;
  readonly exception: SeedException | undefined;
}

/** A caller of what failed answers 502, what failed itself 500; of the rest a few are not found or not changed. */
function statusOf(hasFailed: boolean, exception: SeedException | undefined, chance: number): number {
  if (hasFailed) return exception ? 500 : 502;
  if (chance < 0.01) return 404;
  return chance < 0.04 ? 304 : 200;
}

function exceptionEvent({ type, message }: SeedException, name: string, timeUs: number): SeedSpanEvent {
  const trace = ['dispatch', 'route', 'handle'].map((step, line) => `    at ${step} (app/${step}.js:${40 + line}:7)`);
  return {
    timeUs,
    name: 'exception',
    attributes: {
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': `${type}: ${message}\n    at ${name}\n${trace.join('\n')}`,
    },
  };
}
