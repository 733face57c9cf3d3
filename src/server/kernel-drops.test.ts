import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { countKernelDrops, readKernelDrops } from './kernel-drops.ts';

const SENT = 2_000;
const SEND = `const socket = require('node:dgram').createSocket('udp4');
  let left = ${SENT};
  const next = () => (left-- === 0 ? socket.close() : socket.send(Buffer.alloc(1024), Number(process.argv[1]), '127.0.0.1', next));
  next();`;

it('what the kernel threw away is counted', async () => {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 64 * 1024 });
  let received = 0;
  socket.on('message', () => received++);
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  const registry = new Registry();
  countKernelDrops(registry, port);
  const counted = async () =>
    (await registry.getSingleMetric('combray_datagrams_dropped_total')?.get())?.values[0]?.value;
  expect([readKernelDrops(port), await counted()]).toEqual([0, 0]);

  // Nobody reads while this waits.
  execFileSync(process.execPath, ['-e', SEND, String(port)]);
  const dropped = readKernelDrops(port) ?? 0;
  expect(dropped).toBeGreaterThan(SENT / 2);
  expect(await counted()).toBe(dropped);
  await expect.poll(() => received + dropped).toBe(SENT);
  await new Promise<void>((resolve) => socket.close(resolve));
  expect(readKernelDrops(port)).toBeUndefined();
});
