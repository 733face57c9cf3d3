import { bytesFromHex } from '../../base/hex.ts';
import { parseSpanId, parseTraceId } from '../../model/ids.ts';

/** Trace ids as other programs spell them. Each reader gives bytes, or undefined for what is no id. */

/** Source: w3.org "Trace Context" level 2, `version-traceid-parentid-flags`; later versions may append fields. */
export function traceIdOfTraceparent(text: string): Uint8Array | undefined {
  const [, id = ''] = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}(?:-|$)/i.exec(text.trim()) ?? [];
  return traceIdOf(id);
}

/** Source: docs.aws.amazon.com X-Ray "Tracing header": `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=...;Sampled=1`. */
export function traceIdOfAmznHeader(text: string): Uint8Array | undefined {
  const [, id = ''] = /(?:^|;)\s*Root\s*=\s*([^;\s]+)/i.exec(text) ?? [];
  return traceIdOf(id);
}

/** 1 to 32 hex digits, also with dashes, or X-Ray's `1-8-24` form. */
export function traceIdOf(text: string): Uint8Array | undefined {
  const [, seconds = '', rest = ''] = /^1-([\da-f]{8})-([\da-f]{24})$/i.exec(text) ?? [];
  const id = parseTraceId(seconds === '' ? text.replaceAll('-', '') : seconds + rest);
  return id === undefined ? undefined : unlessZero(bytesFromHex(id));
}

/** 1 to 16 hex digits; 8 bytes. */
export function spanIdOf(text: string): Uint8Array | undefined {
  const id = parseSpanId(text);
  return id === undefined ? undefined : unlessZero(bytesFromHex(id));
}

const unlessZero = (bytes: Uint8Array) => (bytes.some((byte) => byte !== 0) ? bytes : undefined);
