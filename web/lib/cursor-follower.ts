import { MS_PER_SECOND } from './milliseconds.ts';

/** A range that ends now moves on also where nothing arrives. */
export const GLIDE_MS = 15 * MS_PER_SECOND;

/**
 * After a refresh that took a while comes a rest of four times that: however much arrives, and however heavy its queries
 * are, one open page keeps the server busy a fifth of the time.
 */
const REST_PER_WORK = 4;

/** Decides when what a page shows is read again. */
export interface CursorFollower {
  /** Tells what the cursor is now; again and again. */
  see(cursor: string): void;
}

/**
 * Refreshes when the cursor has moved, one refresh at a time: what arrives during one is found by the next. The first
 * cursor counts as moved, because something may have arrived between the page's own reading and it.
 */
export function createCursorFollower(options: {
  readonly refresh: () => Promise<void>;
  /** Whether it must wait: the page is reading by itself, or a menu is open over a row that might move away. */
  readonly isBusy: () => boolean;
  readonly nowMs: () => number;
}): CursorFollower {
  const { refresh, isBusy, nowMs } = options;
  let followed: string | undefined;
  let isRunning = false;
  let refreshedMs = nowMs();
  let restsUntilMs = 0;

  const run = async () => {
    const startMs = nowMs();
    try {
      await refresh();
    } finally {
      isRunning = false;
      refreshedMs = nowMs();
      restsUntilMs = refreshedMs + REST_PER_WORK * (refreshedMs - startMs);
    }
  };
  return {
    see(cursor) {
      const hasMoved = cursor !== followed || nowMs() - refreshedMs >= GLIDE_MS;
      if (!hasMoved || isRunning || nowMs() < restsUntilMs || isBusy()) return;
      followed = cursor;
      isRunning = true;
      void run();
    },
  };
}
