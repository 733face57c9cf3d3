import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './child.ts';
import type { ServerOptions } from './server.ts';

/** A file system in memory, of a size that a test can fill, in a mount namespace of its own: it ends with the test. */
export interface SmallDisk {
  /** For a server whose data directory is this disk. */
  readonly serverOptions: Required<Pick<ServerOptions, 'dataDirectory' | 'inside'>>;
  /** Of what others may use, 0 to 1. */
  usedShare(): number;
  /** Takes up room, until the disk is as full as this. */
  fill(share: number): void;
  /** Gives back all that `fill` took. */
  clear(): void;
  close(): Promise<void>;
}

const CHUNK = Buffer.alloc(2 ** 18);

export async function mountSmallDisk(bytes: number): Promise<SmallDisk> {
  const directory = mkdtempSync(join(tmpdir(), 'combray-small-disk-'));
  // Without root's rights a namespace of users gives them, for this alone.
  const isRoot = process.getuid?.() === 0;
  const mount = `mount -t tmpfs -o size=${bytes} tmpfs ${directory} && echo mounted && exec sleep infinity`;
  const keeper = startChild('unshare', [...(isRoot ? [] : ['--map-root-user']), '--mount', 'sh', '-c', mount]);
  await keeper.match(/mounted/);
  const seen = `/proc/${keeper.pid}/root${directory}`;
  const enter = isRoot ? [] : ['--user', '--preserve-credentials'];
  const fillers: string[] = [];
  const usedShare = () => {
    const { blocks, bavail } = statfsSync(seen);
    return 1 - bavail / blocks;
  };
  return {
    serverOptions: {
      dataDirectory: directory,
      inside: { command: ['nsenter', '--target', String(keeper.pid), '--mount', ...enter], dataDirectorySeen: seen },
    },
    usedShare,
    fill(share) {
      while (usedShare() < share) {
        const path = join(seen, `filler-${fillers.length}`);
        fillers.push(path);
        try {
          writeFileSync(path, CHUNK);
        } catch (error) {
          if ((error as { code?: string }).code === 'ENOSPC') return;
          throw error;
        }
      }
    },
    clear: () => {
      for (const path of fillers.splice(0)) rmSync(path);
    },
    close: async () => {
      await keeper.stop('SIGKILL');
      rmSync(directory, { recursive: true });
    },
  };
}
