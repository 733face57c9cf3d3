import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Log } from '../base/log.ts';

/**
 * What was opened, closed in reverse order, once. A step that fails or hangs does not keep the next from its turn: the
 * directory lock must be released whatever the engine does.
 */
export interface Shutdown {
  add(name: string, close: () => void | Promise<void>): void;
  /** Resolves with whether every step succeeded. */
  run(): Promise<boolean>;
}

/** What each step gets when those before it have used up the whole time: enough for what needs no neighbour. */
const LAST_MOMENT_MS = 200;

/** `totalTimeoutMs` bounds all steps together: several that wait for one silent neighbour must not add up. */
export function createShutdown(options: {
  log: Log;
  clock: Pick<Clock, 'monotonicMs'>;
  stepTimeoutMs: number;
  totalTimeoutMs: number;
}): Shutdown {
  const { log, clock, stepTimeoutMs, totalTimeoutMs } = options;
  const steps: { name: string; close: () => void | Promise<void> }[] = [];
  let running: Promise<boolean> | undefined;
  const runAll = async () => {
    let isClean = true;
    const endMs = clock.monotonicMs() + totalTimeoutMs;
    for (let step = steps.pop(); step; step = steps.pop()) {
      const timeoutMs = Math.min(stepTimeoutMs, Math.max(LAST_MOMENT_MS, Math.round(endMs - clock.monotonicMs())));
      try {
        await withDeadline(Promise.resolve(step.close()), timeoutMs, `not closed within ${timeoutMs} ms`);
      } catch (error) {
        isClean = false;
        log.error({ err: error, step: step.name }, 'closing failed');
      }
    }
    return isClean;
  };
  return {
    add: (name, close) => void steps.push({ name, close }),
    run: () => {
      running ??= runAll();
      return running;
    },
  };
}
