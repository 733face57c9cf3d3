import { Agent, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';

/** One kept-alive HTTP connection, whose local port is known before the request that matters is sent. */
export interface Connection {
  readonly localPort: number;
  post(path: string, body: string, headers: Readonly<Record<string, string>>): Promise<{ status: number }>;
  close(): void;
}

export async function openConnection(origin: string): Promise<Connection> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let socket: Socket | undefined;
  const send = (method: string, path: string, body: string, headers: Readonly<Record<string, string>>) =>
    new Promise<{ status: number }>((resolve, reject) => {
      const sent = request(`${origin}${path}`, { agent, method, headers }, (answer: IncomingMessage) => {
        answer.resume().on('end', () => resolve({ status: answer.statusCode ?? 0 }));
      });
      sent.on('socket', (used) => {
        socket = used;
      });
      sent.on('error', reject).end(body);
    });
  await send('GET', '/healthz', '', {});
  const localPort = socket?.localPort;
  if (localPort === undefined) throw new Error('the connection was not kept');
  return {
    localPort,
    post: (path, body, headers) => send('POST', path, body, headers),
    close: () => agent.destroy(),
  };
}
