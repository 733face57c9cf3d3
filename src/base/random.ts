import { createHash, randomBytes } from 'node:crypto';

/** A source of bytes nobody can guess. Passed in, so that tests own it. */
export type RandomBytes = (count: number) => Uint8Array;

export const systemRandomBytes: RandomBytes = (count) => randomBytes(count);

const ALPHANUMERICS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
// Source: https://github.com/ulid/spec (2026): Crockford's base 32, here in lower case.
const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

/** `length` characters of [A-Za-z0-9], each equally likely: 5.95 bits a character. */
export function randomAlphanumerics(random: RandomBytes, length: number): string {
  // 248 is the largest multiple of 62 in a byte; taking the rest modulo 62 would favour the first 8 letters.
  const bound = 256 - (256 % ALPHANUMERICS.length);
  let text = '';
  while (text.length < length) {
    for (const byte of random(length - text.length))
      if (byte < bound) text += ALPHANUMERICS[byte % ALPHANUMERICS.length];
  }
  return text;
}

/** A ULID in lower case: 10 characters of milliseconds, 16 of randomness. Ids sort by the time they were made. */
export function randomUlid(random: RandomBytes, nowMs: number): string {
  let text = '';
  for (let rest = nowMs; text.length < 10; rest = Math.floor(rest / 32)) text = (CROCKFORD[rest % 32] ?? '') + text;
  for (const byte of random(16)) text += CROCKFORD[byte % 32];
  return text;
}

/** SHA-256 in hex. For secrets that are random already; a password needs a slow hash. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
