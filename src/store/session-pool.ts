import { CombrayError } from '../model/errors.ts';

/** One place at which an engine runs one query at a time. */
export interface Session {
  run(sql: string, options: { format: string; timeoutMs: number | undefined }): Promise<SessionResult>;
  close(): void;
}

export interface SessionResult {
  /** Of a query with `format: 'JSON'`. */
  json(): unknown;
}

/**
 * Sessions of one engine. Waiting is bounded in number and, where asked, in time.
 *
 * A session whose query failed is replaced: chDB 3.4 keeps what a failed query had already printed and puts it in front
 * of that session's next result (seen with format JSON and codes 159, 241, 394, 396).
 */
export interface SessionPool {
  run(sql: string, options?: RunOptions): Promise<SessionResult>;
  /** Waits for what runs; refuses what waits. */
  close(): Promise<void>;
}

export interface RunOptions {
  readonly format?: string;
  /** For its turn, and for the engine once more; unlimited when left out. */
  readonly timeoutMs?: number;
  /** Ends the waiting. What runs already goes on until the engine is told to kill it. */
  readonly signal?: AbortSignal;
}

interface Waiter {
  start(session: Session): void;
  refuse(error: unknown): void;
}

export function createSessionPool(options: { open: () => Session; sessions: number; waitingMax: number }): SessionPool {
  const { open } = options;
  const idle: Session[] = Array.from({ length: options.sessions }, open);
  const waiting = new Set<Waiter>();
  const running = new Set<Promise<unknown>>();
  let isClosed = false;

  const release = (session: Session) => {
    const [next] = waiting;
    if (next) next.start(session);
    else if (isClosed) session.close();
    else idle.push(session);
  };

  const acquire = async ({ timeoutMs, signal }: RunOptions): Promise<Session> => {
    signal?.throwIfAborted();
    if (isClosed) throw closing();
    const session = idle.pop();
    if (session) return session;
    if (waiting.size >= options.waitingMax) throw new CombrayError('overloaded', 'too many queries are waiting');
    return waitForTurn(waiting, timeoutMs, signal);
  };

  const run = async (sql: string, runOptions: RunOptions): Promise<SessionResult> => {
    let session = await acquire(runOptions);
    try {
      const { format = 'Null', timeoutMs } = runOptions;
      return await session.run(sql, { format, timeoutMs });
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
    run(sql, runOptions = {}) {
      const work = run(sql, runOptions);
      running.add(work);
      const forget = () => running.delete(work);
      work.then(forget, forget);
      return work;
    },
    async close() {
      isClosed = true;
      for (const waiter of [...waiting]) waiter.refuse(closing());
      await Promise.allSettled(running);
      for (const session of idle.splice(0)) session.close();
    },
  };
}

const closing = () => new CombrayError('shutting-down', 'the telemetry store is closing');

/** Joins the end of the queue, which is in order of insertion; leaves it by its turn, a refusal, the deadline or the signal. */
function waitForTurn(
  waiting: Set<Waiter>,
  waitMs: number | undefined,
  signal: AbortSignal | undefined,
): Promise<Session> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      waiting.delete(waiter);
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const waiter: Waiter = {
      start(session) {
        leave();
        resolve(session);
      },
      refuse(error) {
        leave();
        reject(error);
      },
    };
    const abort = () => waiter.refuse(signal?.reason);
    const isLate = () => waiter.refuse(new CombrayError('overloaded', 'the query waited too long for its turn'));
    const timer = waitMs === undefined ? undefined : setTimeout(isLate, waitMs);
    signal?.addEventListener('abort', abort);
    waiting.add(waiter);
  });
}
