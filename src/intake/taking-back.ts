import type { ReplacedSpans, TelemetryStore } from '../store/index.ts';

/** Of one statement, which names each. */
const TRACES_MAX = 500;

export interface TakingBack {
  /** Resolves when no older row of these spans is left. */
  takeBack(spans: readonly ReplacedSpans[]): Promise<void>;
}

/**
 * Takes rows back in groups, one statement at a time: a deletion takes half a second and more whatever its size, because it
 * rewrites marks of every part it touches.
 */
export function createTakingBack(store: Pick<TelemetryStore, 'removeSpans'>): TakingBack {
  let waiting: ReplacedSpans[] = [];
  let next: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();

  const removeWaiting = async () => {
    const spans = waiting;
    waiting = [];
    next = undefined;
    for (let at = 0; at < spans.length; at += TRACES_MAX) await store.removeSpans(spans.slice(at, at + TRACES_MAX));
  };

  return {
    takeBack(spans) {
      if (spans.length === 0) return Promise.resolve();
      waiting.push(...spans);
      if (next) return next;
      // What failed before was told to whom it concerned.
      next = running.catch(() => undefined).then(removeWaiting);
      running = next;
      return next;
    },
  };
}
