import { describe, expect, it } from 'vitest';
import { createGate } from './gate.ts';

/** A job that ends when told to. */
function createJob() {
  let finish: (error?: Error) => void = () => undefined;
  let isStarted = false;
  const ended = new Promise<void>((resolve, reject) => {
    finish = (error) => (error ? reject(error) : resolve());
  });
  const run = () => {
    isStarted = true;
    return ended;
  };
  return { run, finish: (error?: Error) => finish(error), isStarted: () => isStarted };
}

describe('createGate', () => {
  it('runs as many jobs as it may, lets as many wait, and turns the next away unstarted', async () => {
    const gate = createGate({ runningMax: 2, waitingMax: 1 });
    const jobs = [createJob(), createJob(), createJob(), createJob()] as const;
    const results = jobs.map((job) => gate.tryRun(job.run));
    expect(results[3]).toBeUndefined();
    expect(jobs.map((job) => job.isStarted())).toEqual([true, true, false, false]);

    jobs[0].finish();
    await results[0];
    expect(jobs[2].isStarted()).toBe(true);
    jobs[1].finish();
    jobs[2].finish();
    await Promise.all(results);
    expect(gate.tryRun(async () => 'free again')).toBeDefined();
  });

  it('hands its place on when a job fails', async () => {
    const gate = createGate({ runningMax: 1, waitingMax: 1 });
    const failing = createJob();
    const first = gate.tryRun(failing.run);
    const second = gate.tryRun(async () => 'ran');
    failing.finish(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    await expect(second).resolves.toBe('ran');
  });

  it('never runs more than it may, however jobs come and end', async () => {
    const gate = createGate({ runningMax: 3, waitingMax: 1_000 });
    let running = 0;
    let most = 0;
    const job = async (turns: number) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      running -= 1;
    };
    await Promise.all(Array.from({ length: 200 }, (_, index) => gate.tryRun(() => job(index % 7))));
    expect(most).toBe(3);
    expect(running).toBe(0);
  });
});
