import { KIND_CONSUMER, KIND_SERVER, type SeedExport, type SeedSpan } from './record.ts';

/** Counts with weights: how many real ones the kept ones stand for. */
export interface Tally {
  count: number;
  weight: number;
}

export interface ServiceFacts {
  readonly spans: Tally;
  /** Spans with status error. */
  readonly failedSpans: Tally;
  /** Entries: spans that came from outside (server, consumer) or began a trace. Health checks are among them. */
  readonly requests: Tally;
  readonly failedRequests: Tally;
  readonly healthChecks: Tally;
  /** Of each request that is no health check. */
  readonly durations: WeightedDuration[];
}

export interface WeightedDuration {
  readonly ms: number;
  readonly weight: number;
}

export interface SeedFacts extends ServiceFacts {
  readonly traceCount: number;
  /** Span events, links and log records. */
  readonly eventCount: number;
  readonly linkCount: number;
  readonly logCount: number;
  /** One for each release, region and ten minutes that had a request: a row of three metrics. */
  readonly measurementCount: number;
  readonly services: ReadonlyMap<string, ServiceFacts>;
}

export const HEALTH_CHECK_ROUTE = '/healthz';

/** What every screen over the seed must agree with, counted one by one. */
export function countFacts(exports: Iterable<SeedExport>): SeedFacts {
  const all = noFacts();
  const services = new Map<string, ServiceFacts>();
  const traces = new Set<string>();
  let [eventCount, linkCount, logCount, measurementCount] = [0, 0, 0, 0];
  for (const { groups, measurements } of exports) {
    measurementCount += measurements.length;
    for (const { resource, spans, logs } of groups) {
      const own = services.get(resource.service) ?? noFacts();
      services.set(resource.service, own);
      logCount += logs.length;
      for (const span of spans) {
        traces.add(span.traceId);
        eventCount += span.events.length;
        linkCount += span.links.length;
        for (const facts of [all, own]) addSpan(facts, span);
      }
    }
  }
  return { ...all, services, traceCount: traces.size, eventCount, linkCount, logCount, measurementCount };
}

export function isRequest({ kind, parentSpanId }: SeedSpan): boolean {
  return kind === KIND_SERVER || kind === KIND_CONSUMER || parentSpanId === '';
}

export function isHealthCheck({ attributes }: SeedSpan): boolean {
  return attributes['http.route'] === HEALTH_CHECK_ROUTE;
}

function addSpan(facts: ServiceFacts, span: SeedSpan): void {
  add(facts.spans, span);
  if (span.hasError) add(facts.failedSpans, span);
  if (isHealthCheck(span)) add(facts.healthChecks, span);
  if (!isRequest(span)) return;
  add(facts.requests, span);
  if (!isHealthCheck(span)) facts.durations.push({ ms: span.durationUs / 1_000, weight: span.weight });
  if (span.hasError) add(facts.failedRequests, span);
}

function add(tally: Tally, { weight }: SeedSpan): void {
  tally.count++;
  tally.weight += weight;
}

function noFacts(): ServiceFacts {
  const none = (): Tally => ({ count: 0, weight: 0 });
  return {
    spans: none(),
    failedSpans: none(),
    requests: none(),
    failedRequests: none(),
    healthChecks: none(),
    durations: [],
  };
}
