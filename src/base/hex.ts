const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hex of `bytes[start, start + length)`. */
export function hexFromBytes(bytes: Uint8Array, start = 0, length = bytes.length - start): string {
  let text = '';
  for (let index = start; index < start + length; index++) text += DIGITS[bytes[index] ?? 0];
  return text;
}

/** Whether every byte of `bytes[start, start + length)` is zero. */
export function isZero(bytes: Uint8Array, start: number, length: number): boolean {
  for (let index = start; index < start + length; index++) if (bytes[index] !== 0) return false;
  return true;
}

/** The bytes that an even number of hex digits, of either case, stands for. */
export function bytesFromHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}
