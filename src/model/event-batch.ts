/**
 * A batch of events in columns: what every door produces and the store writes. Row i is position i of each column.
 *
 *   timeNs      [ t0, t1, ... ]            attributes.offsets [ 0, 2, 3, ... ]   row 0 owns entries 0..1, row 1 entry 2
 *   traceId     [ 16 bytes | 16 bytes ]    attributes.keys    [ 'a', 'b', 'a', ... ]
 *   name        [ 'GET /', 'db', ... ]     attributes.types   [ INT, STRING, BOOL, ... ]
 *
 * Ids are bytes; all zero means absent. Strings are shared, not copied: rows of one resource hold the same reference.
 */
export const SIGNALS = ['trace', 'log', 'metric', 'event', 'error'] as const;
export type Signal = (typeof SIGNALS)[number];

export const EVENT_KINDS = ['span', 'span_event', 'span_link', 'log_record', 'metric_point', 'occurrence'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** OTLP's numbers 0 to 5, as the words users query. */
export const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

export const STATUS_UNSET = 0;
export const STATUS_OK = 1;
export const STATUS_ERROR = 2;

/**
 * `JSON` entries hold, losslessly, what the four scalar types cannot: arrays, maps, bytes and empty values, as the text
 * of OTLP's JSON form of AnyValue (`{"arrayValue":{"values":[{"intValue":"5"}]}}`, `{}` for an empty value). A name may
 * have such an entry beside its scalar one: the scalar is what queries see.
 */
export const ATTRIBUTE_STRING = 0;
export const ATTRIBUTE_INT = 1;
export const ATTRIBUTE_FLOAT = 2;
export const ATTRIBUTE_BOOL = 3;
export const ATTRIBUTE_JSON = 4;
export type AttributeType =
  | typeof ATTRIBUTE_STRING
  | typeof ATTRIBUTE_INT
  | typeof ATTRIBUTE_FLOAT
  | typeof ATTRIBUTE_BOOL
  | typeof ATTRIBUTE_JSON;

/** string for STRING and JSON, bigint (int64) for INT, number for FLOAT, boolean for BOOL. */
export type AttributeValue = string | bigint | number | boolean;

export interface AttributeColumns {
  /** Length `count + 1`; row i owns the entries offsets[i] to offsets[i + 1]. No (name, JSON or not) twice in a row. */
  readonly offsets: Uint32Array;
  readonly keys: readonly string[];
  readonly types: Uint8Array;
  readonly values: readonly AttributeValue[];
}

export interface EventBatch {
  /** Number of rows. */
  readonly count: number;
  /** Epoch ns, 0 to 2^63-1. Start of a span. */
  readonly timeNs: BigInt64Array;
  /** Nanoseconds, -1 where absent (everything but spans). */
  readonly durationNs: BigInt64Array;
  readonly signal: readonly Signal[];
  readonly kind: readonly EventKind[];
  /** Slug of the dataset. */
  readonly dataset: readonly string[];
  /** 16 bytes a row. */
  readonly traceId: Uint8Array;
  /** 8 bytes a row; zero on anything but a span. */
  readonly spanId: Uint8Array;
  /** 8 bytes a row; the parent span, for span events, links and log records the span they belong to. */
  readonly parentId: Uint8Array;
  /** 16 and 8 bytes a row; only span links. */
  readonly linkTraceId: Uint8Array;
  readonly linkSpanId: Uint8Array;
  readonly name: readonly string[];
  /** Name of the span an event or link belongs to. */
  readonly parentName: readonly string[];
  /** `service.name` as sent. */
  readonly service: readonly string[];
  /** '' on anything but a span. */
  readonly spanKind: readonly (SpanKind | '')[];
  /** STATUS_*; on span events and links the status of their span. */
  readonly statusCode: Uint8Array;
  readonly statusMessage: readonly string[];
  /** W3C tracestate, raw. */
  readonly traceState: readonly string[];
  readonly scopeName: readonly string[];
  readonly scopeVersion: readonly string[];
  /** How many real events the row stands for, >= 1. */
  readonly weight: Float64Array;
  readonly attributes: AttributeColumns;
}

/** One row of a batch, for what must look into it. Made on demand by `EventReader`. */
export interface EventAttribute {
  readonly key: string;
  readonly type: AttributeType;
  readonly value: AttributeValue;
}
