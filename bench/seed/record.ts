/** What the seed makes, before it is bytes. Field by field what OTLP calls it; see encode.ts. */

/** A number is an int64; a double says so, because 2 and 2.0 are one number here and two columns there. */
export type SeedValue = string | boolean | number | { readonly double: number };
export type SeedAttributes = Readonly<Record<string, SeedValue>>;

export const KIND_INTERNAL = 1;
export const KIND_SERVER = 2;
export const KIND_CLIENT = 3;
export const KIND_PRODUCER = 4;
export const KIND_CONSUMER = 5;
export type SeedSpanKind = 1 | 2 | 3 | 4 | 5;

export const SEVERITIES = { INFO: 9, WARN: 13, ERROR: 17 } as const;
export type SeedSeverity = keyof typeof SEVERITIES;

export interface SeedResource {
  readonly service: string;
  readonly attributes: SeedAttributes;
}

export interface SeedSpanEvent {
  readonly timeUs: number;
  readonly name: string;
  readonly attributes: SeedAttributes;
}

export interface SeedLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: SeedAttributes;
}

export interface SeedSpan {
  /** 32 and 16 hex digits; the parent's are '' in a root. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: SeedSpanKind;
  /** Epoch microseconds: exact in a number until the year 2255. */
  readonly startUs: number;
  readonly durationUs: number;
  readonly attributes: SeedAttributes;
  readonly events: readonly SeedSpanEvent[];
  readonly links: readonly SeedLink[];
  readonly hasError: boolean;
  readonly statusMessage: string;
  /** How many spans it stands for; above 1 also among the attributes, as `SampleRate`. */
  readonly weight: number;
}

export interface SeedLog {
  readonly traceId: string;
  readonly spanId: string;
  readonly timeUs: number;
  readonly severity: SeedSeverity;
  readonly body: string;
  readonly attributes: SeedAttributes;
}

/** What one instance of one service tells. */
export interface SeedGroup {
  readonly resource: SeedResource;
  readonly spans: SeedSpan[];
  readonly logs: SeedLog[];
}

/** What one release of a service measured in one region since the time before. */
export interface SeedMeasurement {
  readonly resource: SeedResource;
  readonly startUs: number;
  readonly timeUs: number;
  readonly memoryBytes: number;
  /** Since the day began. */
  readonly requestsTotal: number;
  /** Of the requests since the time before. */
  readonly durations: { readonly count: number; readonly sumUs: number; readonly bucketCounts: readonly number[] };
}

/** Upper edges of the buckets of `durations`, in seconds; one more holds the rest. */
export const DURATION_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** One export, as a Collector's batch of several services. */
export interface SeedExport {
  readonly groups: readonly SeedGroup[];
  readonly measurements: readonly SeedMeasurement[];
  readonly spanCount: number;
}
