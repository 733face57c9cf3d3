import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What became of one export. */
export interface Delivery {
  /** From the first byte sent to the last answer, waits for a refusal's delay included. */
  readonly milliseconds: number;
  /** Answers that asked to come again, each of which was done. */
  readonly refusalCount: number;
}

export interface Sender {
  /** Resolves when the body is acknowledged. Throws for an answer that is final and not 200. */
  send(path: string, body: Uint8Array): Promise<Delivery>;
  close(): void;
}

const REFUSED = new Set([429, 503]);
const DEFAULT_DELAY_SECONDS = 1;
const REFUSALS_MAX = 100;

/** Posts protobuf, or what the headers say, over at most so many kept-alive connections, and comes again as OTLP asks of clients. */
export function createSender(options: {
  origin: string;
  connections: number;
  key?: string | undefined;
  /** In the place of OTLP's. */
  headers?: Readonly<Record<string, string>>;
}): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const headers = {
    'content-type': 'application/x-protobuf',
    ...(options.key === undefined ? {} : { 'x-honeycomb-team': options.key }),
    ...options.headers,
  };
  const post = (path: string, body: Uint8Array) =>
    new Promise<Answer>((resolve, reject) => {
      const posted = request(new URL(path, options.origin), { agent, method: 'POST', headers }, (answer) =>
        read(answer).then(resolve, reject),
      );
      posted.on('error', reject).end(body);
    });
  return {
    async send(path, body) {
      const start = performance.now();
      for (let refusalCount = 0; refusalCount <= REFUSALS_MAX; refusalCount++) {
        const { status, retryAfterSeconds, text } = await post(path, body);
        if (status === 200) return { milliseconds: performance.now() - start, refusalCount };
        if (!REFUSED.has(status)) throw new Error(`${path} answered ${status}: ${text}`);
        await sleep(retryAfterSeconds * 1_000);
      }
      throw new Error(`${path} was refused ${REFUSALS_MAX} times`);
    },
    close: () => agent.destroy(),
  };
}

interface Answer {
  readonly status: number;
  readonly retryAfterSeconds: number;
  readonly text: string;
}

async function read(answer: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const stated = Number(answer.headers['retry-after']);
  return {
    status: answer.statusCode ?? 0,
    retryAfterSeconds: Number.isFinite(stated) && stated > 0 ? stated : DEFAULT_DELAY_SECONDS,
    text: Buffer.concat(chunks).toString('latin1').slice(0, 300),
  };
}
