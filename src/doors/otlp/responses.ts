import { ProtobufWriter } from '../../base/protobuf-writer.ts';
import type { Rejection, RejectionReason } from '../../model/rejections.ts';
import type { OtlpEncoding } from './decode.ts';
import type { ExportResult } from './export.ts';
import type { OtlpSignal } from './signals.ts';

/** What an answer may say to a protobuf or JSON client. Source: opentelemetry.io OTLP specification 1.11, "Response". */

interface SignalWords {
  /** Name of the count in JSON; in protobuf it is field 1 for every signal. */
  readonly rejectedCount: string;
  readonly records: string;
}

const WORDS: Readonly<Record<OtlpSignal, SignalWords>> = {
  traces: { rejectedCount: 'rejectedSpans', records: 'spans' },
  logs: { rejectedCount: 'rejectedLogRecords', records: 'log records' },
  metrics: { rejectedCount: 'rejectedDataPoints', records: 'data points' },
};

/** Export<Signal>ServiceResponse: empty on full success, else how many records were left out and why. */
export function encodeExportResponse(
  signal: OtlpSignal,
  encoding: OtlpEncoding,
  { rejected, recordCount }: ExportResult,
): Buffer {
  if (rejected.length === 0) return encoding === 'protobuf' ? Buffer.alloc(0) : Buffer.from('{}');
  const words = WORDS[signal];
  const errorMessage = rejectionMessage(rejected, recordCount, words);
  if (encoding === 'json') {
    const partialSuccess = { [words.rejectedCount]: String(rejected.length), errorMessage };
    return Buffer.from(JSON.stringify({ partialSuccess }));
  }
  const partialSuccess = new ProtobufWriter().varint(1, BigInt(rejected.length)).string(2, errorMessage).finish();
  return new ProtobufWriter().bytes(1, partialSuccess).finish();
}

/** google.rpc.Status with nothing but its message, as Honeycomb answers. Source: husky 0.43 otlp/errors.go. */
export function encodeStatus(encoding: OtlpEncoding, message: string): Buffer {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ message }));
  return new ProtobufWriter().string(2, message).finish();
}

/** Of the reasons this door gives. */
const REASON_TEXTS: Readonly<Partial<Record<RejectionReason, string>>> = {
  'trace-id-empty': 'trace_id is missing',
  'trace-id-zero': 'trace_id is all zeros',
  'trace-id-length': 'trace_id is not 16 bytes long',
  'span-id-empty': 'span_id is missing',
  'span-id-zero': 'span_id is all zeros',
  'span-id-length': 'span_id is not 8 bytes long',
  'attributes-too-many': 'more attributes than allowed',
  'value-too-deep': 'an attribute value is nested deeper than allowed',
  'record-malformed': 'it cannot be decoded',
};

/** "2 of 10 spans rejected: trace_id is not 16 bytes long (1), span_id is missing (1)" */
function rejectionMessage(rejected: readonly Rejection[], recordCount: number, { records }: SignalWords): string {
  const counts = new Map<RejectionReason, number>();
  for (const { reason } of rejected) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts].map(([reason, count]) => `${REASON_TEXTS[reason] ?? reason} (${count})`);
  return `${rejected.length} of ${recordCount} ${records} rejected: ${reasons.join(', ')}`;
}
