import { setTimeout as sleep } from 'node:timers/promises';
import { otlpJson, postTraces } from '../support/otlp.ts';
import { BOOTSTRAP, type TestServer } from '../support/server.ts';

export const SPANS_PER_REQUEST = 5;
const WORKERS = 8;

/**
 * A client that sends one trace per request, remembers which requests were answered, and repeats the others with the
 * same bytes, as OTLP exporters do.
 */
export interface Sender {
  /** Sends on several connections until the server is gone. Resolves when every connection has seen it go. */
  sendUntilGone(server: TestServer): Promise<void>;
  /** Repeats everything unanswered until it is answered; returns how many requests that were. */
  repeatUnanswered(server: TestServer): Promise<number>;
  readonly answered: ReadonlySet<string>;
  /** Trace ids of all requests ever begun. */
  readonly begun: ReadonlySet<string>;
  /** Traces start one millisecond apart, from here on. */
  readonly firstStartMs: number;
}

export function createSender(salt: number): Sender {
  const firstStartMs = Date.now() - 600_000;
  const unanswered = new Map<string, string>();
  const begun = new Set<string>();
  const answered = new Set<string>();

  const begin = (): string => {
    const traceId = salt.toString(16).padStart(16, '0') + (begun.size + 1).toString(16).padStart(16, '0');
    const body = otlpJson({ traceId, spanCount: SPANS_PER_REQUEST, startMs: firstStartMs + begun.size });
    unanswered.set(traceId, body);
    begun.add(traceId);
    return traceId;
  };
  /** Whether the server answered yes. A retryable no is asked again, as a client would. */
  const send = async (server: TestServer, traceId: string): Promise<void> => {
    for (;;) {
      const answer = await postTraces(server, unanswered.get(traceId) ?? '', { 'x-honeycomb-team': BOOTSTRAP.key });
      const text = await answer.text();
      if (answer.ok) break;
      if (answer.status !== 503 && answer.status !== 429) throw new Error(`refused: ${answer.status} ${text}`);
      await sleep(100);
    }
    answered.add(traceId);
    unanswered.delete(traceId);
  };
  const work = async (server: TestServer): Promise<void> => {
    for (;;) {
      try {
        await send(server, begin());
      } catch (error) {
        // `fetch` says that a connection broke with a TypeError; anything else is news.
        if (error instanceof TypeError) return;
        throw error;
      }
    }
  };
  return {
    answered,
    begun,
    firstStartMs,
    sendUntilGone: async (server) => {
      await Promise.all(Array.from({ length: WORKERS }, () => work(server)));
    },
    repeatUnanswered: async (server) => {
      const ids = [...unanswered.keys()];
      await Promise.all(ids.map((traceId) => send(server, traceId)));
      return ids.length;
    },
  };
}
