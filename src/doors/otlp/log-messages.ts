import { NO_BYTES, type OtlpAttribute, type OtlpValue, type RecordMarks } from './messages.ts';

/** Source: opentelemetry-proto v1.11.0, logs.proto. */
export interface OtlpLogRecord extends RecordMarks {
  /** uint64; 0: unknown. */
  timeUnixNano: bigint;
  observedTimeUnixNano: bigint;
  severityNumber: number;
  severityText: string;
  /** undefined: absent; null: sent, and empty. */
  body: OtlpValue | undefined;
  attributes: OtlpAttribute[];
  droppedAttributesCount: number;
  flags: number;
  traceId: Uint8Array;
  spanId: Uint8Array;
  eventName: string;
  /** A field has a wire type that no log record's has: this is another signal's record. */
  isForeign: boolean;
}

export const emptyLogRecord = (): OtlpLogRecord => ({
  timeUnixNano: 0n,
  observedTimeUnixNano: 0n,
  severityNumber: 0,
  severityText: '',
  body: undefined,
  attributes: [],
  droppedAttributesCount: 0,
  flags: 0,
  traceId: NO_BYTES,
  spanId: NO_BYTES,
  eventName: '',
  isForeign: false,
  isTooDeep: false,
  isMalformed: false,
});
