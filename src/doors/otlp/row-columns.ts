import { COLUMN_NAMES } from '../../model/columns.ts';

// Names of what a row holds in columns: attributes of its scope and resource cannot take them.
const COMMON_COLUMNS = [COLUMN_NAMES.traceId, COLUMN_NAMES.signal];
export const SPAN_COLUMNS = [
  ...COMMON_COLUMNS,
  COLUMN_NAMES.spanId,
  COLUMN_NAMES.name,
  COLUMN_NAMES.spanKind,
  // Honeycomb's second name of the span kind.
  'type',
  COLUMN_NAMES.statusCode,
  COLUMN_NAMES.durationMs,
];
const CHILD_COLUMNS = [...COMMON_COLUMNS, COLUMN_NAMES.parentId, COLUMN_NAMES.annotationType];
export const EVENT_COLUMNS = [...CHILD_COLUMNS, COLUMN_NAMES.name];
export const LINK_COLUMNS = [...CHILD_COLUMNS, COLUMN_NAMES.linkTraceId, COLUMN_NAMES.linkSpanId];
export const LOG_COLUMNS = [COLUMN_NAMES.signal];
export const METRIC_COLUMNS = [COLUMN_NAMES.signal];
export const LOG_TRACE_COLUMNS = [COLUMN_NAMES.traceId, COLUMN_NAMES.annotationType];
