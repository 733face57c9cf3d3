import { seededRandom } from '../../tests/support/random.ts';
import { arrivals } from './arrivals.ts';
import { pick, type Random } from './chance.ts';
import { isRequest } from './facts.ts';
import { HEALTH_CHECKS, JOURNEYS } from './journeys.ts';
import { Meters } from './meters.ts';
import type { Operation } from './operations.ts';
import type { SeedExport, SeedGroup, SeedLog, SeedMeasurement, SeedResource, SeedSpan } from './record.ts';
import { pickScene } from './scene.ts';
import { createResources, type Resources } from './services.ts';
import { type Listener, tellTrace } from './tell-trace.ts';

export const DAY_MS = 86_400_000;
const PROBE_EVERY_US = 30_000_000;
const MEASURE_EVERY_US = 600_000_000;
/** Nothing begins so late that it would end after the day: the slowest trace takes some 30 s. */
const LAST_START_MS = 60_000;

export interface SeedOptions {
  /** The same seed, size and end make the same bytes. */
  readonly seed: number;
  /** Spans that shoppers cause, within 3 %; health checks are besides (8 a minute). */
  readonly spans: number;
  /** End of the day, epoch milliseconds. */
  readonly endMs: number;
  /** Of one export, at least; a trace is never cut. Default 1,000. */
  readonly exportSpans?: number;
}

/** A day of the shop as exports in order of time; made as they are taken, so that any size fits in memory. */
export function* seedDay({ seed, spans, endMs, exportSpans = 1_000 }: SeedOptions): Generator<SeedExport> {
  const random = seededRandom(seed);
  const startMs = endMs - DAY_MS;
  const count = Math.max(1, Math.round(spans / spansPerVisit()));
  const resources = createResources();
  const batch = new Batch(startMs * 1_000, random);
  const tell = (operation: Operation, startUs: number) => {
    const dayShare = (startUs / 1_000 - startMs) / DAY_MS;
    batch.advance(startUs);
    tellTrace(operation, { scene: pickScene(random), startUs, dayShare, resources, listener: batch });
  };
  const lastMs = endMs - LAST_START_MS;
  const probes = healthChecks(startMs, lastMs);
  let probe = probes.next();
  for (const startUs of arrivals(count, startMs, lastMs, random)) {
    for (; !probe.done && probe.value.startUs <= startUs; probe = probes.next()) {
      tell(probe.value.operation, probe.value.startUs);
      if (batch.spanCount >= exportSpans) yield batch.take();
    }
    tell(pick(random, JOURNEYS), startUs);
    if (batch.spanCount >= exportSpans) yield batch.take();
  }
  for (; !probe.done; probe = probes.next()) tell(probe.value.operation, probe.value.startUs);
  if (batch.spanCount > 0) yield batch.take();
}

function* healthChecks(startMs: number, endMs: number) {
  for (let startUs = startMs * 1_000; startUs < endMs * 1_000; startUs += PROBE_EVERY_US) {
    for (const operation of HEALTH_CHECKS) yield { startUs, operation };
  }
}

class Batch implements Listener {
  readonly #random: Random;
  readonly #meters: Meters;
  #nextMeasureUs: number;
  #groups = new Map<SeedResource, SeedGroup>();
  #measurements: SeedMeasurement[] = [];
  #spanCount = 0;

  constructor(startUs: number, random: Random) {
    this.#random = random;
    this.#meters = new Meters(startUs);
    this.#nextMeasureUs = startUs + MEASURE_EVERY_US;
  }

  get spanCount(): number {
    return this.#spanCount;
  }

  /** Nothing that comes later begins before this time. */
  advance(timeUs: number): void {
    for (; this.#nextMeasureUs <= timeUs; this.#nextMeasureUs += MEASURE_EVERY_US) {
      this.#measurements.push(...this.#meters.measure(this.#nextMeasureUs, this.#random));
    }
  }

  span(resource: SeedResource, span: SeedSpan): void {
    this.#groupOf(resource).spans.push(span);
    if (isRequest(span)) this.#meters.request(resource, span);
    this.#spanCount++;
  }

  log(resource: SeedResource, log: SeedLog): void {
    this.#groupOf(resource).logs.push(log);
  }

  take(): SeedExport {
    const taken = {
      groups: [...this.#groups.values()],
      measurements: this.#measurements,
      spanCount: this.#spanCount,
    };
    this.#groups = new Map();
    this.#measurements = [];
    this.#spanCount = 0;
    return taken;
  }

  #groupOf(resource: SeedResource): SeedGroup {
    const known = this.#groups.get(resource);
    if (known) return known;
    const group = { resource, spans: [], logs: [] };
    this.#groups.set(resource, group);
    return group;
  }
}

const VISITS_COUNTED = 4_000;

/** Counted, not computed: it follows every change of the journeys. */
function spansPerVisit(): number {
  let spanCount = 0;
  const listener: Listener = { span: () => spanCount++, log: () => undefined };
  const random: Random = seededRandom(1);
  const resources: Resources = createResources();
  for (let visit = 0; visit < VISITS_COUNTED; visit++) {
    const scene = pickScene(random);
    tellTrace(pick(random, JOURNEYS), { scene, startUs: 0, dayShare: 0, resources, listener });
  }
  return spanCount / VISITS_COUNTED;
}
