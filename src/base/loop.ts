export interface Loop {
  /** Ends the pause, or waits for the work under way. */
  close(): Promise<void>;
}

/** Runs `work` now and again `pauseMs()` after each end. A rejection is a bug and stops the process; nothing is held open. */
export function startLoop(work: () => Promise<void>, pauseMs: () => number): Loop {
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void>;
  const run = () => {
    running = work().then(() => {
      if (isClosed) return;
      timer = setTimeout(run, pauseMs());
      timer.unref();
    });
  };
  run();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
