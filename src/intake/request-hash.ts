import { createHash } from 'node:crypto';
import type { RequestHash } from '../model/ids.ts';

/**
 * Names a request by what makes it the same one when a client sends it again: route, key, dataset headers and inflated
 * body. 64 bits of SHA-256; each part is preceded by its length, so that no two lists of parts read alike.
 */
export function requestHash(parts: readonly (string | Uint8Array)[]): RequestHash {
  const hash = createHash('sha256');
  const length = Buffer.alloc(8);
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
    length.writeBigUInt64LE(BigInt(bytes.length));
    hash.update(length).update(bytes);
  }
  return hash.digest().readBigUInt64LE(0) as RequestHash;
}
