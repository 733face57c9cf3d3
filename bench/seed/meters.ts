import { pickInteger, type Random } from './chance.ts';
import { DURATION_BOUNDS, type SeedMeasurement, type SeedResource, type SeedSpan } from './record.ts';

interface Meter {
  readonly resource: SeedResource;
  requestsTotal: number;
  count: number;
  sumUs: number;
  bucketCounts: number[];
}

/** What makes a resource one instance; a meter is shared by all instances of a release in a region. */
const INSTANCE_NAMES = new Set(['cloud.availability_zone', 'host.name', 'k8s.pod.name']);
const MEMORY_MIB = [180, 420] as const;
const BYTES_PER_MIB = 2 ** 20;

/** Counts and times requests as a service's own metrics do: of its spans, those that it kept. */
export class Meters {
  readonly #meters = new Map<string, Meter>();
  #sinceUs: number;

  constructor(startUs: number) {
    this.#sinceUs = startUs;
  }

  request(resource: SeedResource, { durationUs }: SeedSpan): void {
    const meter = this.#meterOf(resource);
    const bucket = DURATION_BOUNDS.findIndex((bound) => durationUs <= bound * 1e6);
    const index = bucket < 0 ? DURATION_BOUNDS.length : bucket;
    meter.bucketCounts[index] = (meter.bucketCounts[index] ?? 0) + 1;
    meter.count++;
    meter.sumUs += durationUs;
    meter.requestsTotal++;
  }

  /** Of every meter that had a request since the time before. */
  measure(timeUs: number, random: Random): readonly SeedMeasurement[] {
    const startUs = this.#sinceUs;
    this.#sinceUs = timeUs;
    return [...this.#meters.values()]
      .filter(({ count }) => count > 0)
      .map((meter) => {
        const { resource, requestsTotal, count, sumUs, bucketCounts } = meter;
        Object.assign(meter, { count: 0, sumUs: 0, bucketCounts: noCounts() });
        const memoryBytes = pickInteger(random, ...MEMORY_MIB) * BYTES_PER_MIB;
        return { resource, startUs, timeUs, memoryBytes, requestsTotal, durations: { count, sumUs, bucketCounts } };
      });
  }

  #meterOf({ service, attributes }: SeedResource): Meter {
    const key = `${service} ${attributes['service.version']} ${attributes['cloud.region']}`;
    const known = this.#meters.get(key);
    if (known) return known;
    const own = Object.entries(attributes).filter(([name]) => !INSTANCE_NAMES.has(name));
    const resource = { service, attributes: Object.fromEntries(own) };
    const meter = { resource, requestsTotal: 0, count: 0, sumUs: 0, bucketCounts: noCounts() };
    this.#meters.set(key, meter);
    return meter;
  }
}

const noCounts = () => new Array<number>(DURATION_BOUNDS.length + 1).fill(0);
