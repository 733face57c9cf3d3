/**
 * The trace id in a text somebody pasted: 32 or 16 hex digits, X-Ray's `1-5759e988-bd862e3fe1be46a994272793` (also as
 * `Root=...` of its header), or a `traceparent` header. Lower case, without dashes; undefined where there is none.
 */
export function findTraceId(text: string): string | undefined {
  const pasted = text.trim().toLowerCase();
  const traceparent = /^(?:traceparent:\s*)?[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/.exec(pasted);
  const xray = /(?:^|root=)1-([\da-f]{8})-([\da-f]{24})(?:;|$)/.exec(pasted);
  const plain = /^(?:[\da-f]{32}|[\da-f]{16})$/.exec(pasted);
  const id = traceparent?.[1] ?? (xray ? `${xray[1]}${xray[2]}` : plain?.[0]);
  return id === undefined || /^0+$/.test(id) ? undefined : id;
}
