import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until there is an answer. What `look` throws is final, so a dead server is not waited for. */
export async function waitFor<T>(
  look: () => T | undefined | Promise<T | undefined>,
  { what, timeoutMs = 10_000, everyMs = 50 }: { what: string; timeoutMs?: number; everyMs?: number },
): Promise<T> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadlineMs) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await sleep(everyMs);
  }
}
