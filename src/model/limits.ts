/** Limits on what a record may hold. What exceeds a length is cut and flagged; what exceeds a count or depth is rejected. */
export interface RecordLimits {
  /** Attributes of one record, resource and scope included, after flattening. */
  readonly attributesMax: number;
  /** Nesting of arrays and maps inside one value. */
  readonly depthMax: number;
  /** UTF-8 bytes of an attribute name. */
  readonly keyBytesMax: number;
  /** UTF-8 bytes of one string value. */
  readonly valueBytesMax: number;
}

export interface BodyLimits {
  /** Bytes as sent. */
  readonly bodyBytesMax: number;
  /** Bytes after decompression. */
  readonly inflatedBytesMax: number;
}

// Source: opentelemetry.io SDK defaults allow 128 attributes a span; Honeycomb documents 2,000 columns an event.
export const DEFAULT_RECORD_LIMITS: RecordLimits = {
  attributesMax: 2_000,
  depthMax: 64,
  keyBytesMax: 65_536,
  valueBytesMax: 1_048_576,
};

/** Bytes of the JSON text that stands for an array in queries. Source: husky otlp/common.go, 65,535. */
export const JSON_TEXT_BYTES_MAX = 65_535;

/** Spans of one trace that are read and drawn; a larger trace is cut and says so. */
export const TRACE_SPANS_MAX = 100_000;

/** Log records of one trace that are read and drawn, the earliest. With LOG_TEXT_CHARS_MAX: an answer of 5 MB at most. */
export const TRACE_LOGS_MAX = 10_000;

/** Characters of a log record's body in a row, and in the search over the trace; its panel shows the whole. */
export const LOG_TEXT_CHARS_MAX = 500;
