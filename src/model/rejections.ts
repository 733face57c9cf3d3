/** Why one record of an otherwise good request was left out. The label of the counter `combray_records_rejected_total`. */
export const REJECTION_REASONS = [
  'trace-id-empty',
  'trace-id-zero',
  'trace-id-length',
  'span-id-empty',
  'span-id-zero',
  'span-id-length',
  'attributes-too-many',
  'value-too-deep',
  'record-malformed',
  'record-too-large',
  'address-foreign',
  'record-empty',
  'header-missing',
  'header-invalid',
  'id-missing',
  'id-invalid',
  'trace-id-invalid',
  'name-missing',
  'name-invalid',
  'start-time-missing',
  'start-time-invalid',
] as const;

export type RejectionReason = (typeof REJECTION_REASONS)[number];

export interface Rejection {
  /** Position of the record among all records of the request, 0-based. */
  readonly index: number;
  readonly reason: RejectionReason;
  /** For people who look for it, where the door has it: why in its own words, the record as it came, and from what address. */
  readonly detail?: string;
  readonly text?: string;
  readonly from?: string;
}
