import { statfs } from 'node:fs/promises';
import { INTERACTIVE_BUDGET } from '../model/query-budget.ts';
import type { TelemetryStore } from './store.ts';

/** Bytes of one file system, as `df` counts: what is kept for root alone is neither used nor available. */
export interface DiskSpace {
  readonly usedBytes: number;
  readonly availableBytes: number;
}

export type ReadDiskSpace = () => Promise<DiskSpace>;

/** Of the file system that holds this directory. */
export function directorySpace(directory: string): ReadDiskSpace {
  return async () => {
    const { bsize, blocks, bfree, bavail } = await statfs(directory);
    return { usedBytes: (blocks - bfree) * bsize, availableBytes: bavail * bsize };
  };
}

/** Of the fullest disk of the ClickHouse server behind this store. */
export function nodeSpace(store: Pick<TelemetryStore, 'query'>): ReadDiskSpace {
  const sql = `SELECT total_space - free_space AS used, free_space AS available FROM system.disks
    WHERE total_space > 0 ORDER BY used / total_space DESC LIMIT 1`;
  return async () => {
    const [row] = await store.query({ sql, params: {} }, INTERACTIVE_BUDGET);
    return { usedBytes: Number(row?.['used'] ?? 0), availableBytes: Number(row?.['available'] ?? 0) };
  };
}
