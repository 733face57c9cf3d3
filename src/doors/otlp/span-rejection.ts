import { isZero } from '../../base/hex.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../../model/ids.ts';
import type { RejectionReason } from '../../model/rejections.ts';
import type { Inherited } from './inherited.ts';
import type { OtlpSpan } from './messages.ts';

/** Source: opentelemetry-proto trace.proto: a span with an empty, all-zero or wrong-length id is invalid. */
export function rejectionOf(span: OtlpSpan, inherited: Inherited): RejectionReason | undefined {
  if (span.isMalformed) return 'record-malformed';
  if (span.traceId.length === 0) return 'trace-id-empty';
  if (span.traceId.length !== TRACE_ID_BYTES) return 'trace-id-length';
  if (isZero(span.traceId, 0, TRACE_ID_BYTES)) return 'trace-id-zero';
  if (span.spanId.length === 0) return 'span-id-empty';
  if (span.spanId.length !== SPAN_ID_BYTES) return 'span-id-length';
  if (isZero(span.spanId, 0, SPAN_ID_BYTES)) return 'span-id-zero';
  return span.isTooDeep || inherited.isTooDeep ? 'value-too-deep' : undefined;
}
