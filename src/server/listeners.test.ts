import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listen, StartError } from './listeners.ts';

const HOST = '127.0.0.1';
// Far above what any case may need, so that waiting for the deadline shows as a timeout of the test.
const DEADLINE_MS = 60_000;

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function open(port: number): Promise<Socket> {
  const socket = connect(port, HOST);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

const listenWith = (handler: Parameters<typeof listen>[0], port = 0) =>
  listen(handler, { host: HOST, port, option: 'http-port', tls: undefined });

/** A listener that answers nothing by itself, and a promise of the first request's response. */
async function listenAsked() {
  const requests = new EventEmitter();
  const asked = once(requests, 'asked').then(([response]) => response as ServerResponse);
  return { listener: await listenWith((_request, response) => requests.emit('asked', response)), asked };
}

describe('a listener', () => {
  it('says which option moves it when its port is taken', async () => {
    const blocker = createServer().listen(0, HOST);
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };
    await expect(listenWith(() => undefined, port)).rejects.toThrow(StartError);
    await expect(listenWith(() => undefined, port)).rejects.toThrow(
      `port ${port} on ${HOST} is in use; choose another with --http-port`,
    );
    blocker.close();
  });

  it('closes without waiting for a connection that never asked anything', async () => {
    const { listener, asked } = await listenAsked();
    const silent = await open(listener.port);
    const asking = await open(listener.port);
    asking.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    // Accepted in order: when the second is answered, the first is known.
    (await asked).end();
    await listener.close(DEADLINE_MS);
    await once(silent.resume(), 'close');
  });

  it('lets an answer under way finish, then ends its kept-alive connection', async () => {
    const { listener, asked } = await listenAsked();
    const socket = await open(listener.port);
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
    });
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    const response = await asked;
    const closed = listener.close(DEADLINE_MS);
    const ended = once(socket, 'close');
    response.end('late');
    await Promise.all([closed, ended]);
    expect(received).toContain('late');
  });

  it('cuts what is not answered by the deadline', async () => {
    const { listener, asked } = await listenAsked();
    const socket = await open(listener.port);
    socket.on('error', () => undefined).write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await asked;
    await listener.close(20);
    expect(socket.destroyed || (await once(socket.resume(), 'close'))).toBeTruthy();
  });
});
