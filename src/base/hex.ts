const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hex of `bytes[start, start + length)`. */
export function hexFromBytes(bytes: Uint8Array, start = 0, length = bytes.length - start): string {
  let text = '';
  for (let index = start; index < start + length; index++) text += DIGITS[bytes[index] ?? 0];
  return text;
}

/** Value of one hex digit's character code, -1 if it is none. */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/**
 * Writes hex text of any case into `target[at, at + length)`, left-padded with zero bytes.
 * Returns false, leaving `target` untouched, if the text is not hex or is longer than 2 * length.
 */
export function writeHex(text: string, target: Uint8Array, at: number, length: number): boolean {
  const digitCount = length * 2;
  if (text.length > digitCount) return false;
  for (let index = 0; index < text.length; index++) if (hexDigit(text.charCodeAt(index)) < 0) return false;
  const padded = text.padStart(digitCount, '0');
  for (let index = 0; index < length; index++) {
    const high = hexDigit(padded.charCodeAt(index * 2));
    target[at + index] = (high << 4) | hexDigit(padded.charCodeAt(index * 2 + 1));
  }
  return true;
}

/** Whether every byte of `bytes[start, start + length)` is zero. */
export function isZero(bytes: Uint8Array, start: number, length: number): boolean {
  for (let index = start; index < start + length; index++) if (bytes[index] !== 0) return false;
  return true;
}
