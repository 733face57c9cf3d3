import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { RandomBytes } from './random.ts';

/** Keeps secrets that must be readable again: a token that an API lists, a secret that signatures are checked with. */
export interface Sealer {
  seal(text: string): string;
  /** Undefined when the text was sealed under another key, or was changed. */
  open(sealed: string): string | undefined;
}

// Source: NIST SP 800-38D: AES-256-GCM with a random 96-bit IV and a tag of 128 bits.
const VERSION = 'v1';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** `secretKey` is any text nobody can guess; one key seals well below 2^32 texts. */
export function createSealer(secretKey: string, random: RandomBytes): Sealer {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'combray sealed secrets', KEY_BYTES));
  return {
    seal(text) {
      const iv = random(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
      const parts = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return `${VERSION}.${Buffer.concat(parts).toString('base64url')}`;
    },
    open(sealed) {
      const [version, encoded = ''] = sealed.split('.');
      const bytes = Buffer.from(encoded, 'base64url');
      if (version !== VERSION || bytes.length < IV_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
      try {
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        // The tag does not fit: node tells nothing more, and there is nothing more to tell.
        return undefined;
      }
    },
  };
}
