const NAME_CHARS_MAX = 200;

/** Without the characters that X-Ray refuses in a name. Source: awsxrayexporter translator/segment.go, fixSegmentName. */
export function cleanName(text: string): string {
  const clean = text.replace(/[^\p{L}\p{N}\p{Z}_.:/%&#=+\\\-@]/gu, '');
  const cut = clean.length > NAME_CHARS_MAX ? Array.from(clean).slice(0, NAME_CHARS_MAX).join('') : clean;
  return cut === '' ? 'span' : cut;
}

/** `1-8-24`, of 32 hex digits. */
export function printTraceId(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}

/**
 * The id of something that no sender named, made from the id it stands beside: the same for good, and another for each
 * `what`. 16 hex digits.
 */
export function derivedId(id: string, what: bigint): string {
  const mixed = (BigInt(`0x${id}`) ^ (what * 0x9e37_79b9_7f4a_7c15n)) & 0xffff_ffff_ffff_ffffn;
  return mixed.toString(16).padStart(16, '0');
}
/** What `derivedId` may be asked for. */
export const DERIVED = { inferred: 1n, service: 2n, exception: 3n } as const;

const US_PER_SECOND = 1e6;
/** Epoch seconds as JSON has them, to the microsecond: a double of today has some 0.2 µs. */
export const secondsOf = (ns: bigint): number => Number((ns + 500n) / 1_000n) / US_PER_SECOND;
/** To the microsecond, below which differences of epoch seconds are noise. */
export const roundSeconds = (seconds: number): number => Math.round(seconds * US_PER_SECOND) / US_PER_SECOND;
