import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process has used so far and holds now. Linux only: /proc. */
export interface ProcessUse {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

/** USER_HZ, which Linux shows every program as 100. */
const TICKS_PER_SECOND = 100;

export function processUse(pid: number): ProcessUse {
  // The name, in parentheses, may hold blanks; user and system time are the 12th and 13th field behind it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    rssBytes: Number(rss?.[1] ?? Number.NaN) * 1024,
  };
}

/** Share of one core over so many seconds. */
export async function cpuShare(pid: number, seconds: number): Promise<number> {
  const before = processUse(pid).cpuSeconds;
  const start = performance.now();
  await sleep(seconds * 1_000);
  return (processUse(pid).cpuSeconds - before) / ((performance.now() - start) / 1_000);
}

const QUIET_SHARE = 0.05;
const SETTLE_SECONDS_MAX = 120;

/** Waits until the process does next to nothing for two seconds: merges follow inserts for a while. */
export async function settle(pid: number): Promise<void> {
  const start = performance.now();
  while ((await cpuShare(pid, 2)) > QUIET_SHARE) {
    if (performance.now() - start > SETTLE_SECONDS_MAX * 1_000) throw new Error('the process does not come to rest');
  }
}

/** The largest memory seen until stopped; looks five times a second. */
export function watchMemory(pid: number): { stop(): number } {
  let rssBytesMax = 0;
  const timer = setInterval(() => {
    rssBytesMax = Math.max(rssBytesMax, processUse(pid).rssBytes);
  }, 200);
  return {
    stop() {
      clearInterval(timer);
      return rssBytesMax;
    },
  };
}
