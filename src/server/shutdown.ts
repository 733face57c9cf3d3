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

export function createShutdown({ log, stepTimeoutMs }: { log: Log; stepTimeoutMs: number }): Shutdown {
  const steps: { name: string; close: () => void | Promise<void> }[] = [];
  let running: Promise<boolean> | undefined;
  const runAll = async () => {
    let isClean = true;
    for (let step = steps.pop(); step; step = steps.pop()) {
      try {
        await withDeadline(Promise.resolve(step.close()), stepTimeoutMs, `not closed within ${stepTimeoutMs} ms`);
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
