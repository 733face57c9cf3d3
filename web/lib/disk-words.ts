import type { StatusResponse } from '../../src/api/contract/index.ts';
import { formatBytes } from './format-bytes.ts';
import { quantityText } from './format-number.ts';

export interface DiskWords {
  readonly isFull: boolean;
  readonly title: string;
  /** What it means, and what to do. */
  readonly advice: string;
}

const size = (bytes: number) => quantityText(formatBytes(bytes));

/** What to say above every page; nothing while there is room. */
export function diskWords({ disk }: StatusResponse): DiskWords | undefined {
  const { level, cause, usedBytes, availableBytes, telemetryBytesMax } = disk;
  if (level === 'ok') return undefined;
  const isFull = level === 'full';
  if (cause === 'limit') {
    const limit = `COMBRAY_DISK_MAX (${size(telemetryBytesMax ?? 0)})`;
    return isFull
      ? {
          isFull,
          title: `Senders are being refused: today alone takes ${limit}`,
          advice: 'They repeat by themselves. Raise the limit, or wait until the day is over (00:00 UTC).',
        }
      : {
          isFull,
          title: `Today alone takes most of ${limit}`,
          advice: 'At 95 % senders are refused until the day is over (00:00 UTC). Raise the limit, or send less.',
        };
  }
  const share = Math.floor((usedBytes / (usedBytes + availableBytes)) * 100);
  const state = `the disk is ${share} % full, ${size(availableBytes)} are left`;
  return isFull
    ? {
        isFull,
        title: `Senders are being refused: ${state}`,
        advice: 'They repeat by themselves; what was answered is kept. Free space on the disk of the server.',
      }
    : {
        isFull,
        title: `${state[0]?.toUpperCase()}${state.slice(1)}`,
        advice: 'At 95 % senders are refused. Free space, keep records shorter in Settings, or set COMBRAY_DISK_MAX.',
      };
}
