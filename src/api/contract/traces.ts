import { z } from 'zod';
import { COUNTED_SOURCES } from '../../model/counted-source.ts';
import { SPAN_KINDS } from '../../model/event-batch.ts';

/** int64 as decimal text: nanoseconds exceed what a JSON number keeps. */
const int64Text = z.string().regex(/^-?\d{1,19}$/);

export const TRACE_SORTS = ['newest', 'oldest', 'slowest', 'fastest', 'most-spans', 'most-errors'] as const;
export type TraceSort = (typeof TRACE_SORTS)[number];

export const TRACE_LIST_LIMIT_MAX = 1_000;

/** Query string of `GET /api/ui/environments/:environment/traces`. A trace is listed when its first span starts in the range. */
export const traceListQuery = z.strictObject({
  fromMs: z.coerce.number().int().min(0),
  toMs: z.coerce.number().int().min(0),
  /** A service that takes part anywhere in the trace, exact. */
  service: z.string().max(1024).optional(),
  /** Part of the root span's name, without regard to case. */
  rootName: z.string().max(1024).optional(),
  durationMinMs: z.coerce.number().min(0).optional(),
  durationMaxMs: z.coerce.number().min(0).optional(),
  spanCountMin: z.coerce.number().int().min(0).optional(),
  spanCountMax: z.coerce.number().int().min(0).optional(),
  errorCountMin: z.coerce.number().int().min(0).optional(),
  /**
   * With any of these, traces are listed of which a request is such that starts in the range, wherever the trace begins. A
   * request is a span of kind server or consumer, or without a parent.
   */
  requestService: z.string().max(1024).optional(),
  requestName: z.string().max(1024).optional(),
  requestMinMs: z.coerce.number().min(0).optional(),
  /** Exclusive. */
  requestBelowMs: z.coerce.number().min(0).optional(),
  requestFailed: z.literal('yes').optional(),
  requestHealthChecks: z.literal('hidden').optional(),
  /** Of a service that sends both OpenTelemetry and X-Ray, whose spans are requests; OpenTelemetry's by default. */
  requestCounted: z.enum(COUNTED_SOURCES).optional(),
  sort: z.enum(TRACE_SORTS).default('newest'),
  limit: z.coerce.number().int().min(1).max(TRACE_LIST_LIMIT_MAX).default(200),
});
export type TraceListQuery = z.infer<typeof traceListQuery>;

export const traceSummary = z.object({
  /** 32 hex digits; 16 where the sender's id had 64 bits. */
  traceId: z.string(),
  /** '' while the root has not arrived. */
  rootName: z.string(),
  /** Service of the root, of the earliest span while the root is missing. */
  rootService: z.string(),
  startNs: int64Text,
  durationNs: int64Text,
  spanCount: z.number(),
  errorCount: z.number(),
  services: z.array(z.string()),
});
export type TraceSummary = z.infer<typeof traceSummary>;

export const traceListResponse = z.object({
  traces: z.array(traceSummary),
  /** Traces that match, of which `traces` shows the first `limit`. */
  totalCount: z.number(),
});
export type TraceListResponse = z.infer<typeof traceListResponse>;

/** Query string of `GET /api/ui/environments/:environment/services`. */
export const rangeQuery = z.strictObject({
  fromMs: z.coerce.number().int().min(0),
  toMs: z.coerce.number().int().min(0),
});
export const servicesResponse = z.object({ services: z.array(z.string()) });
export type ServicesResponse = z.infer<typeof servicesResponse>;

/**
 * `GET /api/ui/environments/:environment/traces/:traceId`. Spans are columns, in the order of the waterfall: parents
 * before children, siblings by start. Row i is position i of each column.
 */
export const traceResponse = z.object({
  traceId: z.string(),
  /** Earliest start and latest end of the spans, after clock adjustment; of the log records where there is no span. */
  startNs: int64Text,
  durationNs: int64Text,
  spanCount: z.number(),
  errorCount: z.number(),
  rootCount: z.number(),
  /** Set when the trace has more spans than are read. */
  truncatedAt: z.number().nullable(),
  /** Set when the trace has more log records than are read. */
  logsTruncatedAt: z.number().nullable(),
  /** Dictionaries for the index columns below. */
  services: z.array(z.string()),
  names: z.array(z.string()),
  spans: z.object({
    spanId: z.array(z.string()),
    /** Row of the parent, -1 for roots and for spans whose parent is missing. */
    parent: z.array(z.number().int()),
    depth: z.array(z.number().int()),
    /** Rows below this one in the tree: rows i + 1 to i + descendantCount are its subtree. */
    descendantCount: z.array(z.number().int()),
    service: z.array(z.number().int()),
    name: z.array(z.number().int()),
    /** Index into SPAN_KINDS. */
    kind: z.array(
      z
        .number()
        .int()
        .min(0)
        .max(SPAN_KINDS.length - 1),
    ),
    /** Nanoseconds after the trace's start, clock-adjusted. Exact below 2^53 (104 days). */
    startOffsetNs: z.array(z.number()),
    durationNs: z.array(z.number()),
    /** 0 unset, 1 ok, 2 error. */
    status: z.array(z.number().int()),
    /** Bits SPAN_MARK_* of model/span-marks.ts. */
    marks: z.array(z.number().int()),
  }),
  /** Span events, by row of their span, then by time. */
  events: z.object({
    span: z.array(z.number().int()),
    name: z.array(z.string()),
    /** Nanoseconds after the trace's start, adjusted as its span is. */
    offsetNs: z.array(z.number()),
  }),
  /** Span links, by row of their span. */
  links: z.object({ span: z.array(z.number().int()), traceId: z.array(z.string()), spanId: z.array(z.string()) }),
  /** Log records, by row of their span, then by time. */
  logs: z.object({
    /** Row of the span it was written in; -1 where it names none, or one that is not here (see `marks`). */
    span: z.array(z.number().int()),
    /** Names the record to the route below; equal records have one key. */
    key: z.array(z.string()),
    service: z.array(z.number().int()),
    /** OTLP's severity number, 1 to 24; 0 where it was not sent. */
    severity: z.array(z.number().int()),
    /** One line: the first characters (LOG_TEXT_CHARS_MAX of model/limits.ts) of the body, or of what stands for it. */
    text: z.array(z.string()),
    /** Nanoseconds after the trace's start, adjusted as its span is; negative when it was written before. */
    offsetNs: z.array(z.number()),
    /** Bits SPAN_MARK_*: its parent is its span. */
    marks: z.array(z.number().int()),
  }),
});
export type TraceResponse = z.infer<typeof traceResponse>;

/** Query string of one trace and one span: any time inside the trace makes the lookup cheaper; without it the trace is found all the same. */
export const traceQuery = z.strictObject({ aroundMs: z.coerce.number().int().min(0).optional() });

export const FIELD_TYPES = ['string', 'int', 'float', 'bool', 'json'] as const;
export const field = z.object({
  name: z.string(),
  type: z.enum(FIELD_TYPES),
  /** The value as text, exact: an int64 in decimals, a float as JavaScript prints it, JSON as sent. */
  text: z.string(),
});
export type Field = z.infer<typeof field>;

export const spanEvent = z.object({
  name: z.string(),
  timeNs: int64Text,
  /** Milliseconds after the span's start; negative events were sent before it. */
  sinceStartMs: z.number(),
  fields: z.array(field),
});
/** A log record that tells of an exception; `key` as in `traceResponse.logs`. */
export const exceptionLog = spanEvent.omit({ name: true }).extend({ key: z.string() });
export const spanLink = z.object({ traceId: z.string(), spanId: z.string(), fields: z.array(field) });

/** `GET /api/ui/environments/:environment/traces/:traceId/spans/:spanId`: one entry per stored span of that id. */
export const spanDetail = z.object({
  spanId: z.string(),
  parentId: z.string(),
  name: z.string(),
  service: z.string(),
  kind: z.enum(SPAN_KINDS),
  status: z.number().int(),
  statusMessage: z.string(),
  /** As sent, without clock adjustment. */
  startNs: int64Text,
  durationNs: int64Text,
  weight: z.number(),
  /** All fields under the names users query (`trace.trace_id`, `duration_ms`, `http.route`, ...), sorted by name. */
  fields: z.array(field),
  events: z.array(spanEvent),
  links: z.array(spanLink),
  /** A failure may be told as an event, as a log record, or as both. */
  exceptionLogs: z.array(exceptionLog),
});
export type SpanDetail = z.infer<typeof spanDetail>;
export const spanResponse = z.object({
  spans: z.array(spanDetail).min(1),
  /** The X-Ray document that tells of the span: its own, its twin's, or the one that embeds it. */
  document: z
    .object({
      segmentId: z.string(),
      isInProgress: z.boolean(),
      /** JSON as it came. */
      text: z.string(),
    })
    .nullable(),
});
export type SpanResponse = z.infer<typeof spanResponse>;

/** `GET /api/ui/environments/:environment/traces/:traceId/logs/:logKey`. */
export const logResponse = z.object({
  key: z.string(),
  /** The span it was written in; '' where it names none. */
  spanId: z.string(),
  service: z.string(),
  /** As sent, without clock adjustment. */
  timeNs: int64Text,
  severity: z.number(),
  weight: z.number(),
  /** All fields under the names users query (`body`, `severity_text`, `trace.parent_id`, ...), sorted by name. */
  fields: z.array(field),
});
export type LogResponse = z.infer<typeof logResponse>;
