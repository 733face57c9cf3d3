import type { RejectionReason } from '../../../model/rejections.ts';

/** Codes of UnprocessedTraceSegments with the reason they are counted by. Source: public logs of the daemon; docs/compat/xray.md. */
export const REFUSALS = {
  ParseError: 'record-malformed',
  MissingId: 'id-missing',
  InvalidId: 'id-invalid',
  InvalidTraceId: 'trace-id-invalid',
  MissingName: 'name-missing',
  InvalidName: 'name-invalid',
  MissingStartTime: 'start-time-missing',
  InvalidStartTime: 'start-time-invalid',
  InvalidSegment: 'record-too-large',
} as const satisfies Record<string, RejectionReason>;
export type RefusalCode = keyof typeof REFUSALS;

/** Why a document was not kept. */
export interface Refusal {
  /** Of the document, where it could be read. */
  readonly id: string | undefined;
  readonly code: RefusalCode;
  readonly message: string;
}

/** `Invalid subsegment. ErrorCode: InvalidName, Cause: it is empty`. */
export function refusal(
  id: string | undefined,
  code: RefusalCode,
  { what = 'segment', cause }: { what?: 'segment' | 'subsegment'; cause?: string } = {},
): Refusal {
  return { id, code, message: `Invalid ${what}. ErrorCode: ${code}${cause === undefined ? '' : `, Cause: ${cause}`}` };
}

/** An entry of UnprocessedTraceSegments. */
export function unprocessed({ id, code, message }: Refusal): { Id?: string; ErrorCode: string; Message: string } {
  return { ...(id === undefined ? {} : { Id: id }), ErrorCode: code, Message: message };
}
