import { SPAN_ID_BYTES, TRACE_ID_BYTES, type TraceId } from '../../model/ids.ts';

/** Ids inside this door are lower-case hex: 32 digits of a trace, 16 of a segment. */
export const NO_ID = '0'.repeat(2 * SPAN_ID_BYTES);
const NO_TRACE_ID = '0'.repeat(2 * TRACE_ID_BYTES);

/** `1-8-24` as X-Ray writes it, or the 32 digits of W3C. Undefined for anything else, and for zeros. */
export function readTraceId(value: unknown): TraceId | undefined {
  if (typeof value !== 'string') return undefined;
  const [, xrayTime, xrayRest] = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i.exec(value) ?? [];
  const digits = xrayTime !== undefined && xrayRest !== undefined ? xrayTime + xrayRest : value;
  const id = digits.toLowerCase();
  return /^[0-9a-f]{32}$/.test(id) && id !== NO_TRACE_ID ? (id as TraceId) : undefined;
}

/** 16 hex digits. Undefined for anything else, and for zeros. */
export function readId(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const id = value.toLowerCase();
  return /^[0-9a-f]{16}$/.test(id) && id !== NO_ID ? id : undefined;
}

export function idBytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
