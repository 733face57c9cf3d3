import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { listenXRay } from './xray-listener.ts';

const HOST = '127.0.0.1';

async function open(port = 0) {
  const taken: string[] = [];
  let spilled = 0;
  const listener = await listenXRay(
    {
      answer: (_request, response) => void response.end('answered'),
      takeDatagram: (bytes, address) => taken.push(`${address} ${bytes}`),
      spillDatagrams: (count) => {
        spilled += count;
      },
    },
    { host: HOST, port, option: 'xray-port' },
  );
  return { listener, taken, spilled: () => spilled };
}

/** Resolves when the kernel has them. */
async function sendAll(port: number, texts: readonly string[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const text of texts) await new Promise<void>((resolve) => socket.send(text, port, HOST, () => resolve()));
  socket.close();
}

describe('the X-Ray listener', () => {
  it('takes datagrams and answers requests on one port, and reads what has reached it before it closes', async () => {
    const { listener, taken, spilled } = await open();
    expect(await (await fetch(`http://${HOST}:${listener.port}/`)).text()).toBe('answered');
    const texts = Array.from({ length: 500 }, (_, index) => `datagram ${index} \u{1f41d}`);
    await sendAll(listener.port, texts);
    await listener.close(2_000);
    expect(taken).toEqual(texts.map((text) => `${HOST} ${text}`));
    expect(spilled()).toBe(0);
  });

  it('names the option that moves it where UDP has the port but not TCP', async () => {
    const blocker = createSocket('udp4');
    await new Promise<void>((resolve) => blocker.bind(0, HOST, resolve));
    const { port } = blocker.address();
    await expect(open(port)).rejects.toThrow(`UDP port ${port} on ${HOST}: is in use; choose another with --xray-port`);
    // TCP of that number has been given back.
    blocker.close();
    await (await open(port)).listener.close(100);
  });
});
