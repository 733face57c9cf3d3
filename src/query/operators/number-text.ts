/** Text that is a number for a comparison: what the engine's toFloat64OrNull reads as a finite one. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** Exact where it can be: int64 as bigint, else a double; undefined for what is no number. */
export function numberFromText(text: string): number | bigint | undefined {
  if (!NUMBER.test(text)) return undefined;
  if (/^[+-]?\d+$/.test(text)) {
    const int = BigInt(text.replace(/^\+/, ''));
    if (int >= INT64_MIN && int <= INT64_MAX) return int;
  }
  const float = Number(text);
  return Number.isFinite(float) ? float : undefined;
}
