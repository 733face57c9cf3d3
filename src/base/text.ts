const encoder = new TextEncoder();

/** The longest beginning of `text` that fits into `bytesMax` bytes of UTF-8; no character is split. */
export function cutUtf8(text: string, bytesMax: number): string {
  // A UTF-16 unit takes at most three bytes of UTF-8.
  if (text.length * 3 <= bytesMax) return text;
  const { read } = encoder.encodeInto(text, new Uint8Array(Math.min(bytesMax, text.length * 3)));
  return read === text.length ? text : text.slice(0, read);
}

/** Replaces each lone surrogate by U+FFFD. */
export function toWellFormed(text: string): string {
  // Most texts have no surrogate at all, and this test is far cheaper than a replacement by code points.
  return /[\ud800-\udfff]/.test(text) ? text.replace(/\p{Surrogate}/gu, '\uFFFD') : text;
}
