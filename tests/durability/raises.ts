import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom, shuffled } from '../support/random.ts';
import { BOOTSTRAP, type TestServer } from '../support/server.ts';

const WORKERS = 6;
const SERVICE = 'shop';
const TYPE = 'CartError';

/** One raise, told by three SDKs: each telling with the same bytes whenever it is sent. */
interface Raise {
  readonly traceId: string;
  readonly uuid: string;
  readonly otlp: string;
  readonly item: string;
  readonly document: string;
}

/** Tells of raises at three doors at once, and remembers which tellings were answered. Port 2000 answers nothing. */
export interface Teller {
  /** Tells on several connections until the server is gone. */
  tellUntilGone(server: TestServer): Promise<void>;
  /** Tells once more of everything unanswered, and of every document, until all of it is in. */
  repeat(server: TestServer): Promise<void>;
  readonly begun: ReadonlyMap<string, Raise>;
  /** Trace ids whose spans, and uuids whose items, were answered. */
  readonly answeredTraces: ReadonlySet<string>;
  readonly answeredItems: ReadonlySet<string>;
  close(): void;
}

export function createTeller(seed: number): Teller {
  const random = seededRandom(seed);
  const firstMs = Date.now() - 600_000;
  const begun = new Map<string, Raise>();
  const answeredTraces = new Set<string>();
  const answeredItems = new Set<string>();
  const socket = createSocket('udp4');

  const begin = (): Raise => {
    const raise = makeRaise(seed, begun.size + 1, firstMs);
    begun.set(raise.traceId, raise);
    return raise;
  };
  const tellOtlp = async (server: TestServer, { traceId, otlp }: Raise) => {
    await post(`${server.otlpHttp}/v1/traces`, { 'x-honeycomb-team': BOOTSTRAP.key }, otlp);
    answeredTraces.add(traceId);
  };
  const tellRollbar = async (server: TestServer, { uuid, item }: Raise) => {
    await post(`${server.origin}/api/1/item/`, { 'x-rollbar-access-token': BOOTSTRAP.rollbarToken }, item);
    answeredItems.add(uuid);
  };
  const send = (server: TestServer, document: string): Promise<void> => {
    const [host, port] = server.xray.split(':');
    const datagram = `{"format":"json","version":1}\n${document}`;
    return new Promise((resolve, reject) => {
      socket.send(datagram, Number(port), host, (error) => (error ? reject(error) : resolve()));
    });
  };
  const tellers = [tellOtlp, tellRollbar, (server: TestServer, { document }: Raise) => send(server, document)];
  const work = async (server: TestServer): Promise<void> => {
    for (;;) {
      const raise = begin();
      const order = shuffled(tellers, random);
      try {
        for (const tell of order) await tell(server, raise);
      } catch (error) {
        // `fetch` says that a connection broke with a TypeError; anything else is news.
        if (error instanceof TypeError) return;
        throw error;
      }
    }
  };
  return {
    begun,
    answeredTraces,
    answeredItems,
    tellUntilGone: async (server) => {
      await Promise.all(Array.from({ length: WORKERS }, () => work(server)));
    },
    repeat: async (server) => {
      const raises = [...begun.values()];
      const repeatOn = async (): Promise<void> => {
        for (let raise = raises.pop(); raise !== undefined; raise = raises.pop()) {
          if (!answeredTraces.has(raise.traceId)) await tellOtlp(server, raise);
          if (!answeredItems.has(raise.uuid)) await tellRollbar(server, raise);
          await send(server, raise.document);
        }
      };
      await Promise.all(Array.from({ length: WORKERS }, repeatOn));
    },
    close: () => socket.close(),
  };
}

/** A retryable no is asked again, as a client would. */
async function post(url: string, headers: Record<string, string>, body: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const text = await answer.text();
    if (answer.ok) return;
    if (answer.status !== 503 && answer.status !== 429) throw new Error(`refused: ${answer.status} ${text}`);
    await sleep(100);
  }
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

function makeRaise(seed: number, number: number, firstMs: number): Raise {
  // Apart in time further than tellings of one failure may be, and with a message of its own: no doubt what belongs together.
  const startMs = firstMs + number;
  const seconds = Math.floor(startMs / 1000);
  const traceId = `${hex(seconds, 8)}${hex(seed % 2 ** 32, 8)}${hex(number, 16)}`;
  const uuid = `${traceId.slice(0, 8)}-${traceId.slice(8, 12)}-4${traceId.slice(13, 16)}-8${traceId.slice(17, 20)}-${traceId.slice(20)}`;
  const message = `cart ${number} is empty`;
  return {
    traceId,
    uuid,
    otlp: otlpOf({ traceId, startMs, message }),
    item: itemOf({ uuid, seconds, message }),
    document: documentOf({ traceId, startMs, message }),
  };
}

function otlpOf({ traceId, startMs, message }: { traceId: string; startMs: number; message: string }): string {
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const stacktrace = `Traceback (most recent call last):\n  File "/srv/shop/cart.py", line 7, in check\n${TYPE}: ${message}\n`;
  const event = {
    name: 'exception',
    timeUnixNano: `${startMs + 1}000000`,
    attributes: [
      text('exception.type', TYPE),
      text('exception.message', message),
      text('exception.stacktrace', stacktrace),
    ],
  };
  const span = {
    traceId,
    spanId: '0000000000000001',
    name: 'GET /cart',
    kind: 2,
    startTimeUnixNano: `${startMs}000000`,
    endTimeUnixNano: `${startMs + 2}000000`,
    status: { code: 2 },
    events: [event],
  };
  const resource = { attributes: [text('service.name', SERVICE), text('telemetry.sdk.language', 'python')] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'tests' }, spans: [span] }] }] });
}

function itemOf({ uuid, seconds, message }: { uuid: string; seconds: number; message: string }): string {
  const frames = [{ filename: '/srv/shop/cart.py', lineno: 7, method: 'check' }];
  const body = { trace: { frames, exception: { class: TYPE, message } } };
  const data = { environment: 'production', level: 'error', timestamp: seconds, uuid, language: 'python', body };
  return JSON.stringify({ data });
}

function documentOf({ traceId, startMs, message }: { traceId: string; startMs: number; message: string }): string {
  const stack = [{ path: 'cart.py', line: 7, label: 'check' }];
  return JSON.stringify({
    trace_id: `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`,
    id: '00000000000000aa',
    name: SERVICE,
    start_time: startMs / 1000,
    end_time: (startMs + 2) / 1000,
    fault: true,
    cause: { working_directory: '/srv/shop', exceptions: [{ id: '00000000000000bb', type: TYPE, message, stack }] },
  });
}
