/** Longer texts seldom come again, and comparing them costs what decoding them does. */
const TEXT_BYTES_MAX = 64;
const SLOTS = 4_096;
const SLOT_MASK = SLOTS - 1;

/**
 * Gives the same string for the same bytes, mostly without making it: telemetry says the same few hundred names and values
 * over and over. Decoding a short text costs some 100 ns, a hit here a third of that; the strings that are shared take no
 * memory of their own, and what hashes or compares them later finds them hashed and equal by reference.
 *
 * One text per slot, the last one wins: nothing a sender does makes it grow or slower than decoding.
 */
export class TextPool {
  readonly #texts = new Array<string>(SLOTS).fill('');

  /** The text of `bytes[start, end)` if it is short and plain ASCII; undefined otherwise. */
  take(bytes: Buffer, start: number, end: number): string | undefined {
    const length = end - start;
    if (length > TEXT_BYTES_MAX) return undefined;
    // FNV-1a, and every bit that ASCII has not.
    let hash = 0x811c9dc5;
    let bits = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0;
      bits |= byte;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    if (bits > 127) return undefined;
    const slot = (hash ^ (hash >>> 15)) & SLOT_MASK;
    const known = this.#texts[slot] ?? '';
    if (known.length === length && isSame(known, bytes, start)) return known;
    const text = bytes.toString('latin1', start, end);
    this.#texts[slot] = text;
    return text;
  }
}

function isSame(text: string, bytes: Buffer, start: number): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) !== bytes[start + index]) return false;
  return true;
}
