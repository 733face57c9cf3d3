import { readFileSync } from 'node:fs';

/** The most memory a running process has held so far. Linux only: /proc. */
export function peakBytes(pid: number): number {
  const [, kib] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
}
