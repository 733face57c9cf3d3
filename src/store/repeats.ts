import type { Clock } from '../base/clock.ts';
import { MS_PER_MINUTE } from '../base/time.ts';
import type { RequestHash } from '../model/ids.ts';

/** How long a client's repeat is recognised. No OTLP client goes on trying longer than 5 minutes (the Collector). */
export const REPEAT_WINDOW_MS = 10 * MS_PER_MINUTE;

/** Some 100 bytes an entry; 330 requests a second for ten minutes. Beyond it the oldest are forgotten first. */
export const REPEATS_MAX = 200_000;

/** Which requests are on disk or on their way there. */
export interface Repeats {
  /** The write of that hash: its promise while it is under way, true once it is kept, undefined when there is none. */
  find(hash: RequestHash): Promise<unknown> | true | undefined;
  /** Notes a write under way; forgotten if it fails, remembered from the moment it succeeds. */
  track(hash: RequestHash, write: Promise<unknown>): void;
  /** Notes a write that was kept at this time, found at start. */
  remember(hash: RequestHash, keptAtMs: number): void;
}

export function createRepeats(clock: Clock): Repeats {
  const underWay = new Map<RequestHash, Promise<unknown>>();
  // In order of insertion, which is the order of keeping.
  const keptAtMs = new Map<RequestHash, number>();

  const forgetOld = () => {
    const oldest = clock.nowMs() - REPEAT_WINDOW_MS;
    for (const [hash, atMs] of keptAtMs) {
      if (atMs >= oldest && keptAtMs.size <= REPEATS_MAX) break;
      keptAtMs.delete(hash);
    }
  };
  const remember = (hash: RequestHash, atMs: number) => {
    keptAtMs.delete(hash);
    keptAtMs.set(hash, atMs);
    forgetOld();
  };

  return {
    find(hash) {
      forgetOld();
      return underWay.get(hash) ?? (keptAtMs.has(hash) ? true : undefined);
    },
    track(hash, write) {
      underWay.set(hash, write);
      write.then(
        () => {
          underWay.delete(hash);
          remember(hash, clock.nowMs());
        },
        () => underWay.delete(hash),
      );
    },
    remember,
  };
}
