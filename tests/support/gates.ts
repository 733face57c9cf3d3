import { createSocket } from 'node:dgram';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { TestServer } from './server.ts';

/** The SDK that told. */
export type Sender = 'otlp' | 'rollbar' | 'xray';

/** One message as an SDK sent it. */
export interface Message {
  readonly sender: Sender;
  /** `/v1/logs`; '' for a datagram. */
  readonly path: string;
  readonly body: Buffer;
}

/**
 * Stands between three SDKs and a server, and hands on what they send as it came: at once, with the server's own answer, or
 * when it is let through. A client whose request is held is told yes: pyrollbar would give up after three seconds.
 */
export interface Gates extends Pick<TestServer, 'origin' | 'otlpHttp' | 'xray'> {
  /** Closes all three; sampling rules pass. */
  close(): void;
  /** What is held, in the order in which it came. */
  held(): readonly Message[];
  /** Opens the gate of one; resolves when the server has taken what was held. A datagram is not answered. */
  open(sender: Sender): Promise<void>;
  stop(): Promise<void>;
}

interface Held extends Message {
  /** Resolves when the server took it, and rejects when it did not. */
  handOn(): Promise<unknown>;
}

/** Headers of one connection; fetch makes its own. */
const HOP_BY_HOP = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'expect']);

export async function startGates(server: TestServer): Promise<Gates> {
  const [xrayHost = '', xrayPort] = server.xray.split(':');
  const closed = new Set<Sender>();
  let held: Held[] = [];
  const http = createServer((request, response) => {
    const path = request.url ?? '';
    const { sender, target } = routeOf(server, path);
    void buffer(request).then(async (body) => {
      if (sender && closed.has(sender)) {
        held.push({ sender, path, body, handOn: () => forward(request, `${target}${path}`, body) });
        response.writeHead(200).end(sender === 'rollbar' ? '{"err":0,"result":{"id":null,"uuid":""}}' : '');
        return;
      }
      const answer = await forward(request, `${target}${path}`, body);
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');

  const udp = createSocket('udp4');
  const handOn = (body: Buffer) =>
    new Promise<void>((resolve, reject) =>
      udp.send(body, Number(xrayPort), xrayHost, (error) => (error ? reject(error) : resolve())),
    );
  udp.on('message', (body) => {
    if (closed.has('xray')) held.push({ sender: 'xray', path: '', body, handOn: () => handOn(body) });
    else void handOn(body);
  });
  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject);
    udp.bind(address.port, '127.0.0.1', resolve);
  });

  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    otlpHttp: origin,
    xray: `127.0.0.1:${address.port}`,
    close: () => {
      for (const sender of ['otlp', 'rollbar', 'xray'] as const) closed.add(sender);
    },
    held: () => held,
    async open(sender) {
      closed.delete(sender);
      const through = held.filter((message) => message.sender === sender);
      held = held.filter((message) => message.sender !== sender);
      await Promise.all(through.map((message) => message.handOn()));
    },
    stop: async () => {
      await new Promise<void>((resolve) => udp.close(resolve));
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** What X-Ray's SDK asks by TCP is never held: without rules it samples by its own. */
function routeOf(server: TestServer, path: string): { sender: Sender | undefined; target: string } {
  if (path.startsWith('/v1/')) return { sender: 'otlp', target: server.otlpHttp };
  if (path.startsWith('/api/1/')) return { sender: 'rollbar', target: server.origin };
  return { sender: undefined, target: `http://${server.xray}` };
}

async function forward({ method = 'POST', headers }: IncomingMessage, url: string, body: Buffer): Promise<Response> {
  const own = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
  const answer = await fetch(url, {
    method,
    headers: own.map(([name, value]): [string, string] => [name, String(value)]),
    body: new Uint8Array(body),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}
