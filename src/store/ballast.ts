import { randomFillSync } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';

/**
 * A file that only takes up room, to be given back when nothing else is left: on a full disk even dropping a partition
 * fails, because the engine reserves a megabyte for it first.
 */
export interface Ballast {
  /** What it lacks of its full size. */
  missingBytes(): number;
  release(): void;
  /** Writes it anew if it is not whole. */
  restore(): Promise<void>;
}

const BALLAST_BYTES_MAX = 64 * 2 ** 20;
/** Of the disk: on a tiny one the full size would be most of it. */
const BALLAST_SHARE_MAX = 0.02;
const CHUNK_BYTES = 2 ** 20;

/** How large the file is on a disk of this size. */
export function ballastBytes(diskBytes: number): number {
  return Math.min(BALLAST_BYTES_MAX, Math.floor(diskBytes * BALLAST_SHARE_MAX));
}

export function createBallast(path: string, bytes: number): Ballast {
  const missingBytes = () => Math.max(0, bytes - (statSync(path, { throwIfNoEntry: false })?.size ?? 0));
  return {
    missingBytes,
    release: () => rmSync(path, { force: true }),
    async restore() {
      if (missingBytes() === 0) return;
      try {
        await writeNoise(path, bytes);
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },
  };
}

/** Noise, because a file system that compresses would keep nothing of zeros. */
async function writeNoise(path: string, bytes: number): Promise<void> {
  const chunk = randomFillSync(Buffer.allocUnsafe(Math.min(CHUNK_BYTES, bytes)));
  const file = await open(path, 'w', 0o600);
  try {
    for (let at = 0; at < bytes; at += chunk.length) {
      await file.writeFile(chunk.subarray(0, bytes - at));
    }
  } finally {
    await file.close();
  }
}
