/**
 * Of several documents with one trace and id the one with the highest version counts:
 *
 *   bit 63        complete: beats one in progress whatever the order of arrival
 *   bit 62        settled: its rows are written though its end, or the segment it belongs to, did not come in time
 *   the rest      arrival, epoch ns (enough until 2116), and later than that of the version it replaces
 */
const COMPLETE = 1n << 63n;
const SETTLED = 1n << 62n;
const ARRIVAL = SETTLED - 1n;

export const isComplete = (version: bigint): boolean => (version & COMPLETE) !== 0n;
export const isSettled = (version: bigint): boolean => (version & SETTLED) !== 0n;
export const arrivalOf = (version: bigint): bigint => version & ARRIVAL;

export function laterOf(a: bigint, b: bigint): bigint {
  const isFirst = a > b;
  return isFirst ? a : b;
}

/** The version that replaces `current`. What was settled once stays so: its rows are there and must follow its documents. */
export function nextVersion(
  current: bigint | undefined,
  { nowNs, isInProgress, isSettled: settles = false }: { nowNs: bigint; isInProgress: boolean; isSettled?: boolean },
): bigint {
  const after = current === undefined ? 0n : arrivalOf(current) + 1n;
  const settled = settles || (current !== undefined && isSettled(current));
  return laterOf(nowNs, after) | (isInProgress ? 0n : COMPLETE) | (settled ? SETTLED : 0n);
}
