/** Lets a bounded number of jobs run at once and a bounded number wait. */
export interface Gate {
  /** Undefined, without starting the job, when too many wait already. */
  tryRun<T>(job: () => Promise<T>): Promise<T> | undefined;
}

export function createGate(limits: { runningMax: number; waitingMax: number }): Gate {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function run<T>(job: () => Promise<T>): Promise<T> {
    // A slot is handed from job to job, so `running` only changes when nobody waits.
    if (running >= limits.runningMax) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    tryRun: (job) => (running >= limits.runningMax && waiting.length >= limits.waitingMax ? undefined : run(job)),
  };
}
