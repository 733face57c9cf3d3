import { type ChdbResult, Session } from 'chdb';
import { CombrayError } from '../model/errors.ts';

/**
 * Sessions of one engine that run one query each at a time. Waiting is bounded in number and, where asked, in time.
 *
 * A session whose query failed is replaced: chDB 3.4 keeps what a failed query had already printed and puts it in front
 * of that session's next result (seen with format JSON and codes 159, 241, 394, 396).
 */
export interface ChdbPool {
  run(sql: string, options?: { format?: string; waitMs?: number }): Promise<ChdbResult>;
  /** Waits for what runs; refuses what waits. */
  close(): Promise<void>;
}

interface Waiter {
  start(session: Session): void;
  refuse(error: Error): void;
}

export function createChdbPool(options: {
  path: string;
  configPath: string;
  sessions: number;
  waitingMax: number;
}): ChdbPool {
  const open = () => new Session(options.path, { connectionArgs: [`--config-file=${options.configPath}`] });
  const idle: Session[] = Array.from({ length: options.sessions }, open);
  const waiting: Waiter[] = [];
  const running = new Set<Promise<unknown>>();
  let isClosed = false;

  const release = (session: Session) => {
    const next = waiting.shift();
    if (next) next.start(session);
    else if (isClosed) session.close();
    else idle.push(session);
  };

  const acquire = (waitMs: number | undefined): Promise<Session> => {
    if (isClosed) return Promise.reject(new CombrayError('shutting-down', 'the telemetry store is closing'));
    const session = idle.pop();
    if (session) return Promise.resolve(session);
    if (waiting.length >= options.waitingMax) {
      return Promise.reject(new CombrayError('overloaded', 'too many queries are waiting'));
    }
    return new Promise((resolve, reject) => waiting.push(createWaiter(waiting, { resolve, reject }, waitMs)));
  };

  const run: ChdbPool['run'] = async (sql, { format = 'Null', waitMs } = {}) => {
    let session = await acquire(waitMs);
    try {
      return await session.queryAsync(sql, { format });
    } catch (error) {
      const replacement = open();
      session.close();
      session = replacement;
      throw error;
    } finally {
      release(session);
    }
  };

  return {
    run(sql, runOptions) {
      const work = run(sql, runOptions);
      running.add(work);
      const forget = () => running.delete(work);
      work.then(forget, forget);
      return work;
    },
    async close() {
      isClosed = true;
      for (const waiter of waiting.splice(0))
        waiter.refuse(new CombrayError('shutting-down', 'the telemetry store is closing'));
      await Promise.allSettled(running);
      for (const session of idle.splice(0)) session.close();
    },
  };
}

function createWaiter(
  waiting: Waiter[],
  promise: { resolve(session: Session): void; reject(error: Error): void },
  waitMs: number | undefined,
): Waiter {
  const leave = () => {
    waiting.splice(waiting.indexOf(waiter), 1);
    promise.reject(new CombrayError('overloaded', 'the query waited too long for its turn'));
  };
  const timer = waitMs === undefined ? undefined : setTimeout(leave, waitMs);
  const waiter: Waiter = {
    start(session) {
      clearTimeout(timer);
      promise.resolve(session);
    },
    refuse(error) {
      clearTimeout(timer);
      promise.reject(error);
    },
  };
  return waiter;
}
