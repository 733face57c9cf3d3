/**
 * The names users query the record's own fields by: Honeycomb's. Everything else is an attribute under its own name.
 * Source: honeycomb.io "OpenTelemetry" column names, as husky otlp/traces.go (0.43) writes them.
 */
export const COLUMN_NAMES = {
  traceId: 'trace.trace_id',
  spanId: 'trace.span_id',
  parentId: 'trace.parent_id',
  linkTraceId: 'trace.link.trace_id',
  linkSpanId: 'trace.link.span_id',
  traceState: 'trace.trace_state',
  name: 'name',
  parentName: 'parent_name',
  service: 'service.name',
  spanKind: 'span.kind',
  /** The span kind under its second name. */
  type: 'type',
  statusCode: 'status_code',
  statusMessage: 'status_message',
  error: 'error',
  durationMs: 'duration_ms',
  scopeName: 'library.name',
  scopeVersion: 'library.version',
  signal: 'meta.signal_type',
  annotationType: 'meta.annotation_type',
  sampleRate: 'SampleRate',
  /** Of Honeycomb's usage mode, where nothing is corrected by weight. */
  usageSampleRate: 'Sample Rate',
  /** Whether the row is a span without a parent. */
  isRoot: 'is_root',
  /** Whether the row is a span that entered its service from outside: of kind server or consumer, or without a parent. */
  isEntry: 'meta.is_entry',
  /** As known on arrival; the link table (`occurrences`) is the truth. */
  issueId: 'issue.id',
  occurrenceId: 'occurrence.id',
} as const;
